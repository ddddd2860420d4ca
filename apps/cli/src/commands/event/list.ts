/** `event list`, and with --follow the stream: resumed where it broke off, until Ctrl-C. */
import { setTimeout as pause } from 'node:timers/promises';

import { sseMessages, type SseMessage } from '@chronovisor/client/sse';

import type { Api } from '../../api/api.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { Failure, interrupted } from '../../failure.ts';
import { addFlag } from '../../described/flags.ts';
import { isPageLimit, queryFrom, shapeOf, withQuery } from '../../described/list.ts';
import { placesOf } from '../../described/places.ts';
import type { OperationSpec } from '../../described/spec.ts';
import type { Plain } from '../../output/cells.ts';
import { nameOf, type Printer } from '../../output/printer.ts';
import type { Call, CommandPlan } from '../../plan.ts';
import type { Session } from '../../session.ts';
import { eventLine } from './line.ts';

const AGAIN_MS = 500;

/** A stream has no last row, so its columns are laid out ahead; programs get one document a line. */
const show = (printer: Printer, event: Plain): void => {
  const { format, columns } = printer.choice;
  if (format === 'name') printer.line(nameOf(event));
  else if (printer.forPeople) printer.line(eventLine(event, columns, printer.paint));
  else printer.line(JSON.stringify(event));
};

interface Following {
  readonly api: Api;
  readonly printer: Printer;
  readonly path: string;
  readonly spec: OperationSpec;
  last: string | undefined;
}

const hear = (following: Following, message: SseMessage): void => {
  // The server's own word that it cuts us off; the stream ends and is taken up again.
  if (message.event === 'cut') return;
  show(following.printer, JSON.parse(message.data) as Plain);
  following.last = message.id ?? following.last;
};

const readOnce = async (following: Following): Promise<void> => {
  const { api, path, spec, last } = following;
  const headers = { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) };
  const answer = await api.open({ path, headers, placeOf: placesOf(spec) });
  for await (const message of sseMessages(answer.body)) hear(following, message);
};

/** The API is away for a moment when its process is started again; any other "no" is final. */
const isPassing = (error: unknown): boolean =>
  !(error instanceof Failure) || error.detail.code === 'api.unreachable' || error.detail.code === 'store.unavailable';

const follow = async (session: Session, spec: OperationSpec, call: Call): Promise<ExitCode> => {
  const { printer, terminal } = session;
  const query = queryFrom(
    spec.query.filter(({ path }) => path[0] !== 'limit'),
    call.values,
  );
  const following: Following = {
    api: session.api(),
    printer,
    spec,
    path: withQuery(spec.path, query),
    last: undefined,
  };
  for (let first = true; ; first = false) {
    try {
      await readOnce(following);
    } catch (error) {
      if (terminal.interrupted.aborted) throw interrupted();
      // Never there at all is a mistake in the address; gone after a while is not.
      if (!isPassing(error) || (first && error instanceof Failure)) throw error;
    }
    if (terminal.interrupted.aborted) throw interrupted();
    await pause(AGAIN_MS);
  }
};

const page = async ({ api, printer }: Session, spec: OperationSpec, { values }: Call): Promise<ExitCode> => {
  const path = withQuery(spec.path, queryFrom(spec.query, values));
  const answer = await api().ask<{ readonly items: readonly Plain[] }>({ path, placeOf: placesOf(spec) });
  await printer.list(shapeOf(spec), answer.items, answer);
  return exitCodes.ok;
};

export const eventsPlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  aliases: ['ls'],
  summary: spec.summary,
  description: 'A page of the latest; with -f what happens from now on, or from --after on.',
  examples: ["chrono events -f --types 'vm.*' -o ndjson"],
  addFlags: (command) => {
    command.option('-f, --follow', 'stay and show what happens; resumed by itself');
    for (const field of spec.query) addFlag(command, field, false);
  },
  run: (session, call) => (call.values['follow'] === true ? follow(session, spec, call) : page(session, spec, call)),
});

/** What `list --follow` does, under the word people look for. */
export const watchPlan = (spec: OperationSpec): CommandPlan => ({
  name: 'watch',
  summary: 'Show what happens from now on',
  description: 'Or from --after on; resumed by itself until Ctrl-C. The same as `list --follow`.',
  examples: ["chrono event watch --types 'vm.*' --subject web-1"],
  addFlags: (command) =>
    spec.query.filter((field) => !isPageLimit(field)).forEach((field) => addFlag(command, field, false)),
  run: (session, call) => follow(session, spec, call),
});
