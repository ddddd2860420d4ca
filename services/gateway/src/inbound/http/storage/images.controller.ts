/** Images over HTTP. */
import { http } from '@chronovisor/contracts';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { api } from '../endpoint.ts';
import { planLabels } from '../labels/label-plans.ts';
import type { Lists } from '../lists.ts';
import type { Mutations, Planner } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { LISTS, MUTATIONS, PATH_CHECKER, READER, VIEWER } from '../tokens.ts';
import type { Viewer } from '../viewer.ts';
import type { NamedPath, PathChecker } from '../vms/path-checker.ts';
import { deleteImage, getImage, importImage, listImages, updateImage } from './endpoints.ts';
import { planImport, storagePointers } from './storage-plans.ts';

const filesOf = (body: http.ImportImageBody): readonly NamedPath[] =>
  body.kind === 'kernel'
    ? [
        { pointer: '/kernel', path: body.kernel },
        { pointer: '/initrd', path: body.initrd },
      ]
    : [{ pointer: '/path', path: body.path }];

@Controller()
export class ImagesController {
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

  @Route(listImages)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listImages, request);
    await this.#lists.answer(request, reply, { noun: 'images', item: http.ImageDocument, query });
  }

  @Route(importImage)
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body } = parseCall(importImage, request);
    const named = filesOf(body);
    const planner: Planner = async ({ targetId }) => {
      const { host, plan } = planImport(this.#reader.catalogue, body, targetId);
      await this.#paths.check(request.call, { host, named, code: 'image.file-missing' });
      return plan;
    };
    await this.#mutations.run(request, reply, planner, storagePointers);
  }

  @Route(getImage)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#viewer.show(reply, 'images', parseCall(getImage, request));
  }

  @Route(updateImage)
  async update(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body } = parseCall(updateImage, request);
    const plan = planLabels({
      noun: 'image',
      id: this.#reader.resolve('images', id),
      command: 'storage.LabelImage',
      labels: body.labels,
    });
    await this.#mutations.run(request, reply, () => plan);
  }

  @Route(deleteImage)
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, query } = parseCall(deleteImage, request);
    const imageId = this.#reader.resolve('images', id);
    const order = { type: 'storage.DeleteImage', data: { imageId, force: query.force } };
    await this.#mutations.run(request, reply, () => ({
      type: 'image.delete',
      target: `${api}/images/${imageId}`,
      order,
    }));
  }
}
