/** Schedules over HTTP. */
import { http, type ScheduleTarget } from '@chronovisor/contracts';
import { isRefusal } from '@chronovisor/kernel';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseSelector } from '../../../domain/selector/selector.ts';
import type { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import { api, type Endpoint } from '../endpoint.ts';
import { HttpProblem, invalidAt } from '../http-problem.ts';
import type { Lists } from '../lists.ts';
import type { Mutations, Pointers } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import { type Reader, resolveEach } from '../reader.ts';
import { Route } from '../route.ts';
import { LISTS, MUTATIONS, READER, VIEWER } from '../tokens.ts';
import type { Viewer } from '../viewer.ts';
import {
  createSchedule,
  deleteSchedule,
  disableSchedule,
  enableSchedule,
  getSchedule,
  getScheduleRuns,
  listSchedules,
  updateSchedule,
} from './endpoints.ts';

const pointers: Pointers = { 'schedule.name-taken': '/name' };

const requirementsOf = (text: string) => {
  const selector = parseSelector(text, '/target/selector');
  if (isRefusal(selector)) throw new HttpProblem(selector);
  return selector;
};

const groupIdOf = (catalogue: Catalogue, reference: string): string => {
  const [id] = catalogue.find('groups', reference);
  if (id === undefined) throw invalidAt('/target/group', `there is no group ${reference}`, 'group.unknown');
  return id;
};

const targetOf = (catalogue: Catalogue, { ids, group, selector }: http.ScheduleTargetBody): ScheduleTarget => {
  if (selector !== undefined) return { selector, requirements: requirementsOf(selector) } as unknown as ScheduleTarget;
  if (group !== undefined) return { groupId: groupIdOf(catalogue, group) } as ScheduleTarget;
  const found = resolveEach(catalogue, 'vms', { references: ids ?? [], pointer: '/target/ids' });
  return { vmIds: [...new Set(found)] } as unknown as ScheduleTarget;
};

interface Change {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly scheduleId: string;
  /** As late as possible: what they name may come and go. */
  readonly changes: () => object;
}

@Controller()
export class SchedulesController {
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

  @Route(listSchedules)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listSchedules, request);
    await this.#lists.answer(request, reply, { noun: 'schedules', item: http.ScheduleDocument, query });
  }

  @Route(createSchedule)
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { target, ...body } = parseCall(createSchedule, request).body;
    await this.#mutations.run(
      request,
      reply,
      ({ targetId: scheduleId }) => ({
        type: 'schedule.create',
        target: `${api}/schedules/${scheduleId}`,
        order: {
          type: 'compute.CreateSchedule',
          data: { scheduleId, spec: { ...body, target: targetOf(this.#reader.catalogue, target) } },
        },
      }),
      pointers,
    );
  }

  @Route(getSchedule)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#viewer.show(reply, 'schedules', parseCall(getSchedule, request));
  }

  @Route(getScheduleRuns)
  async runs(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, query } = parseCall(getScheduleRuns, request);
    await this.#reader.atLeast(query.atLeast);
    const row = this.#reader.catalogue.schedules.documents.row(this.#reader.resolve('schedules', id));
    this.#reader.sendJson(reply, JSON.stringify({ items: row?.runs ?? [] }));
  }

  @Route(updateSchedule)
  async update(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body } = parseCall(updateSchedule, request);
    const { target, ...plain } = body;
    const changes = () => ({
      ...plain,
      ...(target === undefined ? {} : { target: targetOf(this.#reader.catalogue, target) }),
    });
    await this.#change({ request, reply, scheduleId: this.#reader.resolve('schedules', id), changes });
  }

  @Route(enableSchedule)
  enable(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#toggle(enableSchedule, true, { request, reply });
  }

  @Route(disableSchedule)
  disable(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#toggle(disableSchedule, false, { request, reply });
  }

  @Route(deleteSchedule)
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id } = parseCall(deleteSchedule, request);
    const scheduleId = this.#reader.resolve('schedules', id);
    const order = { type: 'compute.DeleteSchedule', data: { scheduleId } };
    await this.#mutations.run(request, reply, () => ({
      type: 'schedule.delete',
      target: `${api}/schedules/${scheduleId}`,
      order,
    }));
  }

  #toggle(endpoint: Endpoint, enabled: boolean, { request, reply }: Pick<Change, 'request' | 'reply'>): Promise<void> {
    const { id } = parseCall(endpoint, request);
    const scheduleId = this.#reader.resolve('schedules', id);
    return this.#change({ request, reply, scheduleId, changes: () => ({ enabled }) });
  }

  async #change({ request, reply, scheduleId, changes }: Change): Promise<void> {
    await this.#mutations.run(
      request,
      reply,
      () => ({
        type: 'schedule.update',
        target: `${api}/schedules/${scheduleId}`,
        order: { type: 'compute.UpdateSchedule', data: { scheduleId, changes: changes() } },
      }),
      pointers,
    );
  }
}
