/** A reader of the event stream that comes back wherever it broke off, over a whole run. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Told {
  readonly position: number;
  readonly id: string;
}

export interface Reader {
  readonly told: readonly Told[];
  /** How often it had to come back. */
  readonly returns: number;
  close(): Promise<void>;
}

interface Source {
  readonly url: () => string;
  readonly token: string;
}

const COME_BACK_MS = 200;
/** Control says something at least every so often: a line that is silent for longer is dead. */
const SILENT_MS = 40_000;

const toldIn = (block: string): Told | null => {
  const lines = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line]));
  const [position, data] = [lines.get('id')?.slice('id: '.length), lines.get('data')?.slice('data: '.length)];
  if (position === undefined || data === undefined) return null;
  return { position: Number(position), id: (JSON.parse(data) as { id: string }).id };
};

const follow = async ({ url, token }: Source, told: Told[], end: AbortSignal): Promise<void> => {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), SILENT_MS);
  try {
    const response = await fetch(`${url()}/api/v1/events?after=${told.at(-1)?.position ?? 0}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
      signal: AbortSignal.any([end, silent.signal]),
    });
    if (response.status !== 200 || response.body === null) return;
    let rest = '';
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      timer.refresh();
      const blocks = (rest + piece).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const one = toldIn(block);
        if (one !== null) told.push(one);
      }
    }
  } finally {
    clearTimeout(timer);
  }
};

export const startReader = (source: Source): Reader => {
  const told: Told[] = [];
  const end = new AbortController();
  let returns = -1;
  const read = async (): Promise<void> => {
    while (!end.signal.aborted) {
      returns += 1;
      // Cut off, or not let in: what counts is what it was told when all is over.
      await follow(source, told, end.signal).catch(() => null);
      await sleep(COME_BACK_MS);
    }
  };
  const reading = read();
  return {
    told,
    get returns() {
      return returns;
    },
    close: async () => {
      end.abort();
      await reading;
    },
  };
};
