/** Passthrough's host role: looks at the devices at the start, when asked, and every now and then. */
import type { HostPart, HostPlatform } from '@chronovisor/bus';
import { type HostReply, type Inventory } from '@chronovisor/contracts';
import { isFault, isRefusal, messageOf } from '@chronovisor/kernel';
import { fakeHwdata } from './drivers/hwdata/hwdata.fake.ts';
import { liveHwdata } from './drivers/hwdata/hwdata.live.ts';
import { fakePci } from './drivers/pci/pci.fake.ts';
import { livePci } from './drivers/pci/pci.live.ts';
import { fakeUsb } from './drivers/usb/usb.fake.ts';
import { liveUsb } from './drivers/usb/usb.live.ts';
import { createInventory } from './effects/inventory.ts';

export interface PassthroughHostOptions {
  readonly sysfs?: string;
  readonly lookEveryMs?: number;
}

const LOOK_EVERY_MS = 30_000;

const reportTo =
  (platform: HostPlatform) =>
  async (inventory: Inventory): Promise<void> => {
    const data = { hostId: platform.hostId, inventory };
    const answer = await platform.report({ type: 'passthrough.RecordInventory', version: 1, data }, null);
    if (isRefusal(answer))
      platform.log.error({ code: answer.code }, `control refused the inventory: ${answer.message}`);
  };

export const startPassthroughHost = async (
  platform: HostPlatform,
  options: PassthroughHostOptions = {},
): Promise<HostPart> => {
  const { sysfs = '/sys', lookEveryMs = LOOK_EVERY_MS } = options;
  const drivers =
    platform.simulation === undefined
      ? { pci: livePci(sysfs), usb: liveUsb(sysfs), hwdata: liveHwdata() }
      : { pci: fakePci(), usb: fakeUsb(), hwdata: fakeHwdata({ pci: {}, classes: {}, usb: {} }) };
  const inventory = createInventory({ ...drivers, report: reportTo(platform) });
  const look = (): Promise<void> =>
    inventory.scan().catch((error: unknown) => platform.log.error({ err: error }, 'the devices could not be read'));

  let ended = false;
  let callOff = (): void => {};
  const arm = (): void => {
    if (!ended) callOff = platform.clock.after(lookEveryMs, () => void look().then(arm));
  };

  const answer = async (): Promise<HostReply> => {
    try {
      await inventory.scan({ again: true });
      return { kind: 'result', result: null };
    } catch (error) {
      platform.log.error({ err: error }, 'the devices could not be read');
      return {
        kind: 'fault',
        code: isFault(error) ? error.code : 'passthrough.unreadable',
        message: messageOf(error),
        retry: 'later',
      };
    }
  };

  // Control may be away for long: its answer holds up nobody's start.
  void look().then(arm);
  const served = platform.bus.serveHost(platform.hostId, 'passthrough', answer);
  return {
    close: async () => {
      ended = true;
      callOff();
      await served.close();
    },
  };
};
