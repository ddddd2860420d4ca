/** Ends what was started, in the order that loses nothing: the demo vm first, then host, control and nats. */
import { apiAt, ApiFailure, type Api } from './api.ts';
import type { UpConfig } from './config.ts';
import { demoName, stopDemo } from './demo.ts';
import type { Ending } from './ending.ts';
import type { House } from './house.ts';
import type { Voice } from './say.ts';

export interface FarewellParts {
  readonly config: UpConfig;
  readonly house: House;
  readonly voice: Voice;
  readonly ending: Ending;
  readonly stopDemo: boolean;
}

interface Named {
  readonly name: string;
  readonly status: string;
}

/** VMs are processes of their own: whoever leaves must be told what stays. Simulated ones are nothing but their host. */
const tellWhoStays = async (api: Api, { config, voice }: FarewellParts, signal: AbortSignal): Promise<void> => {
  const page = (await api.ask('/api/v1/vms?limit=500', { signal })) as { readonly items: readonly Named[] };
  const staying = page.items
    .filter(({ status }) => status === 'running' || status === 'paused')
    .map(({ name }) => name);
  if (staying.length === 0) return;
  const shown = staying.slice(0, 5).join(', ') + (staying.length > 5 ? ` and ${staying.length - 5} more` : '');
  const simulated = config.environment['CHRONO_HOST_DRIVER'] === 'sim';
  voice.line(
    simulated
      ? `simulated, hence gone with their host and off at the next start: ${shown}`
      : `still running, and adopted by the next start: ${shown}`,
  );
};

const leaveVms = async (parts: FarewellParts): Promise<void> => {
  const { config, voice, ending, stopDemo: wanted } = parts;
  const api = apiAt(config.url, config.dataDir);
  const signal = AbortSignal.any([ending.now, AbortSignal.timeout(30_000)]);
  try {
    if (wanted) await stopDemo(api, voice, signal);
    await tellWhoStays(api, parts, signal);
  } catch (error) {
    if (!(error instanceof ApiFailure) && !signal.aborted) throw error;
    const why = signal.aborted ? 'it was not waited for' : (error as ApiFailure).message;
    voice.warn('vms', `what runs could not be ${wanted ? `stopped (${demoName})` : 'listed'}: ${why}`);
  }
};

export const sayFarewell = async (parts: FarewellParts): Promise<void> => {
  const { house, voice, ending } = parts;
  voice.line('\nstopping …');
  try {
    if (!ending.now.aborted) await leaveVms(parts);
  } finally {
    await house.stop(ending.now);
  }
  voice.line('stopped');
};
