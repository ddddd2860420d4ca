/** A process of its own that reads many event streams and tells how long each event took: what it costs falls on nobody else. */
import { request } from 'node:http';

interface Order {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly readers: number;
  /** Events that each reader is to hear. */
  readonly events: number;
}

const TIME = /"time":"([^"]+)"/g;

/** Resolves when the reader has heard all; `note` is given the milliseconds from commit to receipt. */
const read = ({ url, headers, events }: Order, opened: () => void, note: (ms: number) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    let heard = 0;
    let rest = '';
    const sent = request(url, { agent: false, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      opened();
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        const now = Date.now();
        const text = rest + piece;
        const end = text.lastIndexOf('\n\n');
        rest = text.slice(end + 2);
        for (const [, time = ''] of text.slice(0, end + 2).matchAll(TIME)) {
          note(now - Date.parse(time));
          heard += 1;
        }
        if (heard < events) return;
        response.destroy();
        resolve();
      });
      response.on('end', () => reject(new Error(`the stream ended after ${heard} of ${events} events`)));
    });
    sent.on('error', reject);
    sent.end();
  });

const tell = (message: object): void => void process.send?.(message);

process.once('message', (order: Order) => {
  // A histogram by milliseconds: a hundred thousand numbers a second would be a load of their own.
  const counts: number[] = [];
  let open = 0;
  const opened = (): void => {
    open += 1;
    if (open === order.readers) tell({ ready: true });
  };
  const note = (ms: number): void => {
    const slot = Math.max(0, ms);
    counts[slot] = (counts[slot] ?? 0) + 1;
  };
  Promise.all(Array.from({ length: order.readers }, () => read(order, opened, note))).then(
    () => tell({ counts: Array.from(counts, (count) => count ?? 0) }),
    (error: unknown) => tell({ failed: String(error) }),
  );
});
