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
}

@Controller()
export class VmPowerController {
  readonly #reader: Reader;
  readonly #mutations: Mutations;

  constructor(@Inject(READER) reader: Reader, @Inject(MUTATIONS) mutations: Mutations) {
    this.#reader = reader;
    this.#mutations = mutations;
  }

  @Route(startVm)
  start(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#act(request, reply, { endpoint: startVm, type: 'vm.start', command: 'compute.StartVm' });
  }

  @Route(shutdownVm)
  shutdown(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#act(request, reply, { endpoint: shutdownVm, type: 'vm.shutdown', command: 'compute.ShutdownVm' });
  }

  @Route(stopVm)
  stop(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#act(request, reply, { endpoint: stopVm, type: 'vm.stop', command: 'compute.StopVm' });
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

  async #act(request: FastifyRequest, reply: FastifyReply, { endpoint, type, command }: Action): Promise<void> {
    const { id, body } = parseCall(endpoint, request);
    const vmId = this.#reader.resolve('vms', id);
    const order = { type: command, data: { vmId, ...(body as object | undefined) } };
    await this.#mutations.run(request, reply, () => ({ type, target: `${api}/vms/${vmId}`, order }));
  }
}
