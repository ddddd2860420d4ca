/** Bytes and messages: what arrives is parsed against the contracts before anybody acts on it. */
import {
  type CommandEnvelope,
  CommandEnvelope as CommandEnvelopeSchema,
  type HostEnvelope,
  HostEnvelope as HostEnvelopeSchema,
  commandRegistry,
  hostRegistry,
} from '@chronovisor/contracts';
import { type Refusal, refuse } from '@chronovisor/kernel';
import type { z } from 'zod';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export const encode = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));

/** Throws when the bytes are no JSON in UTF-8. */
export const decode = (payload: Uint8Array): unknown => JSON.parse(decoder.decode(payload));

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const invalid = (message: string, issues: readonly z.core.$ZodIssue[] = []): Refusal =>
  refuse('message.invalid', message, {
    hint: 'Send the envelope and data that the contracts describe.',
    errors: issues.map((issue) => ({ pointer: pointerOf(issue.path), detail: issue.message })),
  });

const parse = <T extends { type: string; version: number; data: unknown }>(
  payload: Uint8Array,
  envelope: z.ZodType<T>,
  definitionOf: (type: string) => { readonly version: number; readonly data: z.ZodType } | undefined,
): T | Refusal => {
  let raw: unknown;
  try {
    raw = decode(payload);
  } catch {
    return invalid('the payload is no JSON in UTF-8');
  }
  const outer = envelope.safeParse(raw);
  if (!outer.success) return invalid('the envelope does not fit', outer.error.issues);
  const definition = definitionOf(outer.data.type);
  if (definition === undefined) return invalid(`no message is called ${outer.data.type}`);
  if (definition.version !== outer.data.version)
    return invalid(`${outer.data.type} has version ${definition.version}, not ${outer.data.version}`);
  const inner = definition.data.safeParse(outer.data.data);
  if (!inner.success) return invalid(`the data of ${outer.data.type} does not fit`, inner.error.issues);
  return { ...outer.data, data: inner.data };
};

/** A command, checked through and through, or the refusal to send back. */
export const parseCommand = (payload: Uint8Array): CommandEnvelope | Refusal =>
  parse<CommandEnvelope>(payload, CommandEnvelopeSchema, (type) => commandRegistry.get(type));

/** A host command or query, checked through and through, or the refusal to send back. */
export const parseHostMessage = (payload: Uint8Array): HostEnvelope | Refusal =>
  parse<HostEnvelope>(payload, HostEnvelopeSchema, (type) => hostRegistry.get(type));
