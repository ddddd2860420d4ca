/** How to feel whether each process of the house answers: nats and control are asked, the host is known by control. */
import type { http } from '@chronovisor/contracts';
import { ApiFailure, type Api } from './api.ts';
import { natsAnswers } from './nats-server.ts';
import type { Supervised } from './supervised.ts';
import type { Beat, Pulse } from './watch.ts';

/** No answer is one as well; all else is a mistake of ours. */
const beatOf = async (ask: () => Promise<Beat>, otherwise: Beat): Promise<Beat> => {
  try {
    return await ask();
  } catch (error) {
    // An answer cut in its middle is a TypeError of fetch, one that was not waited for a DOMException.
    if (error instanceof ApiFailure || error instanceof TypeError || error instanceof DOMException) return otherwise;
    throw error;
  }
};

export const natsPulse = (supervised: Supervised, port: number): Pulse => ({
  supervised,
  feel: async () => ((await natsAnswers(port)) ? 'there' : 'missing'),
});

export const controlPulse = (supervised: Supervised, api: Api): Pulse => ({
  supervised,
  feel: (signal) =>
    beatOf(async () => {
      await api.ask('/healthz', { signal });
      return 'there';
    }, 'missing'),
});

/** While the bus is cut control hears no host, and no new host process would change that. */
export const hostPulse = (supervised: Supervised, api: Api, name: string): Pulse => ({
  supervised,
  feel: (signal) =>
    beatOf(async () => {
      const { bus, roles } = (await api.ask('/api/v1/status', { signal })) as http.StatusDocument;
      if (bus !== 'connected') return 'unknown';
      const host = roles.find((one) => one.role === 'host' && one.name === name);
      return host?.status === 'connected' ? 'there' : 'missing';
    }, 'unknown'),
});
