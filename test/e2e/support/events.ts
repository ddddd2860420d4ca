/** Follows the event stream as a subscriber would. */
import type { Api } from './api.ts';

export interface SeenEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  /** Milliseconds of this process's clock when it arrived. */
  readonly at: number;
}

export interface Listener {
  readonly seen: readonly SeenEvent[];
  /** The first event of a type, seen already or still to come. */
  next(type: string, withinMs?: number): Promise<SeenEvent>;
  close(): void;
}

const parse = (block: string): SeenEvent | null => {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const data = fields.get('data');
  if (data === undefined || fields.get('id') === undefined) return null;
  const body = JSON.parse(data) as { type: string; data: Record<string, unknown> };
  return { id: fields.get('id') ?? '', type: body.type, data: body.data, at: performance.now() };
};

export const listen = async (
  api: Api,
  query = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<Listener> => {
  const abort = new AbortController();
  const response = await fetch(`${api.url}/api/v1/events${query}`, {
    headers: { authorization: `Bearer ${api.token}`, accept: 'text/event-stream', ...headers },
    signal: abort.signal,
  });
  if (response.status !== 200 || response.body === null)
    throw new Error(`events: ${response.status} ${await response.text()}`);
  const seen: SeenEvent[] = [];
  const waiting = new Set<() => void>();
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    let rest = '';
    for await (const piece of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + piece).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parse(block);
        if (event !== null) seen.push(event);
      }
      for (const wake of waiting) wake();
    }
  };
  read(response.body).catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return {
    seen,
    next: (type, withinMs = 30_000) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = seen.find((event) => event.type === type);
          if (found === undefined) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no ${type} within ${withinMs} ms; seen: ${seen.map((event) => event.type).join(', ')}`));
        }, withinMs);
        waiting.add(look);
        look();
      }),
    close: () => abort.abort(),
  };
};
