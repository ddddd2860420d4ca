/** Clients that ask for one thing after the other, whatever becomes of it, and remember what they were promised. */
import { newId } from '@chronovisor/kernel/ids';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, type World, nextCommand } from './commands.ts';
import { type Random, randomOf } from './random.ts';

/** Operations that were answered with 202, and how often each status was given; 0: no answer. */
export interface Ledger {
  readonly promised: Map<string, Command>;
  readonly statuses: Map<number, number>;
  /** Answers that no accident excuses. */
  readonly wrong: string[];
}

export const newLedger = (): Ledger => ({ promised: new Map(), statuses: new Map(), wrong: [] });

interface Line {
  readonly url: () => string;
  readonly token: string;
}

const ANSWER_WITHIN_MS = 8_000;
const TRIES = 3;
const BETWEEN_TRIES_MS = 700;

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

/** A selector that means nobody at this moment. */
const EXCUSED = 'bulk.no-vms';

/** Neither the plan nor an accident leads to these. */
const isWrong = (status: number, text: string): boolean =>
  status === 500 || ([400, 401, 403, 405, 415, 422].includes(status) && !text.includes(EXCUSED));

const note = async (ledger: Ledger, command: Command, response: Response | null): Promise<number> => {
  const status = response?.status ?? 0;
  ledger.statuses.set(status, (ledger.statuses.get(status) ?? 0) + 1);
  const text = (await response?.text().catch(() => '')) ?? '';
  if (isWrong(status, text)) ledger.wrong.push(`${command.method} ${command.path} was answered ${status}: ${text}`);
  if (status === 202 && text !== '') ledger.promised.set((JSON.parse(text) as { id: string }).id, command);
  return status;
};

const perform = async (line: Line, ledger: Ledger, command: Command): Promise<void> => {
  const key = newId();
  for (let tried = 0; tried < (command.isRepeated ? TRIES : 1); tried += 1) {
    const status = await note(ledger, command, await ask(line, command, key));
    if (status !== 0 && status !== 503) return;
    await sleep(BETWEEN_TRIES_MS);
  }
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
  while (performance.now() < until) {
    const command = nextCommand(random, world);
    await sleep(command.afterMs);
    await perform(line, ledger, command);
  }
};

export const runClients = async (options: ClientsOptions): Promise<void> => {
  const { seed, clients } = options;
  const all = Array.from({ length: clients }, (_, index) => client(options, randomOf(seed, `client ${index}`)));
  await Promise.all(all);
};
