/** Projects over HTTP: list, create, show, change, delete. */
import { http } from '@chronovisor/contracts';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { api } from '../endpoint.ts';
import type { Lists } from '../lists.ts';
import type { Mutations, Pointers } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Past } from '../past/past.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { LISTS, MUTATIONS, PAST, READER } from '../tokens.ts';
import { createProject, deleteProject, getProject, listProjects, updateProject } from './endpoints.ts';

const pointers: Pointers = { 'project.name-taken': '/name', 'project.built-in': '/name' };

const UNLIMITED = { vms: null, vcpus: null, memory: null, disk: null, addresses: null };

const targetOf = (projectId: string): string => `${api}/projects/${projectId}`;

@Controller()
export class ProjectsController {
  readonly #reader: Reader;
  readonly #past: Past;
  readonly #lists: Lists;
  readonly #mutations: Mutations;

  constructor(
    @Inject(READER) reader: Reader,
    @Inject(PAST) past: Past,
    @Inject(LISTS) lists: Lists,
    @Inject(MUTATIONS) mutations: Mutations,
  ) {
    this.#reader = reader;
    this.#past = past;
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
    const { id, query } = parseCall(getProject, request);
    await this.#reader.atLeast(query.atLeast);
    if (query.at === undefined) {
      this.#reader.send(reply, 'projects', this.#reader.resolve('projects', id));
      return;
    }
    const asked = { reference: id, at: query.at, present: this.#reader.catalogue };
    const { json, position } = await this.#past.one('projects', asked);
    this.#reader.sendJson(reply, json, position);
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
