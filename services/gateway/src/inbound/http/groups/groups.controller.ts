/** Groups of vms over HTTP. */
import { http } from '@chronovisor/contracts';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { api } from '../endpoint.ts';
import type { Lists } from '../lists.ts';
import type { Mutations, Planner, Pointers } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import { type Reader, resolveEach } from '../reader.ts';
import { Route } from '../route.ts';
import { LISTS, MUTATIONS, READER, VIEWER } from '../tokens.ts';
import type { Viewer } from '../viewer.ts';
import { createGroup, deleteGroup, getGroup, listGroups, updateGroup } from './endpoints.ts';

const pointers: Pointers = { 'group.name-taken': '/name' };

@Controller()
export class GroupsController {
  readonly #reader: Reader;
  readonly #viewer: Viewer;
  readonly #lists: Lists;
  readonly #mutations: Mutations;

  constructor(
    @Inject(READER) reader: Reader,
    @Inject(VIEWER) viewer: Viewer,
    @Inject(LISTS) lists: Lists,
    @Inject(MUTATIONS) mutations: Mutations,
  ) {
    this.#reader = reader;
    this.#viewer = viewer;
    this.#lists = lists;
    this.#mutations = mutations;
  }

  @Route(listGroups)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listGroups, request);
    await this.#lists.answer(request, reply, { noun: 'groups', item: http.GroupDocument, query });
  }

  @Route(createGroup)
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { vms, ...body } = parseCall(createGroup, request).body;
    const planner: Planner = ({ targetId: groupId }) => ({
      type: 'group.create',
      target: `${api}/groups/${groupId}`,
      order: { type: 'compute.CreateGroup', data: { ...body, groupId, vmIds: this.#vmIds(vms, '/vms') } },
    });
    await this.#mutations.run(request, reply, planner, pointers);
  }

  @Route(getGroup)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#viewer.show(reply, 'groups', parseCall(getGroup, request));
  }

  @Route(updateGroup)
  async update(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body } = parseCall(updateGroup, request);
    const groupId = this.#reader.resolve('groups', id);
    const { vms, addVms, removeVms, ...plain } = body;
    const planner: Planner = () => {
      const changes = {
        ...plain,
        ...(vms === undefined ? {} : { vmIds: this.#vmIds(vms, '/vms') }),
        ...(addVms === undefined ? {} : { add: this.#vmIds(addVms, '/addVms') }),
        ...(removeVms === undefined ? {} : { remove: this.#vmIds(removeVms, '/removeVms') }),
      };
      const order = { type: 'compute.UpdateGroup', data: { groupId, changes } };
      return { type: 'group.update', target: `${api}/groups/${groupId}`, order };
    };
    await this.#mutations.run(request, reply, planner, pointers);
  }

  @Route(deleteGroup)
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id } = parseCall(deleteGroup, request);
    const groupId = this.#reader.resolve('groups', id);
    const order = { type: 'compute.DeleteGroup', data: { groupId } };
    await this.#mutations.run(request, reply, () => ({
      type: 'group.delete',
      target: `${api}/groups/${groupId}`,
      order,
    }));
  }

  #vmIds(references: readonly string[], pointer: string): readonly string[] {
    return resolveEach(this.#reader.catalogue, 'vms', { references, pointer });
  }
}
