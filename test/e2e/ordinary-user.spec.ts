/** A host process whose user is not root: networks of its own are refused in words, everything else works. */
import { eventually } from '@chronovisor/testing';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { QUIET, importTiny, tinyVm } from './support/tiny.ts';
import { processesOf, qemuOf } from './support/vm-processes.ts';

// Root plays the ordinary user in a user namespace, where it has another uid and no rights.
const asOrdinaryUser = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000'] : [];

let house: House;
let cmdline: string;

beforeAll(async () => {
  house = await startHouse({ through: asOrdinaryUser });
  cmdline = await importTiny(house.api);
});
afterAll(() => house.close());

const traces = async () => ({
  vms: await house.api.list('/vms'),
  volumes: await house.api.list('/volumes'),
  operations: await house.api.list('/operations?limit=100'),
  networks: await house.api.list('/networks'),
  links: (await readFile('/proc/net/dev', 'utf8')).match(/^ *ch[rt][0-9a-f]+/gmu),
  dnsmasq: await processesOf(house.dataDir, 'dnsmasq'),
});

it('says which networks it can make', async () => {
  const { capabilities } = (await house.api.get('/hosts/h1')).body as { capabilities: { networks: string[] } };
  expect(capabilities.networks).toEqual(['user']);
});

it('is given no vm on the NAT network, with what to do instead, and nothing is left of the asking', async () => {
  const before = await traces();
  const disks = [{ size: '1MiB', pool: 'default' }];
  const answer = await house.api.post('/vms', tinyVm('wants-nat', { disks, nics: [{ network: 'default' }] }));
  expect(answer).toMatchObject({
    status: 400,
    body: {
      code: 'network.needs-root',
      hint: expect.stringContaining('use the network `user`'),
      errors: [{ pointer: '/nics/0/network' }],
    },
  });
  expect(await traces()).toEqual(before);
});

it('boots a vm on the user network, which gets its address and is reached through a port forward', async () => {
  const boot = { cmdline: `${cmdline} ${QUIET} chrono.http=80 chrono.name=plain` };
  const forwards = [{ hostPort: 0, guestPort: 80 }];
  await house.api.succeed('POST', '/vms', tinyVm('plain', { nics: [{ network: 'user', forwards }], boot }));
  await house.api.serialHas('plain', '@@IP eth0 10.0.2.15');
  await house.api.serialHas('plain', '@@READY');
  const { id, nics } = (await house.api.vm('plain')) as { id: string; nics: { forwards: { hostPort: number }[] }[] };
  expect(await qemuOf(house.dataDir, id)).toHaveLength(1);
  const port = nics[0]?.forwards[0]?.hostPort ?? 0;
  await eventually(async () => expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('plain'), {
    withinMs: 20_000,
  });
  await house.api.succeed('DELETE', '/vms/plain?force=true');
  expect(await qemuOf(house.dataDir, id)).toEqual([]);
});
