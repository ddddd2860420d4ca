/** The NAT network with real guests: addresses, names, packets; nothing left after stop, crash or kill. Needs root. */
import { eventually } from '@chronovisor/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { type Namespace, makeNamespace } from './support/namespace.ts';
import { QUIET, importTiny, tinyVm } from './support/tiny.ts';
import { processesOf } from './support/vm-processes.ts';

let space: Namespace;
let house: House;
let cmdline: string;

beforeAll(async () => {
  space = await makeNamespace();
  house = await startHouse({ namespace: space });
  cmdline = await importTiny(house.api);
});
afterAll(async () => {
  await house.close();
  await space.remove();
});

const links = async (pattern: RegExp): Promise<readonly string[]> =>
  (JSON.parse(await space.inside('ip', '-j', 'link', 'show')) as { ifname: string }[])
    .map(({ ifname }) => ifname)
    .filter((name) => pattern.test(name));
const taps = () => links(/^cht/);
const bridges = () => links(/^chr/);
const addressOf = async (name: string): Promise<string> =>
  ((await house.api.vm(name))['addresses'] as string[])[0] ?? '';
const natVm = (name: string, more = '') =>
  tinyVm(name, {
    nics: [{ network: 'default' }],
    boot: { cmdline: `${cmdline} ${QUIET} chrono.http=80 chrono.name=${name} ${more}` },
  });

it('changes nothing on the machine before a vm asks for it', async () => {
  expect(await taps()).toEqual([]);
  expect(await bridges()).toEqual([]);
});

it('gives two guests addresses that are shown, and carries packets between them and the host', async () => {
  await Promise.all([
    house.api.succeed('POST', '/vms', natVm('left')),
    house.api.succeed('POST', '/vms', natVm('right')),
  ]);
  const [left, right] = [await addressOf('left'), await addressOf('right')];
  expect(left).toMatch(/^10\.177\./);
  expect(right).not.toBe(left);
  await house.api.serialHas('left', `@@IP eth0 ${left}`);
  await house.api.serialHas('right', `@@IP eth0 ${right}`);
  expect(await taps()).toHaveLength(2);
  expect(await bridges()).toHaveLength(1);
  await eventually(
    async () => expect(await space.inside('busybox', 'wget', '-q', '-O', '-', `http://${left}/`)).toContain('left'),
    { withinMs: 20_000 },
  );
  await eventually(
    async () => expect(await space.inside('ping', '-c', '1', '-W', '2', right)).toContain('1 received'),
    { withinMs: 20_000 },
  );
  const macs = (await house.api.list('/vms')).flatMap((vm) => vm['nics'] as { mac: string }[]).map(({ mac }) => mac);
  expect(new Set(macs).size).toBe(2);
  for (const mac of macs) expect(mac).toMatch(/^52:54:00:/);
});

it('masquerades what guests send outwards', async () => {
  const rules = await space.inside('nft', 'list', 'ruleset');
  expect(rules).toContain('masquerade');
});

it('sees a port of a guest open at its address on the bridge', async () => {
  const needs = (port: number) => [{ vm: 'left', until: { type: 'port', port }, timeout: '60s' }];
  await house.api.succeed('POST', '/vms', { ...natVm('needy'), start: false });
  await house.api.succeed('PUT', '/vms/needy/dependencies', needs(80));
  await house.api.succeed('POST', '/vms/needy/start');
  await house.api.succeed('POST', '/vms/needy/stop');
  await house.api.succeed('PUT', '/vms/needy/dependencies', [{ ...needs(81)[0], timeout: '3s' }]);
  const late = await house.api.perform('POST', '/vms/needy/start');
  expect(late).toMatchObject({ status: 'failed' });
  const { children } = (await house.api.get(`/operations/${late.id}`)).body as { children: object[] };
  expect(JSON.stringify(children)).toContain('did not answer on its port within 3 s');
  expect((await house.api.vm('needy'))['status']).toBe('off');
  await house.api.succeed('DELETE', '/vms/needy');
});

it('takes the TAP away after a stop and after a kill of QEMU, also while the host process is away', async () => {
  await house.api.succeed('POST', '/vms/left/stop');
  expect(await taps()).toHaveLength(1);
  const { pid } = (await house.api.vm('right'))['process'] as { pid: number };
  process.kill(pid, 'SIGKILL');
  await eventually(async () => expect(await taps()).toEqual([]), { withinMs: 10_000 });
  await house.api.succeed('POST', '/vms/right/start');
  expect(await taps()).toHaveLength(1);
  await house.hosts.get('h1')?.kill('SIGKILL');
  process.kill(((await house.api.vm('right'))['process'] as { pid: number }).pid, 'SIGKILL');
  await house.startHost('h1');
  await eventually(async () => expect(await taps()).toEqual([]), { withinMs: 15_000 });
});

it('keeps its address over a restart', async () => {
  const before = await addressOf('left');
  await house.api.succeed('POST', '/vms/left/start');
  await eventually(
    async () =>
      expect((await house.api.serialHas('left', before)).match(new RegExp(`@@IP eth0 ${before}`, 'g'))).toHaveLength(2),
    { withinMs: 60_000 },
  );
});

it('is not deleted while a nic is on it; afterwards bridge, DHCP server and rules are gone', async () => {
  expect(await house.api.request('DELETE', '/networks/default')).toMatchObject({
    status: 409,
    body: { code: 'network.in-use' },
  });
  for (const name of ['left', 'right']) await house.api.succeed('DELETE', `/vms/${name}?force=true`);
  await house.api.succeed('DELETE', '/networks/default');
  expect(await bridges()).toEqual([]);
  expect(await taps()).toEqual([]);
  expect(await space.inside('nft', 'list', 'ruleset')).not.toContain('chrono');
  expect(await processesOf(house.dataDir, 'dnsmasq')).toEqual([]);
});
