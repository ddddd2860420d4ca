/** A receiver of webhooks on loopback, which remembers what it was sent and, while it is moody, does not always take it. */
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Random, randomOf } from './random.ts';

export interface Received {
  /** The path it came to. */
  readonly hook: string;
  /** What the header says, and what the body says. */
  readonly header: string;
  readonly id: string;
  readonly type: string;
  readonly position: number;
  readonly taken: boolean;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Takes everything from now on. */
  calm(): void;
  close(): Promise<void>;
}

interface Body {
  readonly id: string;
  readonly type: string;
  readonly position: number;
}

/** Of a hundred deliveries so many are refused, and as many get no answer at all. */
const REFUSED = 8;

const answered = (response: ServerResponse, random: Random, moody: boolean): boolean => {
  if (moody && random.percent(REFUSED)) {
    response.writeHead(500).end();
    return false;
  }
  if (moody && random.percent(REFUSED)) {
    response.destroy();
    return false;
  }
  response.writeHead(204).end();
  return true;
};

export const startReceiver = async (seed: number): Promise<Receiver> => {
  const random = randomOf(seed, 'receiver');
  const received: Received[] = [];
  let moody = true;
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { id, type, position } = JSON.parse(await text(request)) as Body;
    const header = String(request.headers['webhook-id']);
    received.push({
      ...{ hook: request.url ?? '', header, id, type, position },
      taken: answered(response, random, moody),
    });
  };
  const server = createServer((request, response) => {
    // The sender was killed amidst its words.
    receive(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    calm: () => {
      moody = false;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
