/** Projects over HTTP: list, create, show, change, delete. */
import { http } from '@chronovisor/contracts';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { api } from '../endpoint.ts';
import type { Lists } from '../lists.ts';
import type { Mutations, Pointers } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { LISTS, MUTATIONS, READER, VIEWER } from '../tokens.ts';
import type { Viewer } from '../viewer.ts';
import { createProject, deleteProject, getProject, listProjects, updateProject } from './endpoints.ts';

const pointers: Pointers = { 'project.name-taken': '/name', 'project.built-in': '/name' };

const UNLIMITED = { vms: null, vcpus: null, memory: null, disk: null, addresses: null };

const targetOf = (projectId: string): string => `${api}/projects/${projectId}`;

@Controller()
export class ProjectsController {
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

  @Route(listProjects)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listProjects, request);
    await this.#lists.answer(request, reply, { noun: 'projects', item: http.ProjectDocument, query });
  }

  @Route(createProject)
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { name, labels, quota } = parseCall(createProject, request).body;
    await this.#mutations.run(
      request,
      reply,
      ({ targetId: projectId }) => {
        const data = { projectId, name, labels, quota: { ...UNLIMITED, ...quota } };
        return { type: 'project.create', target: targetOf(projectId), order: { type: 'compute.CreateProject', data } };
      },
      pointers,
    );
  }

  @Route(getProject)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#viewer.show(reply, 'projects', parseCall(getProject, request));
  }

  @Route(updateProject)
  async update(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body: changes } = parseCall(updateProject, request);
    const projectId = this.#reader.resolve('projects', id);
    const order = { type: 'compute.UpdateProject', data: { projectId, changes } };
    const plan = { type: 'project.update', target: targetOf(projectId), order };
    await this.#mutations.run(request, reply, () => plan, pointers);
  }

  @Route(deleteProject)
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id } = parseCall(deleteProject, request);
    const projectId = this.#reader.resolve('projects', id);
    const order = { type: 'compute.DeleteProject', data: { projectId } };
    const plan = { type: 'project.delete', target: targetOf(projectId), order };
    await this.#mutations.run(request, reply, () => plan);
  }
}
