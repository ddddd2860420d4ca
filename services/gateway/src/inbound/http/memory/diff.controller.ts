/** What changed between two moments, over HTTP. */
import type { http } from '@chronovisor/contracts';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Noun } from '../../../projections/catalogue/catalogue.ts';
import { invalidAt } from '../http-problem.ts';
import { parseCall } from '../parse.ts';
import { comparedNouns, type Wanted } from '../past/difference.ts';
import type { Past } from '../past/past.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { PAST, READER } from '../tokens.ts';
import { getDiff } from './endpoints.ts';

const kindOf = (text: string, pointer: string): Noun => {
  const kind = comparedNouns.find((noun) => noun === text || noun === `${text}s`);
  if (kind === undefined) throw invalidAt(pointer, `there is no kind ${text}; there are ${comparedNouns.join(', ')}`);
  return kind;
};

/** `vms/web-1` says the kind as well. */
const wantedOf = ({ kind, subject }: { readonly kind?: string; readonly subject?: string }): Wanted => {
  const [, noun, reference = subject ?? null] = /^([a-z]+)\/(.+)$/.exec(subject ?? '') ?? [];
  const named = [kind, noun].filter((text) => text !== undefined);
  const pointers = kind === undefined ? ['?subject'] : ['?kind', '?subject'];
  const kinds = named.map((text, index) => kindOf(text, pointers[index] as string));
  return { kinds: comparedNouns.filter((each) => kinds.every((other) => other === each)), reference };
};

@Controller()
export class DiffController {
  readonly #reader: Reader;
  readonly #past: Past;

  constructor(@Inject(READER) reader: Reader, @Inject(PAST) past: Past) {
    this.#reader = reader;
    this.#past = past;
  }

  @Route(getDiff)
  async diff(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { limit, from, to, ...wanted } = parseCall(getDiff, request).query;
    const found = await this.#past.difference({ from, to }, wantedOf(wanted as { kind?: string; subject?: string }));
    const items = found.items.slice(0, limit);
    const document: http.DiffDocument = { ...found, items, more: found.items.length > items.length };
    this.#reader.sendJson(reply, JSON.stringify(document), found.to.position);
  }
}
