/** The newcomer's first vm: takes the built-in image in, creates `hello`, boots it and waits for the guest's own word. */
import type { http } from '@chronovisor/contracts';

import { ApiFailure, type Api } from './api.ts';
import { pause } from './ending.ts';
import { find, finish } from './operation.ts';
import { seconds, type Voice } from './say.ts';
import { followUntilReady } from './serial.ts';

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

/** Brings it to run, whatever state it was left in; true when it was running all along. */
const bringUp = async (parts: DemoParts): Promise<boolean> => {
  const vm = await settled(parts);
  switch (vm?.status) {
    case undefined:
      await create(parts);
      return false;
    case 'running':
      return true;
    case 'paused':
      await power(parts, 'resume');
      return true;
    case 'off':
    case 'error':
      await power(parts, 'start');
      return false;
    default:
      throw new ApiFailure(0, { detail: `vm ${demoName} is ${vm?.status}`, hint: `npx chrono vm get ${demoName}` });
  }
};

const adopted = async ({ api, voice, signal }: DemoParts): Promise<void> => {
  const vm = await find<Vm>(api, vmPath, signal);
  voice.ok(`vm ${demoName}`, `was left running and is adopted (pid ${vm?.process?.pid ?? 'unknown'})`);
};

export const runDemo = async (parts: DemoParts): Promise<void> => {
  const { api, voice, signal } = parts;
  await bringImage(parts);
  const begun = performance.now();
  if (await bringUp(parts)) return adopted(parts);
  voice.ok(`vm ${demoName}`, `started (${seconds(performance.now() - begun)}); its own words:`);
  await followUntilReady(api, `${vmPath}/serial?follow=true`, voice, signal);
  voice.ok('guest', `ready ${seconds(performance.now() - begun)} after it was asked for`);
};

/** Cuts the power of the demo vm, if there is any to cut. */
export const stopDemo = async (api: Api, voice: Voice, signal: AbortSignal): Promise<void> => {
  const vm = await find<Vm>(api, vmPath, signal);
  if (vm === undefined || vm.status === 'off') return;
  await finish(api, `${vmPath}/stop`, { signal }, 20);
  voice.line(`vm ${demoName} is off`);
};
