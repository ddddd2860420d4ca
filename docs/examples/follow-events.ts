/**
 * Follows the events over SSE and never misses one: the last position is kept in a file, and given back after every break.
 *
 *   CHRONO_URL=http://127.0.0.1:7080 CHRONO_TOKEN=… node docs/examples/follow-events.ts last-position 'vm.*'
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [file = 'last-position', types = '*'] = process.argv.slice(2);
const url = `${process.env['CHRONO_URL'] ?? 'http://127.0.0.1:7080'}/api/v1/events?types=${encodeURIComponent(types)}`;
const authorization = `Bearer ${process.env['CHRONO_TOKEN'] ?? ''}`;

const lastPosition = (): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '0';
  }
};

/** What is to be done with an event. It may be given twice: once it is done, its position is kept. */
const handle = (position: string, data: string): void => {
  const event = JSON.parse(data) as { readonly type: string; readonly subject: string };
  console.log(`${position} ${event.type} ${event.subject}`);
  writeFileSync(file, position);
};

const follow = async (): Promise<void> => {
  const headers = { authorization, accept: 'text/event-stream', 'last-event-id': lastPosition() };
  const response = await fetch(url, { headers });
  if (!response.ok || response.body === null) throw new Error(`${response.status} ${await response.text()}`);
  let rest = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const messages = (rest + piece).split('\n\n');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const id = /^id: (.*)$/m.exec(message)?.[1];
      const data = /^data: (.*)$/m.exec(message)?.[1];
      // Pings have neither; the word that we are cut off has no id.
      if (id !== undefined && data !== undefined) handle(id, data);
    }
  }
};

for (;;) {
  try {
    await follow();
  } catch (error) {
    console.error(String(error));
  }
  await sleep(500);
}
