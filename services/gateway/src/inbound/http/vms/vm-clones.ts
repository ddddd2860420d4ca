/** Plans of clones: the vm that is there and the body in, the creation of another out. */
import { type http, VmRequest } from '@chronovisor/contracts';
import { isRefusal } from '@chronovisor/kernel';
import { derivedId } from '@chronovisor/kernel/ids';
import { resolveClone } from '../../../domain/vm-clone/decide.ts';
import type { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import { api } from '../endpoint.ts';
import { HttpProblem, notFound } from '../http-problem.ts';
import type { RequestIds } from '../idempotency-keys.ts';
import type { Plan } from '../mutations.ts';

interface AskedClone {
  readonly vmId: string;
  readonly body: http.CloneVmBody;
}

export const planClone = (catalogue: Catalogue, { vmId, body }: AskedClone, { targetId }: RequestIds): Plan => {
  const vm = catalogue.vms.documents.row(vmId);
  if (vm === undefined) throw notFound('vm', vmId);
  const request = resolveClone(body, vm, (name) => derivedId(targetId, name));
  if (isRefusal(request)) throw new HttpProblem(request);
  const data = {
    vmId: targetId,
    name: body.name,
    hostId: vm.hostId,
    request: VmRequest.parse(request),
    start: body.start,
    cloneOf: { vmId, mode: body.mode },
  };
  return { type: 'vm.clone', target: `${api}/vms/${targetId}`, order: { type: 'compute.CreateVm', data } };
};
