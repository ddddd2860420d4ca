/** Turns the body that asks for a vm into the command that makes it: every reference resolved, or every fault named. */
import type { CpuTopology, http, VmRequest } from '@chronovisor/contracts';
import type { Refusal } from '@chronovisor/kernel';
import { bootFindings, bootOf, firmwareFindings, resolveIso } from './boot.ts';
import { resolveCpu } from './cpu.ts';
import type { KnownImage } from './directory.ts';
import { findImage, resolveDisks, type DiskContext, type Outcome } from './disks.ts';
import { refusalOf, type Finding } from './findings.ts';
import { resolveNics } from './nics.ts';

const imageOf = ({ image }: http.CreateVmBody, { directory }: DiskContext): Outcome<KnownImage | null> =>
  image === undefined ? { value: null } : findImage(image, '/image', directory, ['kernel', 'disk', 'iso']);

const memoryFindings = ({ memory, maxMemory = memory }: http.CreateVmBody): readonly Finding[] =>
  memory <= maxMemory
    ? []
    : [{ code: 'vm.memory-over-max', pointer: '/memory', detail: `at most ${maxMemory} bytes by maxMemory` }];

const valueOf = <T>(outcome: Outcome<T>, otherwise: T): T => ('value' in outcome ? outcome.value : otherwise);
const findingsOf = (outcome: Outcome<unknown>): readonly Finding[] => ('findings' in outcome ? outcome.findings : []);

export const resolveVmRequest = (body: http.CreateVmBody, context: DiskContext): VmRequest | Refusal => {
  const image = imageOf(body, context);
  const chosen = valueOf(image, null);
  const as = (kind: KnownImage['kind']): KnownImage | null => (chosen?.kind === kind ? chosen : null);
  const disks = resolveDisks(body.disks, as('disk'), context);
  const nics = resolveNics(body.nics, context);
  const iso = resolveIso(body.iso, as('iso'), context.directory);
  const boot = bootOf(body.boot);
  const cpu: Outcome<CpuTopology | null> = body.cpu === undefined ? { value: null } : resolveCpu(body.cpu, body.vcpus);
  const topology = valueOf(cpu, null);
  const refusal = refusalOf([
    ...findingsOf(image),
    ...findingsOf(cpu),
    ...memoryFindings(body),
    ...firmwareFindings(body.firmware, context.host),
    // An image that could not be found may have been the kernel.
    ...('value' in image ? bootFindings(boot, as('kernel') !== null) : []),
    ...findingsOf(iso),
    ...findingsOf(disks),
    ...findingsOf(nics),
  ]);
  if (refusal !== null) return refusal;
  return {
    vcpus: body.vcpus,
    ...(topology === null ? {} : { cpu: topology }),
    memory: body.memory,
    ...(body.maxMemory === undefined ? {} : { maxMemory: body.maxMemory }),
    os: body.os,
    firmware: body.firmware,
    boot,
    bootImageId: (as('kernel')?.id ?? null) as VmRequest['bootImageId'],
    iso: valueOf(iso, null),
    disks: [...valueOf(disks, [])],
    nics: [...valueOf(nics, [])],
    graphics: body.graphics,
    description: body.description,
    ...(body.autostart ? { autostart: true } : {}),
    ...(Object.keys(body.labels).length === 0 ? {} : { labels: body.labels }),
  };
};
