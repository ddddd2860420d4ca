/** Reads an event stream as a client does. */

export interface Message {
  readonly id: string | null;
  readonly event: string | null;
  readonly data: string;
}

export interface Stream {
  readonly messages: Message[];
  readonly comments: string[];
  readonly ended: Promise<void>;
  close(): void;
}

const messageOf = (block: string): Message => {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const),
  );
  return { id: fields.get('id') ?? null, event: fields.get('event') ?? null, data: fields.get('data') ?? '' };
};

export const readStream = (response: Response, abort: AbortController): Stream => {
  const messages: Message[] = [];
  const comments: string[] = [];
  const read = async (): Promise<void> => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        if (block.startsWith(':')) comments.push(block.slice(2));
        else if (block.includes('data:')) messages.push(messageOf(block));
      }
    }
  };
  const ended = read().catch((error: unknown) => {
    if (!abort.signal.aborted && (error as Error).name !== 'TypeError') throw error;
  });
  return { messages, comments, ended, close: () => abort.abort() };
};
