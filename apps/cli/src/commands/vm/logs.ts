/** `vm logs`: what the guest wrote to its serial line, as it is to a file, and harmless to a terminal. */
import { exitCodes } from '../../exit-codes.ts';
import { Failure, interrupted } from '../../failure.ts';
import type { CommandPlan } from '../../plan.ts';
import { addFlag } from '../../described/flags.ts';
import { queryFrom, withQuery } from '../../described/list.ts';
import { placesOf } from '../../described/places.ts';
import { pathFor, type OperationSpec } from '../../described/spec.ts';
import { withTarget } from '../../described/targets.ts';
import type { Session } from '../../session.ts';
import { calmed } from './calm.ts';

const lost = (vm: string, cause: unknown): Failure =>
  new Failure(exitCodes.failed, `the serial line of ${vm} was cut`, {
    cause: cause instanceof Error ? cause.message : String(cause),
    hint: `chrono logs ${vm} -f --tail 20`,
  });

/** A terminal acts on what it is sent; a file only keeps it. */
const write = async (body: AsyncIterable<Uint8Array>, { printer, terminal }: Session, raw: boolean): Promise<void> => {
  const calm = terminal.stdout.isTTY === true && !raw ? calmed() : undefined;
  for await (const chunk of body) {
    if (terminal.stdout.destroyed) return;
    await printer.bytes(calm === undefined ? chunk : calm(chunk));
  }
};

export const logsPlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  aliases: ['serial'],
  summary: spec.summary,
  description: 'Ctrl-C leaves; the vm does not notice.',
  words: `<${spec.noun}>`,
  addFlags: (command) => {
    for (const field of spec.query) addFlag(command, field, false);
    command.option('--raw', 'also to a terminal exactly as the guest wrote it');
  },
  run: async (session, { words: [vm = ''], values }) => {
    const api = session.api();
    const query = queryFrom(spec.query, values);
    const answer = await withTarget(api, spec, vm, (found) =>
      api.open({
        path: withQuery(pathFor(spec, found), query),
        headers: { accept: 'text/plain' },
        placeOf: placesOf(spec),
      }),
    );
    try {
      await write(answer.body, session, values['raw'] === true);
    } catch (error) {
      throw session.terminal.interrupted.aborted ? interrupted() : lost(vm, error);
    }
    return exitCodes.ok;
  },
});
