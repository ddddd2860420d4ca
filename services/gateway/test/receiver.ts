/** A receiver of webhooks: answers as it is told, and keeps what it was sent. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: { readonly id: string; readonly type: string; readonly position: number; readonly subject: string };
}

export interface Receiver {
  readonly url: string;
  readonly got: Got[];
  /** What the next requests are answered. */
  answer: (out: ServerResponse) => void;
  close(): Promise<void>;
}

const takes = (out: ServerResponse): void => void out.writeHead(204).end();

export const startReceiver = async (): Promise<Receiver> => {
  const server = createServer((request, out) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      receiver.got.push({ headers: request.headers, body, event: JSON.parse(body) as Got['event'] });
      receiver.answer(out);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got: [],
    answer: takes,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
};
