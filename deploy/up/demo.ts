/** The newcomer's first vm: takes the built-in image in, creates `hello`, boots it and waits for the guest's own word. */
import type { http } from '@chronovisor/contracts';

import { ApiFailure, type Api } from './api.ts';
import { pause } from './ending.ts';
import { find, finish } from './operation.ts';
import { seconds, type Voice } from './say.ts';
import { openSerial, type Serial } from './serial.ts';

export interface Guest {
  readonly kernel: string;
  readonly initrd: string;
  readonly cmdline: string;
}

export interface DemoParts {
  readonly api: Api;
  readonly guest: Guest;
  readonly host: string;
  readonly voice: Voice;
  readonly signal: AbortSignal;
}

type Vm = http.VmDocument;
type Image = http.ImageDocument;

export const demoName = 'hello';
const imageName = 'tiny';
const vmPath = `/api/v1/vms/${demoName}`;

const bringImage = async ({ api, guest, host, voice, signal }: DemoParts): Promise<void> => {
  const known = await find<Image>(api, `/api/v1/images/${imageName}`, signal);
  if (known?.status === 'ready') return;
  const begun = performance.now();
  const { kernel, initrd, cmdline } = guest;
  await finish(api, '/api/v1/images', {
    body: { name: imageName, kind: 'kernel', host, kernel, initrd, cmdline },
    signal,
  });
  voice.ok('image', `${imageName} (${seconds(performance.now() - begun)})`);
};

const create = ({ api, host, signal }: DemoParts): Promise<unknown> => {
  const nics = [{ network: 'user' }];
  const body = { name: demoName, vcpus: 1, memory: '128MiB', image: imageName, nics, host, start: true };
  return finish(api, '/api/v1/vms', { body, signal });
};

const settling = new Set(['unknown', 'building']);
const patience = 20_000;

/** A host that has just come back needs a moment to tell what runs on it. */
const settled = async ({ api, signal }: DemoParts): Promise<Vm | undefined> => {
  let vm = await find<Vm>(api, vmPath, signal);
  for (const deadline = Date.now() + patience; vm !== undefined && settling.has(vm.status) && Date.now() < deadline;) {
    await pause(50, signal);
    signal.throwIfAborted();
    vm = await find<Vm>(api, vmPath, signal);
  }
  return vm;
};

const power = ({ api, signal }: DemoParts, verb: 'start' | 'resume'): Promise<unknown> =>
  finish(api, `${vmPath}/${verb}`, { signal });

const listen = ({ api, signal }: DemoParts, fromNow: boolean): Promise<Serial> =>
  openSerial(api, vmPath, fromNow, signal);

/** A vm that was never started has no log yet. */
const listenBefore = async (parts: DemoParts): Promise<Serial | undefined> => {
  try {
    return await listen(parts, true);
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return undefined;
    throw error;
  }
};

/** Listens before the power is on, so that nothing is missed and nothing of an earlier boot is heard. */
const startListening = async (parts: DemoParts): Promise<Serial> => {
  const serial = await listenBefore(parts);
  try {
    await power(parts, 'start');
  } catch (error) {
    serial?.close();
    throw error;
  }
  return serial ?? listen(parts, false);
};

/** Brings it to run, whatever state it was left in; what it answers is the way to hear it, unless it was running all along. */
const bringUp = async (parts: DemoParts): Promise<Serial | undefined> => {
  const vm = await settled(parts);
  switch (vm?.status) {
    case undefined:
      await create(parts);
      return listen(parts, false);
    case 'running':
      return undefined;
    case 'paused':
      await power(parts, 'resume');
      return undefined;
    case 'off':
    case 'error':
      return startListening(parts);
    default:
      throw new ApiFailure(0, { detail: `vm ${demoName} is ${vm?.status}`, hint: `npx chrono vm get ${demoName}` });
  }
};

const adopted = async ({ api, voice, signal }: DemoParts): Promise<void> => {
  const vm = await find<Vm>(api, vmPath, signal);
  voice.ok(`vm ${demoName}`, `was left running and is adopted (pid ${vm?.process?.pid ?? 'unknown'})`);
};

export const runDemo = async (parts: DemoParts): Promise<void> => {
  const { voice } = parts;
  await bringImage(parts);
  const begun = performance.now();
  const serial = await bringUp(parts);
  if (serial === undefined) return adopted(parts);
  voice.ok(`vm ${demoName}`, `started (${seconds(performance.now() - begun)}); its own words:`);
  await serial.showUntilReady(voice);
  voice.ok('guest', `ready ${seconds(performance.now() - begun)} after it was asked for`);
};

/** Cuts the power of the demo vm, if there is any to cut. */
export const stopDemo = async (api: Api, voice: Voice, signal: AbortSignal): Promise<void> => {
  const vm = await find<Vm>(api, vmPath, signal);
  if (vm === undefined || vm.status === 'off') return;
  await finish(api, `${vmPath}/stop`, { signal }, 20);
  voice.line(`vm ${demoName} is off`);
};
