/** Turns the OpenAPI document into the table of commands that the command line is built from. Pure. */
import type { AnswerKind, Exclusion, OperationSpec } from '../../apps/cli/src/described/spec.ts';
import { fieldOf, fieldsOf, namesOf, resolverFor, type Resolve, type Schema } from './openapi-fields.ts';

interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly description?: string;
  readonly schema?: Schema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
  readonly 'x-cli'?: { readonly noun: string; readonly verb: string; readonly columns?: readonly string[] };
  readonly 'x-no-cli'?: string;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface CommandTable {
  readonly operations: readonly OperationSpec[];
  readonly exclusions: readonly Exclusion[];
}

/** Paging, waiting and picking are done for the user, not by the user. */
const handled = new Set(['cursor', 'fields', 'atLeast', 'wait']);

const jsonOf = (content: Content | undefined): Schema | undefined => content?.content?.['application/json']?.schema;

const answerOf = ({ responses, ...operation }: Operation): AnswerKind => {
  if (responses['101'] !== undefined) return 'socket';
  if (responses['202'] !== undefined) return 'operation';
  const types = Object.keys(responses['200']?.content ?? {});
  if (types.includes('text/event-stream')) return 'events';
  if (types.includes('application/x-ndjson')) return 'list';
  if (types.includes('application/json')) return 'document';
  if (types.length > 0) return 'bytes';
  throw new Error(`${operation.operationId} answers nothing that a command could show`);
};

const documentFields = (operation: Operation, resolve: Resolve): readonly string[] => {
  const schema = jsonOf(operation.responses['200']);
  if (schema === undefined) return [];
  const { properties = {} } = resolve(schema);
  return properties['items']?.items === undefined
    ? namesOf(schema, resolve)
    : namesOf(properties['items'].items, resolve);
};

const queryOf = ({ parameters = [] }: Operation, resolve: Resolve): OperationSpec['query'] =>
  parameters.flatMap(({ name = '', in: place, schema = {}, description }) => {
    if (place !== 'query' || handled.has(name)) return [];
    return [fieldOf([name], { ...schema, ...(description === undefined ? {} : { description }) }, resolve)];
  });

const isConditional = ({ parameters = [] }: Operation): boolean =>
  parameters.some(({ $ref, name }) => $ref?.endsWith('/IfMatch') === true || name === 'If-Match');

const specOf = (path: string, method: string, operation: Operation, resolve: Resolve): OperationSpec | null => {
  const cli = operation['x-cli'];
  if (cli === undefined) return null;
  const body = jsonOf(operation.requestBody);
  return {
    id: operation.operationId,
    noun: cli.noun,
    verb: cli.verb,
    method: method.toUpperCase(),
    path,
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    query: queryOf(operation, resolve),
    body: body === undefined ? null : fieldsOf(body, resolve),
    answer: answerOf(operation),
    columns: cli.columns ?? [],
    fields: answerOf(operation) === 'operation' ? [] : documentFields(operation, resolve),
    ...(isConditional(operation) ? { conditional: true } : {}),
  };
};

const exclusionOf = (operation: Operation): Exclusion | null => {
  const reason = operation['x-no-cli'];
  return reason === undefined || reason === '' ? null : { id: operation.operationId, reason };
};

export const commandTable = ({ paths, components }: OpenApi): CommandTable => {
  const resolve = resolverFor(components.schemas);
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return {
    operations: all.flatMap(({ path, method, operation }) => specOf(path, method, operation, resolve) ?? []),
    exclusions: all.flatMap(({ operation }) => exclusionOf(operation) ?? []),
  };
};

const HEAD = '/** Made from the OpenAPI document by tools/generate/cli-commands.ts; edit that document instead. */';

export const commandFile = ({ operations, exclusions }: CommandTable): string => {
  const list = (items: readonly object[]): string => items.map((item) => `  ${JSON.stringify(item)},\n`).join('');
  return [
    HEAD,
    "import type { Exclusion, OperationSpec } from '../src/described/spec.ts';",
    '',
    `export const operations: readonly OperationSpec[] = [\n${list(operations)}];`,
    '',
    '/** Operations that have no command, and why. */',
    `export const exclusions: readonly Exclusion[] = [\n${list(exclusions)}];`,
    '',
  ].join('\n');
};
