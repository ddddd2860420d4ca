/** Projects, labels and overcommit from the command line, over real processes and a simulated host. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';

const CLI = fileURLToPath(new URL('../../dist/chrono.js', import.meta.url));
let house: House;

beforeAll(async () => {
  house = await startHouse({ env: { CHRONO_HOST_DRIVER: 'sim' } });
});
afterAll(() => house.close());

const chrono = (line: string): { readonly exit: number | null; readonly out: string; readonly err: string } => {
  const env = { ...process.env, CHRONO_URL: house.api.url, CHRONO_TOKEN: house.api.token, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...line.split(' ')], { env, encoding: 'utf8' });
  return { exit: status, out: stdout, err: stderr };
};

it('a project is made, filled to its quota, changed and deleted', () => {
  expect(chrono('project create web --vms 1 --memory 1GiB --label tier=front')).toMatchObject({ exit: 0 });
  expect(chrono('vm create w1 --project web --memory 64MiB')).toMatchObject({ exit: 0 });
  const refused = chrono('vm create w2 --project web --memory 64MiB');
  expect(refused.exit).not.toBe(0);
  expect(refused.err).toContain('the project web has no room: 1 vm asked for, 0 of 1 free');
  expect(chrono('project list').out).toMatch(/web .*vms=1 .*memory=1GiB .*vms=1 .*memory=64MiB/);
  expect(chrono('project list -l tier=front -q').out).toBe('web\n');
  expect(chrono('vm list --project web -q').out).toBe('w1\n');
  expect(chrono('project update web --vms 0').err).toContain('1 vm in use');
  expect(chrono('project update web --vms none --memory 2GiB')).toMatchObject({ exit: 0 });
  expect(JSON.parse(chrono('project show web -o json').out)).toMatchObject({
    quota: { vms: null, memory: 2 * 1024 ** 3 },
    usage: { vms: 1 },
  });
  expect(chrono('project delete web --yes').err).toContain('/vms/');
  expect(chrono('vm delete w1 --yes')).toMatchObject({ exit: 0 });
  expect(chrono('project delete web --yes')).toMatchObject({ exit: 0 });
});

it('everything takes labels, and lists are picked by them', () => {
  expect(chrono('volume create data --size 1GiB --label set=web')).toMatchObject({ exit: 0 });
  expect(chrono('volume update data --label set=db --label new=1')).toMatchObject({ exit: 0 });
  expect(chrono('volume grow data 2GiB')).toMatchObject({ exit: 0 });
  expect(JSON.parse(chrono('volume list -l set=db -o json').out)).toMatchObject({
    items: [{ name: 'data', size: 2 * 1024 ** 3, labels: { set: 'db', new: '1' } }],
  });
  expect(chrono('network update user --label owner=ann')).toMatchObject({ exit: 0 });
  expect(chrono('network list -l owner=ann -q').out).toBe('user\n');
  expect(chrono('pool update default --label fast=yes')).toMatchObject({ exit: 0 });
  expect(chrono('pool list -l fast -q').out).toBe('default\n');
});

it('a host is overcommitted as far as one says', () => {
  expect(chrono('host update h1 --overcommit-vcpus 1.5 --label rack=a')).toMatchObject({ exit: 0 });
  expect(JSON.parse(chrono('host show h1 -o json').out)).toMatchObject({
    overcommit: { vcpus: 1.5, memory: 1 },
    labels: { rack: 'a' },
  });
  expect(chrono('host update h1 --overcommit-vcpus many').exit).toBe(2);
});
