/** What a monitor's events become, over a monitor that answers when a test says so. */
import type { QmpClient, QmpEvent } from '@chronovisor/qmp';
import { expect, it } from 'vitest';
import { MonitorEvents } from './monitor-line.ts';
import type { MachineNews } from './qemu-process.port.ts';

const stop = { name: 'STOP', data: {}, at: 0 } as unknown as QmpEvent;

const monitorSaying = (
  running: boolean,
  status: string,
): { readonly events: MonitorEvents; readonly news: MachineNews[] } => {
  const events = new MonitorEvents();
  const news: MachineNews[] = [];
  events.listen((one) => news.push(one));
  events.client = { execute: async () => ({ running, status }) } as unknown as QmpClient;
  return { events, news };
};

it('tells a stop with QEMU’s own reason', async () => {
  const { events, news } = monitorSaying(false, 'io-error');
  await events.hear(stop);
  expect(news).toEqual([{ kind: 'paused', reason: 'io-error' }]);
});

it('tells no stop that is over by the time QEMU is asked why', async () => {
  const { events, news } = monitorSaying(true, 'running');
  await events.hear(stop);
  expect(news).toEqual([]);
});

it('tells no stop that was ended on request before its reason was read', async () => {
  const { events, news } = monitorSaying(false, 'paused');
  const heard = events.hear(stop);
  events.letGoOn();
  await heard;
  expect(news).toEqual([]);
});

it('tells a stop though QEMU cannot be asked', async () => {
  const { events, news } = monitorSaying(false, 'paused');
  events.client = null;
  await events.hear(stop);
  expect(news).toEqual([{ kind: 'paused', reason: 'paused' }]);
});
