/** Turns a merge patch of a vm into the changes to ask compute for. */
import type { Boot, CpuTopology, http, VmChanges } from '@chronovisor/contracts';
import { refuse, type Refusal } from '@chronovisor/kernel';
import { resolveCpu } from '../vm-request/cpu.ts';
import { refusalOf } from '../vm-request/findings.ts';

export interface PresentVm {
  readonly boot: Boot;
  readonly vcpus: number;
  readonly hostName: string;
  /** Bytes its host has. */
  readonly hostMemory: number | null;
}

/** Files of an iso image on the vm's host: a path, or why there is none. */
export type FindIso = (reference: string) => { readonly path: string } | Refusal;

const mergeBoot = (boot: Boot, patch: http.BootBody): Boot => ({
  order: patch.order ?? boot.order,
  menu: patch.menu ?? boot.menu,
  kernel: patch.kernel === undefined ? boot.kernel : patch.kernel,
  initrd: patch.initrd === undefined ? boot.initrd : patch.initrd,
  cmdline: patch.cmdline === undefined ? boot.cmdline : patch.cmdline,
});

const isoOf = (iso: string | null, findIso: FindIso): { readonly path: string | null } | Refusal =>
  iso === null || iso.startsWith('/') ? { path: iso } : findIso(iso);

const tooLarge = (memory: number, { hostName, hostMemory }: PresentVm): Refusal | null =>
  hostMemory === null || memory <= hostMemory
    ? null
    : refuse('vm.memory-over-host', `${memory} bytes of memory are more than host ${hostName} has (${hostMemory})`, {
        hint: `Ask for at most ${Math.floor(hostMemory / 1024 ** 2)}MiB.`,
        errors: [{ pointer: '/memory', detail: `at most ${hostMemory} bytes on host ${hostName}` }],
      });

const cpuOf = ({ cpu, vcpus }: http.UpdateVmBody, vm: PresentVm): { readonly cpu?: CpuTopology | null } | Refusal => {
  if (cpu === undefined) return {};
  if (cpu === null) return { cpu };
  const found = resolveCpu(cpu, vcpus ?? vm.vcpus);
  return 'value' in found ? { cpu: found.value } : (refusalOf(found.findings) as Refusal);
};

export const resolveChanges = (body: http.UpdateVmBody, vm: PresentVm, findIso: FindIso): VmChanges | Refusal => {
  const { boot, iso, cpu: _cpu, ...plain } = body;
  const large = body.memory === undefined ? null : tooLarge(body.memory, vm);
  if (large !== null) return large;
  const cpu = cpuOf(body, vm);
  if ('kind' in cpu) return cpu;
  const changes: VmChanges = { ...plain, ...cpu, ...(boot === undefined ? {} : { boot: mergeBoot(vm.boot, boot) }) };
  if (iso === undefined) return changes;
  const found = isoOf(iso, findIso);
  return 'kind' in found ? found : { ...changes, iso: found.path };
};
