/** Holds a request to its endpoint's schemas, and tells every fault with its place. */
import { refuse, type FieldProblem } from '@chronovisor/kernel';
import type { FastifyRequest } from 'fastify';
import { http } from '@chronovisor/contracts';
import { z } from 'zod';
import { isMutation, type Endpoint } from './endpoint.ts';
import { HttpProblem } from './http-problem.ts';

type Issue = z.core.$ZodIssue;

const escapePart = (part: PropertyKey): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1');
const pointerOf = (path: readonly PropertyKey[]): string => path.map((part) => `/${escapePart(part)}`).join('');

const unionProblems = (issue: Issue & { readonly code: 'invalid_union' }): readonly FieldProblem[] => {
  const detail =
    issue.errors.length === 0 ? issue.message : issue.errors.map((branch) => branch[0]?.message ?? '').join('; or: ');
  return [{ pointer: pointerOf(issue.path), detail }];
};

/** What zod itself says of these does not tell what to do. */
const say: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'this is missing';
  return issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
};

const problemsOf = (issue: Issue): readonly FieldProblem[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key]), detail: 'there is no such field' }));
  }
  if (issue.code === 'invalid_union') return unionProblems(issue);
  return [{ pointer: pointerOf(issue.path), detail: issue.message }];
};

const refused = (what: string, errors: readonly FieldProblem[]): HttpProblem =>
  new HttpProblem(
    refuse(
      'request.invalid',
      errors.length === 1 ? `${what}: ${errors[0]?.detail}` : `${errors.length} faults in the ${what}`,
      {
        hint: 'Correct what is named under errors; the API reference is at /docs.',
        errors,
      },
    ),
  );

/** The type behind optional and default, for which a query's text is turned into a number or a boolean. */
const typeOf = (schema: z.core.$ZodType): string => {
  const { def } = schema._zod;
  return 'innerType' in def ? typeOf(def.innerType as z.core.$ZodType) : def.type;
};

const fromText = (text: unknown, schema: z.core.$ZodType | undefined): unknown => {
  if (schema === undefined || typeof text !== 'string') return text;
  const type = typeOf(schema);
  if (type === 'number' && /^-?\d{1,16}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
};

export const parseQuery = <Q extends z.ZodObject>(schema: Q, raw: unknown): z.infer<Q> => {
  const entries = Object.entries((raw ?? {}) as Record<string, unknown>);
  const shape = schema.shape as Readonly<Record<string, z.core.$ZodType>>;
  const parsed = schema.safeParse(
    Object.fromEntries(entries.map(([name, text]) => [name, fromText(text, shape[name])])),
    { error: say },
  );
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .flatMap(problemsOf)
    .map(({ pointer, detail }) => ({ pointer: `?${pointer.slice(1)}`, detail }));
  throw refused('query', errors);
};

const parseBody = <B extends z.ZodType>(schema: B, raw: unknown, optional: boolean): z.infer<B> => {
  if ((raw === undefined || raw === null) && !optional) {
    throw refused('body', [{ pointer: '', detail: 'a JSON body is needed' }]);
  }
  const parsed = schema.safeParse(raw ?? {}, { error: say });
  if (parsed.success) return parsed.data;
  throw refused('body', parsed.error.issues.flatMap(problemsOf));
};

/** A part of a body whose shape another part decides. */
export const parsePart = <P extends z.ZodType>(schema: P, raw: unknown, name: string): z.infer<P> => {
  const parsed = schema.safeParse(raw, { error: say });
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(problemsOf);
  throw refused(
    'body',
    errors.map(({ pointer, detail }) => ({ pointer: `/${name}${pointer}`, detail })),
  );
};

export interface Input<Q, B> {
  readonly id: string;
  readonly query: Q;
  readonly body: B;
}

const noBody = (raw: unknown): void => {
  const empty = raw === undefined || raw === null || (typeof raw === 'object' && Object.keys(raw).length === 0);
  if (!empty) throw refused('body', [{ pointer: '', detail: 'this takes no body' }]);
};

const noQuery = (raw: unknown): void => {
  const names = Object.keys(raw ?? {});
  if (names.length > 0)
    throw refused(
      'query',
      names.map((name) => ({ pointer: `?${name}`, detail: 'there is no such parameter' })),
    );
};

const DryRun = z.strictObject({ dryRun: http.DryRunParameter });

/** Every mutation takes `dryRun`, whatever else it takes; the rest is its own. */
const takeDryRun = (endpoint: Endpoint, request: FastifyRequest): unknown => {
  const { dryRun, ...own } = (request.query ?? {}) as Readonly<Record<string, unknown>>;
  if (!isMutation(endpoint) || dryRun === undefined) return request.query;
  request.call.dryRun = parseQuery(DryRun, { dryRun }).dryRun === true;
  return own;
};

/** Of endpoints with a path parameter: an id or a name, whatever it looks like; what it does not name is not found. */
const idOf = (request: FastifyRequest): string => (request.params as { readonly id?: string }).id ?? '';

export const parseCall = <Q extends z.ZodObject, B extends z.ZodType>(
  endpoint: Endpoint<Q, B>,
  request: FastifyRequest,
): Input<z.infer<Q>, z.infer<B>> => {
  request.call.action = endpoint.id;
  const query = takeDryRun(endpoint, request);
  if (endpoint.query === undefined) noQuery(query);
  if (endpoint.body === undefined) noBody(request.body);
  return {
    id: idOf(request),
    query: (endpoint.query === undefined ? {} : parseQuery(endpoint.query, query)) as z.infer<Q>,
    body: (endpoint.body === undefined
      ? undefined
      : parseBody(endpoint.body, request.body, endpoint.bodyOptional ?? false)) as z.infer<B>,
  };
};
