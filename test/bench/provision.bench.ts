/** What a creation with a disk, a nic and a boot takes beside what its host does for it, on a host that takes no time. */
import { startHouse, type House } from '../e2e/support/house.ts';
import { type Row, median, quantile } from './result.ts';

const WARM_UP = 50;
const SAMPLES = 300;
/** Make the volume, and launch. */
const HOST_COMMANDS = 2;

const timed = async (doIt: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await doIt();
  return performance.now() - begun;
};

const provision = async (house: House, index: number): Promise<void> => {
  const body = {
    name: `made-${index}`,
    memory: '4MiB',
    host: 'h1',
    disks: [{ size: '1MiB' }],
    nics: [{ network: 'user' }],
    start: true,
  };
  const answer = await house.api.post('/vms', body, { prefer: 'wait=30' });
  if (answer.status !== 200 || answer.body['status'] !== 'succeeded') throw new Error(JSON.stringify(answer.body));
};

const times = async (count: number, doIt: (index: number) => Promise<unknown>): Promise<readonly number[]> => {
  const all: number[] = [];
  for (let index = 0; index < count; index += 1) all.push(await timed(() => doIt(index)));
  return all;
};

export const benchProvision = async (): Promise<readonly Row[]> => {
  const house = await startHouse({ env: { CHRONO_HOST_DRIVER: 'sim' } });
  try {
    await times(WARM_UP, (index) => provision(house, index));
    const made = await times(SAMPLES, (index) => provision(house, WARM_UP + index));
    // The way to the host and back, with nothing to be done there.
    const asked = await times(SAMPLES, async (index) => (await house.api.raw(`/vms/made-${index}/serial`)).text());
    const bare = HOST_COMMANDS * median(asked);
    return [
      {
        name: 'provisioning of a simulated vm − its host commands: added time, p50',
        figure: median(made) - bare,
        unit: 'ms',
        reach: '<=',
        target: 15,
        detail: { whole: median(made), p99: quantile(made, 0.99), hostCommands: bare },
      },
    ];
  } finally {
    await house.close();
  }
};
