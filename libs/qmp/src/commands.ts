/** The commands under way: few at QEMU, a bounded queue behind them, and an end for each of them. */
import type { Fault } from '@chronovisor/kernel';
import * as faults from './faults.ts';
import type { ErrorReply, Reply } from './message.ts';
import { withoutSecrets, type OnTrace } from './trace.ts';

export interface Submission {
  readonly command: string;
  readonly argument: object | undefined;
  readonly outOfBand: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface CommandTable {
  submit(submission: Submission): Promise<unknown>;
  /** False when the answer belongs to no command of ours. */
  settle(answer: Reply | ErrorReply): boolean;
  /** Ends everything under way, and everything that comes after. */
  end(fault: (waiting: faults.Waiting) => Fault): void;
  /** True while a caller waits for an answer. */
  awaited(): boolean;
}

export interface CommandTableOptions {
  readonly path: string;
  readonly maxInFlight: number;
  readonly maxWaiting: number;
  readonly write: (line: string) => void;
  readonly trace: OnTrace;
}

interface Slot extends Submission {
  readonly id: number;
  /** Written out on entry, so that an argument JSON cannot hold fails the caller and nobody else. */
  readonly line: string;
  state: 'waiting' | 'sent' | 'abandoned';
  sentAt: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: Fault) => void;
  /** Stops the timer and lets go of the signal. */
  release: () => void;
}

export const createCommandTable = (options: CommandTableOptions): CommandTable => {
  const table = new Table(options);
  return {
    submit: (submission) => table.submit(submission),
    settle: (answer) => table.settle(answer),
    end: (fault) => table.end(fault),
    awaited: () => table.awaited(),
  };
};

const written = (id: number, { command, argument, outOfBand }: Submission): string =>
  `${JSON.stringify({ [outOfBand ? 'exec-oob' : 'execute']: command, arguments: argument, id })}\n`;

class Table {
  readonly #options: CommandTableOptions;
  /** Sent and not yet answered, the abandoned included: QEMU still works on those. */
  readonly #inFlight = new Map<number, Slot>();
  readonly #waiting: Slot[] = [];
  #ended: ((waiting: faults.Waiting) => Fault) | undefined;
  #nextId = 1;

  constructor(options: CommandTableOptions) {
    this.#options = options;
  }

  submit(submission: Submission): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const refusal = this.#refusal(submission);
      if (refusal !== undefined) return reject(refusal);
      const id = this.#nextId++;
      const line = written(id, submission);
      const slot: Slot = { ...submission, id, line, state: 'waiting', sentAt: 0, resolve, reject, release: () => {} };
      this.#arm(slot);
      if (this.#hasRoom(slot)) this.#send(slot);
      else this.#waiting.push(slot);
    });
  }

  settle(answer: Reply | ErrorReply): boolean {
    const slot = this.#inFlight.get(answer.id);
    if (slot === undefined) return false;
    this.#inFlight.delete(answer.id);
    slot.release();
    const { id, command } = slot;
    const { path, trace } = this.#options;
    const seen = { at: Date.now(), id, command, tookMs: performance.now() - slot.sentAt };
    if (answer.kind === 'reply') {
      trace({ kind: 'reply', ...seen, value: answer.value });
      slot.resolve(answer.value);
    } else {
      trace({ kind: 'refused', ...seen, class: answer.class, description: answer.description });
      slot.reject(faults.refused(path, command, answer.class, answer.description));
    }
    this.#sendWaiting();
    return true;
  }

  end(fault: (waiting: faults.Waiting) => Fault): void {
    this.#ended ??= fault;
    const left = [...this.#inFlight.values(), ...this.#waiting.splice(0)];
    this.#inFlight.clear();
    for (const slot of left) {
      slot.release();
      if (slot.state === 'abandoned') continue;
      const given = fault({ command: slot.command, sent: slot.state === 'sent' });
      this.#traceLost(slot, given);
      slot.reject(given);
    }
  }

  awaited(): boolean {
    return [...this.#inFlight.values()].some((slot) => slot.state === 'sent');
  }

  #refusal({ command, outOfBand, signal }: Submission): Fault | undefined {
    const waiting = { command, sent: false };
    if (this.#ended !== undefined) return this.#ended(waiting);
    if (signal?.aborted === true) return faults.aborted(this.#options.path, waiting, signal.reason);
    const full = outOfBand ? !this.#hasRoom({ outOfBand }) : this.#waiting.length >= this.#options.maxWaiting;
    return full ? faults.busy(this.#options.path, command, this.#inFlight.size + this.#waiting.length) : undefined;
  }

  /** Counted apart: what goes out of band must not stand behind what does not. */
  #hasRoom({ outOfBand }: Pick<Slot, 'outOfBand'>): boolean {
    const alike = [...this.#inFlight.values()].filter((slot) => slot.outOfBand === outOfBand);
    return alike.length < this.#options.maxInFlight;
  }

  #arm(slot: Slot): void {
    const { timeoutMs, signal } = slot;
    const { path } = this.#options;
    const onAbort = (): void => this.#abandon(slot, (waiting) => faults.aborted(path, waiting, signal?.reason));
    const onTime = (): void => this.#abandon(slot, (waiting) => faults.timedOut(path, waiting, timeoutMs));
    const timer = setTimeout(onTime, timeoutMs);
    signal?.addEventListener('abort', onAbort);
    slot.release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
  }

  #abandon(slot: Slot, fault: (waiting: faults.Waiting) => Fault): void {
    const given = fault({ command: slot.command, sent: slot.state === 'sent' });
    slot.release();
    if (slot.state === 'waiting') this.#waiting.splice(this.#waiting.indexOf(slot), 1);
    this.#traceLost(slot, given);
    slot.state = 'abandoned';
    slot.reject(given);
  }

  #traceLost({ id, command, sentAt, state }: Slot, { code }: Fault): void {
    if (state !== 'sent') return;
    this.#options.trace({ kind: 'lost', at: Date.now(), id, command, tookMs: performance.now() - sentAt, why: code });
  }

  #sendWaiting(): void {
    while (this.#waiting[0] !== undefined && this.#hasRoom(this.#waiting[0])) this.#send(this.#waiting.shift() as Slot);
  }

  #send(slot: Slot): void {
    const { id, command, argument, outOfBand } = slot;
    slot.state = 'sent';
    slot.sentAt = performance.now();
    this.#inFlight.set(id, slot);
    const shown = withoutSecrets(command, argument);
    this.#options.trace({
      kind: 'sent',
      at: Date.now(),
      id,
      command,
      outOfBand,
      ...(shown === undefined ? {} : { arguments: shown }),
    });
    this.#options.write(slot.line);
  }
}
