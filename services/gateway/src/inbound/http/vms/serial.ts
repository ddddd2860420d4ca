/** Reads a vm's serial log from its host, piece by piece, and sends it on at the reader's pace. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HostReadSerial } from '@chronovisor/contracts';
import type { Call } from '../call.ts';
import type { HostAsker } from '../host-asker.ts';
import { HttpProblem } from '../http-problem.ts';

const PIECE = 65_536;
const TAIL_BYTES = 262_144;
const FOLLOW_MS = 20_000;
const ANSWER_MS = 5_000;
const LINE_FEED = 0x0a;
const PAUSE_MS = 1_000;
/** After a wait that brought nothing: a host that answers early does not set us spinning. */
const BREATH_MS = 20;

export interface SerialSource {
  readonly call: Call;
  readonly vmId: string;
  /** Where the vm is now; null once it is gone. */
  readonly hostId: () => string | null;
}

export interface Piece {
  readonly bytes: Buffer;
  /** Offset after it, and of the end of the log. */
  readonly next: number;
  readonly end: number;
}

interface Wanted {
  readonly offset: number | null;
  readonly tail: number | null;
  readonly max: number;
  readonly waitMs: number;
}

/** The last `lines` lines; a line that has not ended counts as one. */
export const lastLines = (bytes: Buffer, lines: number): Buffer => {
  if (lines === 0) return Buffer.alloc(0);
  let from = bytes.length - 1;
  for (let left = lines; from >= 0; left -= 1) {
    const before = from === 0 ? -1 : bytes.lastIndexOf(LINE_FEED, from - 1);
    if (left === 1) return bytes.subarray(before + 1);
    from = before;
  }
  return bytes;
};

export class SerialReader {
  readonly #asker: HostAsker;
  readonly #source: SerialSource;

  constructor(asker: HostAsker, source: SerialSource) {
    this.#asker = asker;
    this.#source = source;
  }

  /** The first piece: all errors that can be told with a status come here. */
  async begin(tailLines: number | null): Promise<Piece> {
    if (tailLines === null) return this.#read({ offset: 0, tail: null, max: PIECE, waitMs: 0 });
    const piece = await this.#read({ offset: null, tail: TAIL_BYTES, max: TAIL_BYTES, waitMs: 0 });
    return { ...piece, bytes: lastLines(piece.bytes, tailLines) };
  }

  /** Sends what follows until the end of the log, or with `follow` for as long as somebody listens and the vm is there. */
  async sendRest(begun: Piece, follow: boolean, out: ServerResponse): Promise<void> {
    await send(out, begun.bytes);
    // A host may be asked for long; whoever leaves, or stops us, does not wait for its answer.
    const over = endOf(out);
    for (let place = begun; !out.destroyed && !out.writableEnded;) {
      if (!follow && place.next >= place.end) return;
      const piece = await Promise.race([this.#next(place.next, follow), over]);
      if (piece === null) return;
      if (piece.bytes.length === 0) await sleep(BREATH_MS);
      await send(out, piece.bytes);
      place = piece;
    }
  }

  /** A follower sits out a host process that restarts; null once the vm is gone. */
  async #next(offset: number, follow: boolean): Promise<Piece | null> {
    if (this.#source.hostId() === null) return null;
    try {
      return await this.#read({ offset, tail: null, max: PIECE, waitMs: follow ? FOLLOW_MS : 0 });
    } catch (error) {
      if (!(follow && error instanceof HttpProblem && error.class === 'unavailable')) throw error;
      await sleep(PAUSE_MS);
      return { bytes: Buffer.alloc(0), next: offset, end: offset };
    }
  }

  async #read({ offset, tail, max, waitMs }: Wanted): Promise<Piece> {
    const { call, vmId, hostId } = this.#source;
    const { data, next, end } = await this.#asker.ask(call, hostId() ?? '', {
      definition: HostReadSerial,
      data: { vmId, offset, tail, max, waitMs },
      timeoutMs: waitMs + ANSWER_MS,
    });
    return { bytes: Buffer.from(data, 'base64'), next, end };
  }
}

const endOf = (out: ServerResponse): Promise<null> => {
  const { promise, resolve } = Promise.withResolvers<null>();
  out.once('close', () => resolve(null));
  out.once('finish', () => resolve(null));
  return promise;
};

const send = async (out: ServerResponse, bytes: Buffer): Promise<void> => {
  if (bytes.length === 0 || out.destroyed || out.write(bytes)) return;
  const left = new AbortController();
  const closed = (): void => left.abort();
  out.once('close', closed);
  try {
    await once(out, 'drain', { signal: left.signal });
  } catch (error) {
    if (!left.signal.aborted) throw error;
  } finally {
    out.off('close', closed);
  }
};
