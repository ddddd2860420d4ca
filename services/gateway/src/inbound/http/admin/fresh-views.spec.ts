/** A view that does not show what the log holds is found, told, and put right. */
import { openMemoryStore } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { type RunningTail, createTail } from '@chronovisor/nest';
import { createLogger, createMetrics } from '@chronovisor/telemetry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Recorder } from '../../../../test/recorder.ts';
import { created, provisioned, putWorld } from '../../../../test/samples.ts';
import { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import { FreshViews } from './fresh-views.ts';
import { checkInSlices } from './sliced-check.ts';

let close: () => Promise<void>;
let catalogue: Catalogue;
let views: FreshViews;
let vmId: string;
let hostId: string;
let store: ReturnType<typeof openMemoryStore>;
let recorder: Recorder;
let tail: RunningTail;
const metrics = createMetrics({ process: 'test', defaults: false });

beforeEach(async () => {
  store = openMemoryStore();
  recorder = new Recorder(store);
  const world = await putWorld(recorder);
  hostId = world.host.hostId;
  vmId = newId();
  await recorder.put(`vm-${vmId}`, created(vmId, world.host.hostId), provisioned(vmId));
  catalogue = new Catalogue();
  tail = createTail(store, () => undefined);
  for (const follower of catalogue.steady()) tail.follow(follower);
  await tail.start();
  views = new FreshViews({ store, tail, catalogue, log: createLogger('test', 'silent'), metrics });
  close = async () => {
    await tail.close();
    await store.close();
    metrics.registry.clear();
  };
});
afterEach(() => close());

it('is told with both sides, in the status and in the metrics', async () => {
  catalogue.vms.documents.change(vmId, (vm) => void (vm.description = 'wrong'));
  const checked = await views.check(false);
  expect(checked).toMatchObject({
    consistent: false,
    replaced: false,
    differences: [
      { subject: `vms/${vmId}`, found: 'different', fields: [{ pointer: '/description', from: 'wrong', to: '' }] },
    ],
  });
  expect(views.last).toMatchObject({ consistent: false, differences: 1 });
  expect(await metrics.registry.metrics()).toMatch(/chrono_view_differences_total(\{[^}]*\})? 1/);
  expect(catalogue.vms.documents.row(vmId)?.description).toBe('wrong');
});

it('is right again after a rebuild, and the next check finds nothing', async () => {
  const other = newId();
  catalogue.vms.documents.remove(vmId);
  catalogue.groups.documents.add({
    id: other,
    name: 'ghost',
    description: '',
    labels: {},
    vmIds: new Set(),
    revision: 0,
    createdAt: '',
    updatedAt: '',
  });
  const rebuilt = await views.check(true);
  expect(rebuilt.differences).toMatchObject([
    { subject: `vms/${vmId}`, found: 'missing' },
    { subject: `groups/${other}`, found: 'surplus' },
  ]);
  expect(catalogue.vms.documents.row(vmId)).toBeDefined();
  expect(await views.check(false)).toMatchObject({ consistent: true, differences: [] });
});

it('is found by the check in slices as well, however small they are', async () => {
  const ghost = newId();
  catalogue.vms.documents.change(vmId, (vm) => void (vm.description = 'wrong'));
  catalogue.groups.documents.add({
    id: ghost,
    name: 'ghost',
    description: '',
    labels: {},
    vmIds: new Set(),
    revision: 0,
    createdAt: '',
    updatedAt: '',
  });
  const subjects = async (rows: number) => {
    const parts = { store, tail, catalogue, rest: async () => {} };
    const found = await checkInSlices(parts, { rows, eventsAtOnce: 1, comparedAtOnce: 1 });
    return { things: found.things, subjects: found.differences.map(({ subject }) => subject).toSorted() };
  };
  const whole = await views.check(false);
  const due = { things: whole.things, subjects: [`groups/${ghost}`, `vms/${vmId}`] };
  expect(await subjects(1_000)).toEqual(due);
  expect(await subjects(1)).toEqual(due);
});

it('is no difference when the log goes on meanwhile', async () => {
  let steps = 0;
  const rest = async (): Promise<void> => {
    steps += 1;
    if (steps > 10) return;
    const id = newId();
    await recorder.put(`vm-${id}`, created(id, hostId), provisioned(id));
    await tail.waitFor(await store.head());
  };
  const parts = { store, tail, catalogue, rest };
  const found = await checkInSlices(parts, { rows: 5, eventsAtOnce: 3, comparedAtOnce: 2 });
  expect(found.differences).toEqual([]);
  expect(steps).toBeGreaterThan(10);
});

it('is told by a check of its own accord', async () => {
  catalogue.vms.documents.change(vmId, (vm) => void (vm.description = 'wrong'));
  await views.checkQuietly(new AbortController().signal);
  expect(views.last).toMatchObject({ consistent: false, differences: 1 });
  const ended = AbortSignal.abort();
  await expect(views.checkQuietly(ended)).rejects.toThrow('aborted');
});
