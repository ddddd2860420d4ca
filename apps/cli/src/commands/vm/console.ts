/** `vm console`: this terminal becomes the guest's serial line until Ctrl-]; a pipe's words are typed until it ends. */
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { durationMs } from '../../durations.ts';
import { usage } from '../../failure.ts';
import { pathFor, type OperationSpec } from '../../described/spec.ts';
import { withTarget } from '../../described/targets.ts';
import type { Call, CommandPlan } from '../../plan.ts';
import type { Session } from '../../session.ts';
import { talk } from './console-talk.ts';
import { openLine } from './console-line.ts';

const LINGER_MS = 1000;

const lingerFrom = (values: Call['values']): number => {
  const given = values['linger'];
  return typeof given === 'string' ? durationMs(given, '--linger') : LINGER_MS;
};

const run = async (session: Session, spec: OperationSpec, call: Call): Promise<ExitCode> => {
  const [vm = ''] = call.words;
  const { terminal, printer } = session;
  const lingerMs = lingerFrom(call.values);
  const isTyped = terminal.stdin.isTTY === true;
  if (isTyped && terminal.stdout.isTTY !== true)
    throw usage('a console needs a terminal to show itself', 'or words from a pipe');
  const line = await withTarget(session.api(), spec, vm, (found) =>
    openLine(session.api(), pathFor(spec, found), terminal.interrupted),
  );
  printer.say(isTyped ? `connected to ${vm}; leave with Ctrl-], press Enter for a prompt` : `connected to ${vm}`);
  const ending = await talk(line, terminal, lingerMs);
  if (isTyped) printer.say(ending === 'left' ? `\r\nleft ${vm}; it goes on` : `\r\nthe console of ${vm} was closed`);
  return exitCodes.ok;
};

export const consolePlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  summary: spec.summary,
  description:
    'Leave with Ctrl-]; the vm does not notice. Words from a pipe are typed, and the end of the pipe ends it.',
  words: `<${spec.noun}>`,
  addFlags: (command) =>
    void command.option(
      '--linger <time>',
      'after the end of a pipe, stay until the guest is silent so long (usual: 1s)',
    ),
  examples: ['chrono console web-1', "echo 'uname -a' | chrono console web-1"],
  run: (session, call) => run(session, spec, call),
});
