/** Bounded loops of requests on loopback, over kept-alive connections. */
import { Agent, request } from 'node:http';

export interface Target {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const once = (agent: Agent, { url, headers = {} }: Target): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers }, (response) => {
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      response.on('end', () =>
        response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url}: ${response.statusCode}`)),
      );
    });
    sent.on('error', reject);
    sent.end();
  });

/** Requests a second, from so many connections, until `count` are answered. */
export const requestsPerSecond = async (target: Target, connections: number, count: number): Promise<number> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = count;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left > 0) {
        left -= 1;
        await once(agent, target);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1_000;
  agent.destroy();
  return count / seconds;
};
