/** Clients that ask for one thing after the other, whatever becomes of it, and remember what they were promised. */
import { newId } from '@chronovisor/kernel/ids';
import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from './commands/asked.ts';
import { type Command, nextCommand } from './plan.ts';
import { type Random, randomOf } from './random.ts';

/** Operations that were answered with 202, and how often each status was given; 0: no answer. */
export interface Ledger {
  readonly promised: Map<string, Command>;
  readonly statuses: Map<number, number>;
  /** Answers that no accident excuses. */
  readonly wrong: string[];
}

export const newLedger = (): Ledger => ({ promised: new Map(), statuses: new Map(), wrong: [] });

export interface Line {
  readonly url: () => string;
  readonly token: string;
  /** What the wall clock of control shows. */
  now(): Promise<number>;
}

const ANSWER_WITHIN_MS = 8_000;
const TRIES = 3;
const BETWEEN_TRIES_MS = 700;

const NO_OPERATION = '00000000-0000-7000-8000-000000000000';

/** What the plan cannot know: ids that were given, and what time it is. Asked again it has to be the same. */
const filled = (command: Command, mine: readonly string[], now: number): Command => ({
  ...command,
  path: command.path.replace(/\{operation:(\d+)\}/, (_, back) => mine.at(-1 - Number(back)) ?? NO_OPERATION),
  ...(command.body !== undefined && {
    body: JSON.parse(
      JSON.stringify(command.body).replaceAll(/\{in:(\d+)\}/g, (_, seconds) =>
        new Date(now + Number(seconds) * 1_000).toISOString(),
      ),
    ) as unknown,
  }),
});

const ask = async ({ url, token }: Line, command: Command, key: string): Promise<Response | null> => {
  const { method, path, body } = command;
  return fetch(`${url()}/api/v1${path}`, {
    method,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    headers: {
      authorization: `Bearer ${token}`,
      'idempotency-key': `"${key}"`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => null);
};

/** What the plan leads to by itself: it names things that are not there at this moment, and wants rings. */
const EXCUSED: readonly string[] = [
  'bulk.no-vms',
  'dependency.cycle',
  'position.unknown',
  'project.quota-below-use',
  'host.overcommit-below-use',
  'schedule.never-runs',
  'volume.shrink',
  'dependency.repeated',
];

/** What is named may have gone, or have been made elsewhere. */
const MISSING =
  /^there is no |^volume \S+ is not on host |^this volume is a disk of the vm already$|^volume \S+ is a disk of vm /;

interface Problem {
  readonly code?: string;
  readonly errors?: readonly { readonly detail: string }[];
}

const isExcused = ({ code = '', errors = [] }: Problem): boolean =>
  EXCUSED.includes(code) || (errors.length > 0 && errors.every(({ detail }) => MISSING.test(detail)));

/** Neither the plan nor an accident leads to these. */
const isWrong = (status: number, text: string): boolean =>
  status === 500 || ([400, 401, 403, 405, 415, 422].includes(status) && !isExcused(JSON.parse(text) as Problem));

interface Noted {
  readonly status: number;
  readonly operationId: string | null;
}

const note = async (ledger: Ledger, command: Command, response: Response | null): Promise<Noted> => {
  const status = response?.status ?? 0;
  ledger.statuses.set(status, (ledger.statuses.get(status) ?? 0) + 1);
  const text = (await response?.text().catch(() => '')) ?? '';
  if (text !== '' && isWrong(status, text)) {
    const asked = `${command.method} ${command.path} ${JSON.stringify(command.body)}`;
    ledger.wrong.push(`${asked} was answered ${status}: ${text}`);
  }
  if (status !== 202 || text === '') return { status, operationId: null };
  const { id } = JSON.parse(text) as { id: string };
  ledger.promised.set(id, command);
  return { status, operationId: id };
};

const perform = async (line: Line, ledger: Ledger, command: Command): Promise<string | null> => {
  const key = newId();
  for (let tried = 0; tried < (command.isRepeated ? TRIES : 1); tried += 1) {
    const { status, operationId } = await note(ledger, command, await ask(line, command, key));
    if (status !== 0 && status !== 503) return operationId;
    await sleep(BETWEEN_TRIES_MS);
  }
  return null;
};

export interface ClientsOptions {
  readonly seed: number;
  readonly clients: number;
  /** On the monotonic clock. */
  readonly until: number;
  readonly world: World;
  readonly line: Line;
  readonly ledger: Ledger;
}

const client = async ({ until, world, line, ledger }: ClientsOptions, random: Random): Promise<void> => {
  const mine: string[] = [];
  while (performance.now() < until) {
    const command = nextCommand(random, world);
    await sleep(command.afterMs);
    const operationId = await perform(line, ledger, filled(command, mine, await line.now()));
    if (operationId !== null) mine.push(operationId);
  }
};

export const runClients = async (options: ClientsOptions): Promise<void> => {
  const { seed, clients } = options;
  const all = Array.from({ length: clients }, (_, index) => client(options, randomOf(seed, `client ${index}`)));
  await Promise.all(all);
};
