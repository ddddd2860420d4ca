/** An endpoint as data: what it takes, what it answers, what it is called on the command line. Routes, validation, documents and clients all follow from it. */
import type { z } from 'zod';
import type { AnswerClass } from './status.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `columns`: document fields a table shows. */
export interface CliWords {
  readonly noun: string;
  readonly verb: string;
  readonly columns?: readonly string[];
}

export type AnswerShape =
  | { readonly kind: 'document'; readonly schema: z.ZodType }
  /** Also as NDJSON, one `item` a line. */
  | { readonly kind: 'page'; readonly schema: z.ZodType; readonly item: z.ZodType }
  /** `schema`: an operation with something more that is told this once. */
  | { readonly kind: 'operation'; readonly schema?: z.ZodType }
  | { readonly kind: 'bytes'; readonly type: string; readonly description: string }
  /** A page, or a stream by `Accept: text/event-stream`. */
  | { readonly kind: 'events'; readonly schema: z.ZodType }
  | { readonly kind: 'websocket'; readonly description: string };

type Shape = z.ZodObject;

export interface Endpoint<Q extends Shape = Shape, B extends z.ZodType = z.ZodType> {
  /** Also the name of the method in generated clients. */
  readonly id: string;
  readonly method: Method;
  /** From the root, path parameters in braces. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: Q;
  readonly body?: B;
  /** The body may be left out. */
  readonly bodyOptional?: true;
  readonly answer: AnswerShape;
  /** Classes of refusal beyond those that go without saying. */
  readonly problems?: readonly AnswerClass[];
  /** The command generated from it, or why there is none. */
  readonly cli: CliWords | string;
  /** Also without a token. */
  readonly open?: true;
}

export const endpoint = <Q extends Shape, B extends z.ZodType>(given: Endpoint<Q, B>): Endpoint<Q, B> => given;

export const api = '/api/v1';

/** `/vms/{id}` as the router wants it: `/vms/:id`. */
export const routePath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

export const hasParameter = ({ path }: Pick<Endpoint, 'path'>): boolean => path.includes('{');

/** Asks for a change, and can hence be asked what it would change. */
export const isMutation = ({ method }: Pick<Endpoint, 'method'>): boolean => method !== 'GET';
