import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeRecords } from './records.fake.ts';
import { liveRecords } from './records.live.ts';

const made: string[] = [];
const folder = async (): Promise<string> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chrono-records-'));
  made.push(dataDir);
  return dataDir;
};
afterEach(async () => {
  await Promise.all(made.splice(0).map((path) => rm(path, { recursive: true })));
});

const activation = { bridge: 'chr01234567', subnet: '10.177.3.0/24', gateway: '10.177.3.1' };
const network = (name = 'blue') => ({ networkId: newId(), name, activation });
const nic = {
  nicId: newId(),
  networkId: newId(),
  tap: 'cht0123456789ab',
  mac: '52:54:00:00:00:01',
  address: null,
  hostname: 'web-1',
};

describe.each([
  ['fake', async () => fakeRecords()],
  ['live', async () => liveRecords({ dataDir: await folder() })],
])('%s records', (_, open) => {
  it('hold nothing at first', async () => {
    const records = await open();
    expect([await records.networks(), await records.vms()]).toEqual([[], []]);
  });

  it('give back what was saved, the newest of each', async () => {
    const records = await open();
    const [one, two] = [network(), network('red')];
    await records.saveNetwork(one);
    await records.saveNetwork(two);
    await records.saveNetwork({ ...one, name: 'green' });
    expect((await records.networks()).map(({ name }) => name).toSorted()).toEqual(['green', 'red']);
    const vm = { vmId: newId(), nics: [nic] };
    await records.saveVm(vm);
    expect(await records.vms()).toEqual([vm]);
  });

  it('forget, also twice', async () => {
    const records = await open();
    const one = network();
    const vm = { vmId: newId(), nics: [] };
    await records.saveNetwork(one);
    await records.saveVm(vm);
    for (let time = 0; time < 2; time += 1) {
      await records.forgetNetwork(one.networkId);
      await records.forgetVm(vm.vmId);
    }
    expect([await records.networks(), await records.vms()]).toEqual([[], []]);
  });
});

describe('live records', () => {
  it('are there for the next process', async () => {
    const dataDir = await folder();
    const one = network();
    await liveRecords({ dataDir }).saveNetwork(one);
    expect(await liveRecords({ dataDir }).networks()).toEqual([one]);
  });

  it('leave out a file that does not read back, and tell of it', async () => {
    const dataDir = await folder();
    const damaged: string[] = [];
    const records = liveRecords({ dataDir, onDamaged: (path) => damaged.push(path) });
    const one = network();
    await records.saveNetwork(one);
    await mkdir(join(dataDir, 'networks', newId()), { recursive: true });
    const torn = join(dataDir, 'networks', newId());
    await mkdir(torn);
    await writeFile(join(torn, 'network.json'), '{"networkId":');
    expect(await records.networks()).toEqual([one]);
    expect(damaged).toEqual([join(torn, 'network.json')]);
  });

  it('take no path for an id', async () => {
    const dataDir = await folder();
    await expect(liveRecords({ dataDir }).forgetNetwork('..')).rejects.toThrow('Invalid');
  });
});
