/** What control sends to a host, as tests send it. */
import type { Bus } from '@chronovisor/bus';
import type { HostReply, LaunchSpec, Request, VmId } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';

export const newRequest = (): Request => {
  const id = newId() as never;
  return { operationId: id, commandId: id };
};

export const specOf = (over: Partial<LaunchSpec> = {}): LaunchSpec => ({
  vmId: newId() as VmId,
  name: 'web-1',
  generation: 1,
  vcpus: 1,
  memory: 128 * 1024 ** 2,
  os: 'linux',
  firmware: 'bios',
  boot: { order: [], menu: false, kernel: null, initrd: null, cmdline: null },
  iso: null,
  disks: [],
  nics: [],
  graphics: { type: 'none' },
  ...over,
});

export const asking = (bus: Bus, hostId: string) => {
  const ask = (type: string, data: Record<string, unknown>, request = newRequest()): Promise<HostReply> =>
    bus.host(
      hostId,
      {
        type: `compute.${type}`,
        version: 1,
        data,
        meta: { ...request, correlationId: `trace-of-${request.commandId}` },
      },
      { timeoutMs: 20_000 },
    );
  return {
    ask,
    start: (launch: LaunchSpec, request = newRequest()) =>
      ask('StartVm', { vmId: launch.vmId, generation: launch.generation, request, launch }, request),
    /** ShutdownVm, StopVm, PauseVm, ResumeVm, ResetVm. */
    power: (type: string, { vmId, generation }: Pick<LaunchSpec, 'vmId' | 'generation'>, request = newRequest()) =>
      ask(type, { vmId, generation, request }, request),
    remove: (vmId: string, request = newRequest()) => ask('RemoveVm', { vmId, request }, request),
    serial: async (
      vmId: string,
      over: Record<string, unknown> = {},
    ): Promise<{ text: string; offset: number; next: number; end: number }> => {
      const reply = await ask('ReadSerial', { vmId, offset: 0, tail: null, max: 262_144, waitMs: 0, ...over });
      if (reply.kind !== 'result') throw new Error(JSON.stringify(reply));
      const { data, ...rest } = reply.result as { data: string; offset: number; next: number; end: number };
      return { ...rest, text: Buffer.from(data, 'base64').toString('latin1') };
    },
  };
};
