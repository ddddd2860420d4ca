/** Says what the reader of server-sent events makes of streams cut in any way. */
import { describe, expect, it } from 'vitest';

import { sseMessages, type SseMessage } from './sse.ts';

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

const read = async (text: string, size = 1_000): Promise<SseMessage[]> => {
  const messages: SseMessage[] = [];
  for await (const message of sseMessages(pieces(text, size))) messages.push(message);
  return messages;
};

const stream =
  ': hello\n\nid: 7\nevent: vm.started\ndata: {"ü":1}\n\n:keep-alive\n\nid:8\r\ndata: a\r\ndata: b\r\n\r\nid: 9\ndata: unfinished';

describe('server-sent events', () => {
  it.each([1, 2, 3, 7, 1_000])('are the same messages in pieces of %i bytes', async (size) => {
    expect(await read(stream, size)).toEqual([
      { id: '7', event: 'vm.started', data: '{"ü":1}' },
      { id: '8', event: undefined, data: 'a\nb' },
    ]);
  });

  it('carry no message in a comment', async () => {
    expect(await read(': keep-alive\n\n')).toEqual([]);
  });
});
