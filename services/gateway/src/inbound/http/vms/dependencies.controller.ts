/** What vms need before they start, over HTTP. */
import { http, type Dependency } from '@chronovisor/contracts';
import { refuse } from '@chronovisor/kernel';
import { contentRevision } from '@chronovisor/nest';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import { api } from '../endpoint.ts';
import { HttpProblem } from '../http-problem.ts';
import type { Mutations } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Asked, Past } from '../past/past.ts';
import { etagOf } from '../preferences.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { MUTATIONS, PAST, READER } from '../tokens.ts';
import { getVmDependencies, setVmDependencies } from './dependency-endpoints.ts';

const resolved = (catalogue: Catalogue, body: http.DependenciesBody): readonly Dependency[] => {
  const errors: { pointer: string; detail: string }[] = [];
  const needs = body.map(({ vm, group, until, timeout }, index) => {
    const [noun, name = ''] = vm === undefined ? (['group', group] as const) : (['vm', vm] as const);
    const [id] = catalogue.find(`${noun}s`, name);
    if (id === undefined) errors.push({ pointer: `/${index}/${noun}`, detail: `there is no ${noun} ${name}` });
    return { [`${noun}Id`]: id, until, timeoutSeconds: http.waitSeconds(timeout) } as unknown as Dependency;
  });
  const [first] = errors;
  if (first === undefined) return needs;
  const message = errors.length === 1 ? first.detail : `${errors.length} of them are not there`;
  throw new HttpProblem(
    refuse('request.invalid', message, { hint: 'List the vms and groups to see their names and ids.', errors }),
  );
};

const shown = (catalogue: Catalogue, need: Dependency): readonly http.DependencyDocument[] => {
  const { until, timeoutSeconds } = need;
  const timeout = `${timeoutSeconds}s`;
  const vm = 'vmId' in need ? catalogue.vms.documents.row(need.vmId)?.name : undefined;
  const group = 'groupId' in need ? catalogue.groups.documents.row(need.groupId)?.name : undefined;
  if (vm !== undefined) return [{ vm, until, timeout }];
  return group === undefined ? [] : [{ group, until, timeout }];
};

@Controller()
export class DependenciesController {
  readonly #reader: Reader;
  readonly #past: Past;
  readonly #mutations: Mutations;

  constructor(@Inject(READER) reader: Reader, @Inject(PAST) past: Past, @Inject(MUTATIONS) mutations: Mutations) {
    this.#reader = reader;
    this.#past = past;
    this.#mutations = mutations;
  }

  @Route(getVmDependencies)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, query } = parseCall(getVmDependencies, request);
    await this.#reader.atLeast(query.atLeast);
    const { catalogue, needs, position } =
      query.at === undefined ? this.#present(id) : await this.#past.dependencies(this.#asked(id, query.at));
    const text = JSON.stringify(needs.flatMap((need) => shown(catalogue, need)));
    void reply.header('etag', etagOf(contentRevision(needs)));
    this.#reader.sendJson(reply, text, position);
  }

  #present(reference: string) {
    const { catalogue, position } = this.#reader;
    return { catalogue, position, needs: catalogue.dependencies.of(this.#reader.resolve('vms', reference)) };
  }

  #asked(reference: string, at: string): Asked {
    return { reference, at, present: this.#reader.catalogue };
  }

  @Route(setVmDependencies)
  async set(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body } = parseCall(setVmDependencies, request);
    const { catalogue } = this.#reader;
    const vmId = this.#reader.resolve('vms', id);
    await this.#mutations.run(request, reply, () => ({
      type: 'vm.set-dependencies',
      target: `${api}/vms/${vmId}`,
      order: { type: 'compute.SetVmDependencies', data: { vmId, dependencies: resolved(catalogue, body) } },
    }));
  }
}
