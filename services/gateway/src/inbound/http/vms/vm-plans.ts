/** Plans of what changes vms: bodies and views in, commands out. */
import { DEFAULT_PROJECT, type http, VmRequest } from '@chronovisor/contracts';
import { isRefusal, refuse } from '@chronovisor/kernel';
import { derivedId } from '@chronovisor/kernel/ids';
import { place, type Candidate } from '../../../domain/placement/decide.ts';
import { explainPlacement } from '../../../domain/placement/explain.ts';
import { resolveChanges, type FindIso } from '../../../domain/vm-changes/decide.ts';
import { resolveVmRequest } from '../../../domain/vm-request/decide.ts';
import type { ChosenHost, Directory } from '../../../domain/vm-request/directory.ts';
import type { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import type { HostRow } from '../../../projections/hosts/view.ts';
import { api } from '../endpoint.ts';
import { HttpProblem, notFound } from '../http-problem.ts';
import type { RequestIds } from '../idempotency-keys.ts';
import type { Plan, Pointers } from '../mutations.ts';

/** Fields that compute's own refusals of a new or changed vm are about. */
export const vmPointers: Pointers = {
  'vm.name-taken': '/name',
  'vm.memory-over-host': '/memory',
  'vm.vcpus-over-host': '/vcpus',
  'vm.firmware-unavailable': '/firmware',
  'host.not-found': '/host',
  'host.unavailable': '/host',
  'project.not-found': '/project',
  'project.quota-exceeded': '/project',
};

const candidateOf = (host: HostRow): Candidate => ({
  id: host.id,
  name: host.name,
  connected: host.status === 'connected',
  memory: host.facts.capacity.memory,
  memoryFree: host.live?.memoryFree ?? null,
});

const orThrow = <T>(answer: T | HttpProblem['refusal']): T => {
  if (isRefusal(answer)) throw new HttpProblem(answer);
  return answer;
};

export interface PlacedHost extends ChosenHost {
  readonly placement: http.Placement;
}

export const chooseHost = (catalogue: Catalogue, host: string | undefined, memory: number | null): PlacedHost => {
  const { documents } = catalogue.hosts;
  const wish = { host: host ?? null, memory };
  const candidates = documents.rows().map(candidateOf);
  const chosen = orThrow(place(wish, candidates));
  const { firmware, networks } = (documents.row(chosen.id) as HostRow).facts.capabilities;
  const placement = { host: chosen.id, candidates: [...explainPlacement(wish, candidates, chosen)] };
  return { id: chosen.id, name: chosen.name, firmware, networks, placement };
};

/** The id of the project that a body names; the default one is there before anything is recorded of it. */
export const projectNamed = (catalogue: Catalogue, reference: string): string => {
  const [id = reference === 'default' ? DEFAULT_PROJECT : undefined] = catalogue.find('projects', reference);
  if (id !== undefined) return id;
  const detail = `there is no project ${reference}`;
  const errors = [{ pointer: '/project', detail }];
  throw new HttpProblem(refuse('project.not-found', detail, { hint: 'List the projects, or make it first.', errors }));
};

export const directoryOf = (catalogue: Catalogue): Directory => {
  const { pools, volumes, networks, images } = catalogue;
  return {
    pools: (reference) => catalogue.find('pools', reference).flatMap((id) => pools.documents.row(id) ?? []),
    volumes: (reference) => catalogue.find('volumes', reference).flatMap((id) => volumes.documents.row(id) ?? []),
    networks: (reference) => catalogue.find('networks', reference).flatMap((id) => networks.documents.row(id) ?? []),
    images: (reference) => catalogue.find('images', reference).flatMap((id) => images.documents.row(id) ?? []),
  };
};

/** A plan and the host it will be carried out on. */
export interface PlanOnHost {
  readonly host: { readonly id: string; readonly name: string };
  readonly plan: Plan;
}

export const planCreation = (catalogue: Catalogue, body: http.CreateVmBody, { targetId }: RequestIds): PlanOnHost => {
  const host = chooseHost(catalogue, body.host, body.memory);
  const idOf = (name: string): string => derivedId(targetId, name);
  const request = orThrow(resolveVmRequest(body, { directory: directoryOf(catalogue), host, idOf }));
  const data = {
    vmId: targetId,
    name: body.name,
    hostId: host.id,
    request: VmRequest.parse({ ...request, projectId: projectNamed(catalogue, body.project) }),
    start: body.start,
  };
  return {
    host,
    plan: {
      type: 'vm.create',
      target: `${api}/vms/${targetId}`,
      order: { type: 'compute.CreateVm', data },
      placement: host.placement,
    },
  };
};

const isoFinder =
  (catalogue: Catalogue, hostId: string, hostName: string): FindIso =>
  (reference) => {
    const at = (code: string, detail: string, hint: string) =>
      refuse(code, detail, { hint, errors: [{ pointer: '/iso', detail }] });
    const [id] = catalogue.find('images', reference);
    const image = id === undefined ? undefined : catalogue.images.documents.row(id);
    if (image === undefined)
      return at('image.not-found', `there is no image ${reference}`, 'List the images, or give a path.');
    if (image.kind !== 'iso')
      return at('image.wrong-kind', `image ${reference} is of kind ${image.kind}, not iso`, 'Use an iso image.');
    const files = image.files.get(hostId);
    if (files?.kind === 'iso') return { path: files.path };
    return at(
      'image.not-on-host',
      `image ${reference} is not on host ${hostName}`,
      'Import it there, or give a path on that host.',
    );
  };

interface AskedUpdate {
  readonly vmId: string;
  readonly body: http.UpdateVmBody;
  readonly how: http.UpdateVmParameters;
}

export const planUpdate = (catalogue: Catalogue, { vmId, body, how }: AskedUpdate): PlanOnHost => {
  const vm = catalogue.vms.documents.row(vmId);
  if (vm === undefined) throw notFound('vm', vmId);
  const known = catalogue.hosts.documents.row(vm.hostId);
  const host = { id: vm.hostId, name: known?.name ?? vm.hostId };
  const hostMemory = known?.facts.capacity.memory ?? null;
  const present = { boot: vm.boot, vcpus: vm.vcpus, hostName: host.name, hostMemory };
  const changes = orThrow(resolveChanges(body, present, isoFinder(catalogue, host.id, host.name)));
  const order = { type: 'compute.UpdateVm', data: { vmId, changes, ...how } };
  return { host, plan: { type: 'vm.update', target: `${api}/vms/${vmId}`, order } };
};
