/** Cuts a server-sent event stream into its messages, however the network cut it. Pure but for the iteration. */

export interface SseMessage {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: string;
}

const fieldOf = (line: string): [string, string] => {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  const value = line.slice(colon + 1);
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value];
};

/** A block without data is a comment or a keep-alive and carries no message. */
const messageOf = (block: string): SseMessage | undefined => {
  const fields = block
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(':'))
    .map(fieldOf);
  const data = fields.filter(([name]) => name === 'data').map(([, value]) => value);
  const last = (name: string): string | undefined => fields.findLast(([field]) => field === name)?.[1];
  return data.length === 0 ? undefined : { id: last('id'), event: last('event'), data: data.join('\n') };
};

export async function* sseMessages(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SseMessage> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest = (rest + decoder.decode(chunk, { stream: true })).replaceAll('\r\n', '\n');
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = messageOf(block);
      if (message !== undefined) yield message;
    }
  }
}
