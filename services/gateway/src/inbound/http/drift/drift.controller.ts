/** Drift of vms over HTTP. */
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VmRow } from '../../../projections/vms/row.ts';
import { api, type Endpoint } from '../endpoint.ts';
import type { Mutations } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { MUTATIONS, READER } from '../tokens.ts';
import { adoptVmDrift, repairVmDrift } from './endpoints.ts';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A repair is whatever brings back what was expected. */
const repairs: Readonly<Record<string, string>> = { running: 'vm.resume', paused: 'vm.pause' };

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

  async #settle(endpoint: Endpoint, command: string, { request, reply }: Exchange): Promise<void> {
    const { id } = parseCall(endpoint, request);
    const vmId = this.#reader.resolve('vms', id);
    const { drift } = this.#reader.catalogue.vms.documents.row(vmId) as VmRow;
    const type = endpoint === adoptVmDrift ? 'vm.adopt-drift' : (repairs[drift?.expected ?? ''] ?? 'vm.stop');
    const order = { type: command, data: { vmId } };
    await this.#mutations.run(request, reply, () => ({ type, target: `${api}/vms/${vmId}`, order }));
  }
}
