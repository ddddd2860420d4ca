import { expect, it } from 'vitest';

import { sseMessages, type SseMessage } from './sse.ts';

const read = async (text: string, size: number): Promise<readonly SseMessage[]> => {
  const bytes = Buffer.from(text);
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const messages: SseMessage[] = [];
  for await (const message of sseMessages(chunks())) messages.push(message);
  return messages;
};

const stream =
  'retry: 1000\n\n: ping\n\nid: 7\nevent: vm.started\ndata: {"a":"ä"}\n\nid: 8\ndata: x\ndata: y\r\n\r\nid: 9\ndata: half';

it('reads whole messages however the stream was cut', async () => {
  const expected = [
    { id: '7', event: 'vm.started', data: '{"a":"ä"}' },
    { id: '8', event: undefined, data: 'x\ny' },
  ];
  for (const size of [1, 2, 3, 7, 1000]) expect(await read(stream, size)).toEqual(expected);
});
