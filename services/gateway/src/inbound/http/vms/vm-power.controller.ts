/** The power of vms over HTTP. */
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { api, type Endpoint } from '../endpoint.ts';
import type { Mutations } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { MUTATIONS, READER } from '../tokens.ts';
import { pauseVm, resetVm, restartVm, resumeVm, shutdownVm, startVm, stopVm } from './endpoints.ts';

interface Action {
  readonly endpoint: Endpoint;
  /** Type of the operation. */
  readonly type: string;
  readonly command: string;
  /** With those that it needs, or that need it: one operation over all of them. */
  readonly together?: 'start' | 'shutdown' | 'stop';
}

/** Vms of one order that are worked on at the same time. */
const AT_ONCE = 10;

@Controller()
export class VmPowerController {
  readonly #reader: Reader;
  readonly #mutations: Mutations;

  constructor(@Inject(READER) reader: Reader, @Inject(MUTATIONS) mutations: Mutations) {
    this.#reader = reader;
    this.#mutations = mutations;
  }

  /** One that needs others is started with all it needs. */
  @Route(startVm)
  start(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id } = parseCall(startVm, request);
    const { catalogue } = this.#reader;
    const needs = catalogue.dependencies.of(this.#reader.resolve('vms', id));
    return this.#act(request, reply, {
      endpoint: startVm,
      type: 'vm.start',
      command: 'compute.StartVm',
      ...(needs.length === 0 ? {} : { together: 'start' }),
    });
  }

  @Route(shutdownVm)
  shutdown(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { dependents } = parseCall(shutdownVm, request).query;
    const action = { endpoint: shutdownVm, type: 'vm.shutdown', command: 'compute.ShutdownVm' };
    return this.#act(request, reply, dependents ? { ...action, together: 'shutdown' } : action);
  }

  @Route(stopVm)
  stop(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { dependents } = parseCall(stopVm, request).query;
    const action = { endpoint: stopVm, type: 'vm.stop', command: 'compute.StopVm' };
    return this.#act(request, reply, dependents ? { ...action, together: 'stop' } : action);
  }

  @Route(pauseVm)
  pause(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#act(request, reply, { endpoint: pauseVm, type: 'vm.pause', command: 'compute.PauseVm' });
  }

  @Route(resumeVm)
  resume(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#act(request, reply, { endpoint: resumeVm, type: 'vm.resume', command: 'compute.ResumeVm' });
  }

  @Route(resetVm)
  reset(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#act(request, reply, { endpoint: resetVm, type: 'vm.reset', command: 'compute.ResetVm' });
  }

  @Route(restartVm)
  restart(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#act(request, reply, { endpoint: restartVm, type: 'vm.restart', command: 'compute.RestartVm' });
  }

  async #act(request: FastifyRequest, reply: FastifyReply, action: Action): Promise<void> {
    const { endpoint, type, command, together } = action;
    const { id, body } = parseCall(endpoint, request);
    const vmId = this.#reader.resolve('vms', id);
    const data = { ...(body as object | undefined) };
    const target = `${api}/vms/${vmId}`;
    if (together === undefined) {
      const order = { type: command, data: { vmId, ...data } };
      return this.#mutations.run(request, reply, () => ({ type, target, order }));
    }
    const items = [{ vmId, name: this.#reader.catalogue.vms.documents.row(vmId)?.name }];
    const bulk = { action: together, order: { type: command, data }, items, concurrency: AT_ONCE, onError: 'continue' };
    return this.#mutations.run(request, reply, ({ commandId: operationId }) => ({
      type: 'vm.bulk',
      target,
      order: { type: 'compute.BeginBulk', data: { ...bulk, operationId, dependents: together !== 'start' } },
    }));
  }
}
