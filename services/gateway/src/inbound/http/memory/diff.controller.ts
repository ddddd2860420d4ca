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
import { unknownSubject } from '../records/subjects.ts';
import { Route } from '../route.ts';
import { PAST, READER } from '../tokens.ts';
import { getDiff } from './endpoints.ts';

const kindOf = (text: string, pointer: string): Noun => {
  const kind = comparedNouns.find((noun) => noun === text || noun === `${text}s`);
  if (kind === undefined) throw invalidAt(pointer, `there is no kind ${text}; there are ${comparedNouns.join(', ')}`);
  return kind;
};

interface Narrowing {
  readonly kind?: string | undefined;
  readonly subject?: string | undefined;
}

/** `vms/web-1` says the kind as well. */
const kindsOf = ({ kind, subject = '' }: Narrowing): readonly Noun[] => {
  const [, noun] = /^([a-z]+)\//.exec(subject) ?? [];
  const asked = kind === undefined ? null : kindOf(kind, '?kind');
  const said = noun === undefined ? null : kindOf(noun, '?subject');
  if (asked !== null && said !== null && asked !== said)
    throw invalidAt('?subject', `${subject} is none of the ${asked} that kind asks for`);
  const only = asked ?? said;
  return only === null ? comparedNouns : [only];
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
    const present = this.#reader.catalogue;
    const found = await this.#past.difference({ from, to }, { present, limit, ...(await this.#wanted(wanted)) });
    const items = found.items.slice(0, limit);
    const document: http.DiffDocument = { ...found, items, more: found.items.length > items.length };
    this.#reader.sendJson(reply, JSON.stringify(document), found.to.position);
  }

  async #wanted({ kind, subject }: Narrowing): Promise<Omit<Wanted, 'limit'>> {
    const kinds = kindsOf({ kind, subject });
    if (subject === undefined) return { kinds, things: null, name: null };
    const reference = subject.replace(/^[a-z]+\//, '');
    const things = await this.#past.everKnown(kinds, { reference, present: this.#reader.catalogue });
    if (things.length === 0) throw unknownSubject(this.#reader.catalogue, subject, kinds);
    const isId = things.some(({ id }) => id === reference.toLowerCase());
    return { kinds, things, name: isId ? null : reference };
  }
}
