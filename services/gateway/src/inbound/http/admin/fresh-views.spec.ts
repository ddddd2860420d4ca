/** A view that does not show what the log holds is found, told, and put right. */
import { openMemoryStore } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { createTail } from '@chronovisor/nest';
import { createLogger, createMetrics } from '@chronovisor/telemetry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Recorder } from '../../../../test/recorder.ts';
import { created, provisioned, putWorld } from '../../../../test/samples.ts';
import { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import { FreshViews } from './fresh-views.ts';

let close: () => Promise<void>;
let catalogue: Catalogue;
let views: FreshViews;
let vmId: string;
const metrics = createMetrics({ process: 'test', defaults: false });

beforeEach(async () => {
  const store = openMemoryStore();
  const recorder = new Recorder(store);
  const world = await putWorld(recorder);
  vmId = newId();
  await recorder.put(`vm-${vmId}`, created(vmId, world.host.hostId), provisioned(vmId));
  catalogue = new Catalogue();
  const tail = createTail(store, () => undefined);
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
