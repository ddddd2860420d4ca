/** Vms of tests on a real host: with the tiny guest, or with firmware only. */
import { type Bus, consoleSubject } from '@chronovisor/bus';
import type { LaunchSpec } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { eventually } from '@chronovisor/testing';
import { readFile } from 'node:fs/promises';
import { type TinyGuest, buildTiny } from '../../../deploy/guests/tiny/build.mjs';
import { specOf } from './asking.ts';
import type { RealPlace } from './real-host.ts';

export const pidOf = async (place: RealPlace, vmId: string): Promise<number> =>
  Number(await readFile(place.fileOf(vmId, 'pid'), 'utf8'));

/** A guest that is emulated on a machine full of other work takes minutes, by UEFI above all. */
const GUEST_WITHIN_MS = 180_000;

/** Waits for a piece of the serial log. */
export const says = (place: RealPlace, vmId: string, pattern: RegExp): Promise<RegExpExecArray> =>
  eventually(async () => pattern.exec((await place.serial(vmId)).text), { withinMs: GUEST_WITHIN_MS });

const started = async (place: RealPlace, spec: LaunchSpec): Promise<LaunchSpec> => {
  const reply = await place.start(spec);
  if (reply.kind !== 'taken') throw new Error(JSON.stringify(reply));
  await place.control.hears('RecordVmStarted', ({ data }) => data['vmId'] === spec.vmId);
  return spec;
};

/** Firmware only: for tests that need no guest. */
export const bare = (place: RealPlace, over: Partial<LaunchSpec> = {}): Promise<LaunchSpec> =>
  started(place, specOf({ memory: 32 * 1024 ** 2, ...over }));

let guest: Promise<TinyGuest> | null = null;

/** The tiny guest, up and ready. */
export const booted = async (place: RealPlace, settings = '', over: Partial<LaunchSpec> = {}): Promise<LaunchSpec> => {
  guest ??= buildTiny();
  const { kernel, initrd, cmdline } = await guest;
  const boot = { order: [], menu: false, kernel, initrd, cmdline: `${cmdline} chrono.tick=off ${settings}` };
  const spec = await started(place, specOf({ boot, ...over }));
  await says(place, spec.vmId, /@@READY/u);
  return spec;
};

/** A console session: what is typed, and everything that came back. */
export const typing = async (place: RealPlace, bus: Bus, vmId: string) => {
  const sessionId = newId();
  let text = '';
  bus.subscribe(consoleSubject(sessionId, 'out'), (payload) => (text += Buffer.from(payload).toString('latin1')));
  const reply = await place.ask('OpenConsole', { vmId, sessionId });
  if (reply.kind !== 'result') throw new Error(JSON.stringify(reply));
  return {
    type: (line: string) => bus.publish(consoleSubject(sessionId, 'in'), Buffer.from(`${line}\n`)),
    text: () => text,
  };
};
