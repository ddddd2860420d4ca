/** Vms over HTTP: list, create, show, change, delete. */
import { http } from '@chronovisor/contracts';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { api } from '../endpoint.ts';
import type { Lists } from '../lists.ts';
import type { Mutations, Planner } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { LISTS, MUTATIONS, PATH_CHECKER, READER, VIEWER } from '../tokens.ts';
import type { Viewer } from '../viewer.ts';
import { cloneVm, createVm, deleteVm, getVm, listVms, updateVm } from './endpoints.ts';
import type { NamedPath, PathChecker } from './path-checker.ts';
import { planClone } from './vm-clones.ts';
import { planCreation, planUpdate, vmPointers } from './vm-plans.ts';

const filesOf = ({ boot, iso }: Pick<http.UpdateVmBody, 'boot' | 'iso'>): readonly NamedPath[] => [
  { pointer: '/boot/kernel', path: boot?.kernel },
  { pointer: '/boot/initrd', path: boot?.initrd },
  { pointer: '/iso', path: iso?.startsWith('/') ? iso : null },
];

@Controller()
export class VmsController {
  readonly #reader: Reader;
  readonly #viewer: Viewer;
  readonly #lists: Lists;
  readonly #mutations: Mutations;
  readonly #paths: PathChecker;

  constructor(
    @Inject(READER) reader: Reader,
    @Inject(VIEWER) viewer: Viewer,
    @Inject(LISTS) lists: Lists,
    @Inject(MUTATIONS) mutations: Mutations,
    @Inject(PATH_CHECKER) paths: PathChecker,
  ) {
    this.#reader = reader;
    this.#viewer = viewer;
    this.#lists = lists;
    this.#mutations = mutations;
    this.#paths = paths;
  }

  @Route(listVms)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listVms, request);
    await this.#lists.answer(request, reply, { noun: 'vms', item: http.VmDocument, query });
  }

  @Route(createVm)
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body } = parseCall(createVm, request);
    const named = filesOf(body);
    const planner: Planner = async (ids) => {
      const { host, plan } = planCreation(this.#reader.catalogue, body, ids);
      await this.#paths.check(request.call, { host, named, code: 'vm.file-missing' });
      return plan;
    };
    await this.#mutations.run(request, reply, planner, vmPointers);
  }

  @Route(getVm)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#viewer.show(reply, 'vms', parseCall(getVm, request));
  }

  @Route(updateVm)
  async update(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body, query } = parseCall(updateVm, request);
    const vmId = this.#reader.resolve('vms', id);
    const named = filesOf(body);
    const planner: Planner = async () => {
      const { host, plan } = planUpdate(this.#reader.catalogue, { vmId, body, how: query });
      await this.#paths.check(request.call, { host, named, code: 'vm.file-missing' });
      return plan;
    };
    await this.#mutations.run(request, reply, planner, vmPointers);
  }

  @Route(cloneVm)
  async clone(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body } = parseCall(cloneVm, request);
    const vmId = this.#reader.resolve('vms', id);
    const planner: Planner = (ids) => planClone(this.#reader.catalogue, { vmId, body }, ids);
    await this.#mutations.run(request, reply, planner, vmPointers);
  }

  @Route(deleteVm)
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, query } = parseCall(deleteVm, request);
    const vmId = this.#reader.resolve('vms', id);
    const order = { type: 'compute.DeleteVm', data: { vmId, ...query } };
    await this.#mutations.run(request, reply, () => ({ type: 'vm.delete', target: `${api}/vms/${vmId}`, order }));
  }
}
