/** Drift of vms and hosts over HTTP. */
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VmRow } from '../../../projections/vms/row.ts';
import { api } from '../endpoint.ts';
import type { Mutations } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { MUTATIONS, READER } from '../tokens.ts';
import { adoptVmDrift, repairHostDrift, repairVmDrift } from './endpoints.ts';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A repair of the power is whatever brings back what was expected. */
const repairs: Readonly<Record<string, string>> = { running: 'vm.resume', paused: 'vm.pause' };

const operationOf = (drift: VmRow['drifts'][number] | undefined): string =>
  drift?.field === 'power' ? (repairs[drift.expected] ?? 'vm.stop') : 'vm.repair-drift';

@Controller()
export class DriftController {
  readonly #reader: Reader;
  readonly #mutations: Mutations;

  constructor(@Inject(READER) reader: Reader, @Inject(MUTATIONS) mutations: Mutations) {
    this.#reader = reader;
    this.#mutations = mutations;
  }

  @Route(adoptVmDrift)
  adopt(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#settle(adoptVmDrift, 'compute.AdoptVmDrift', { request, reply });
  }

  @Route(repairVmDrift)
  repair(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#settle(repairVmDrift, 'compute.RepairVmDrift', { request, reply });
  }

  @Route(repairHostDrift)
  async repairHost(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body } = parseCall(repairHostDrift, request);
    const hostId = this.#reader.resolve('hosts', id);
    const order = { type: 'compute.RepairHostDrift', data: { hostId, ...body } };
    const plan = { type: 'host.repair-drift', target: `${api}/hosts/${hostId}`, order };
    await this.#mutations.run(request, reply, () => plan);
  }

  async #settle(endpoint: typeof adoptVmDrift, command: string, { request, reply }: Exchange): Promise<void> {
    const { id, body } = parseCall(endpoint, request);
    const vmId = this.#reader.resolve('vms', id);
    const { drifts } = this.#reader.catalogue.vms.documents.row(vmId) as VmRow;
    const drift = body.field === undefined ? drifts[0] : drifts.find(({ field }) => field === body.field);
    const type = endpoint === adoptVmDrift ? 'vm.adopt-drift' : operationOf(drift);
    const order = { type: command, data: { vmId, ...body } };
    await this.#mutations.run(request, reply, () => ({ type, target: `${api}/vms/${vmId}`, order }));
  }
}
