/** The responses of an endpoint: what it answers when all is well, and every class of problem it may answer with. */
import { http } from '@chronovisor/contracts';
import type { z } from 'zod';
import { hasParameter, isMutation, type AnswerShape, type Endpoint } from '../endpoint.ts';
import { accepted, ok, statusOf, switching, titleOf, type AnswerClass } from '../status.ts';
import type { Components, JsonSchema } from './schemas.ts';

type Response = JsonSchema;

const header = (description: string): JsonSchema => ({ description, schema: { type: 'string' } });
const positionHeader = { 'X-Position': header('Position of the log that this answer shows') };
const etagHeader = { ETag: header('Revision, for If-Match') };
const linkHeader = { Link: header('`rel="next"` leads to the next page') };

const json = (schema: JsonSchema): JsonSchema => ({ 'application/json': { schema } });

const operationAnswers = (
  components: Components,
  schema: z.ZodType = http.OperationDocument,
): Readonly<Record<string, Response>> => {
  const operation = components.take(schema, 'output');
  const content = json(operation);
  const either = json({ oneOf: [operation, components.take(http.DryRunDocument, 'output')] });
  const headers = { Location: header('Path of the operation'), ...positionHeader };
  return {
    [ok]: {
      description: 'With `Prefer: wait=N`: the operation has ended, well or not. With `dryRun=true`: what would happen',
      headers,
      content: either,
    },
    [accepted]: { description: 'The operation is recorded and under way', headers, content },
  };
};

const documentAnswers = (schema: JsonSchema, description: string): Readonly<Record<string, Response>> => ({
  [ok]: { description, headers: { ...positionHeader, ...etagHeader }, content: json(schema) },
});

/** A change that is no operation still tells beforehand what it would do. */
const orDryRun = (schema: z.ZodType, components: Components): Readonly<Record<string, Response>> => {
  const either = [schema, http.DryRunDocument].map((each) => components.take(each, 'output'));
  return documentAnswers({ oneOf: either }, 'What was done. With `dryRun=true`: what would happen');
};

const success = (answer: AnswerShape, components: Components): Readonly<Record<string, Response>> => {
  switch (answer.kind) {
    case 'document':
      return documentAnswers(components.take(answer.schema, 'output'), 'As it is now');
    case 'page': {
      const lines = { 'application/x-ndjson': { schema: { type: 'string', description: 'One item a line' } } };
      const content = { ...json(components.take(answer.schema, 'output')), ...lines };
      return { [ok]: { description: 'A page', headers: { ...positionHeader, ...linkHeader }, content } };
    }
    case 'events': {
      const stream = {
        'text/event-stream': { schema: { type: 'string', description: 'Messages whose `data` is an Event' } },
      };
      return {
        [ok]: {
          description: 'A page, or a stream',
          headers: positionHeader,
          content: { ...json(components.take(answer.schema, 'output')), ...stream },
        },
      };
    }
    case 'operation':
      return operationAnswers(components, answer.schema);
    case 'bytes':
      return {
        [ok]: {
          description: answer.description,
          content: { [answer.type]: { schema: { type: 'string', format: 'binary' } } },
        },
      };
    case 'websocket':
      return { [switching]: { description: answer.description } };
  }
};

/** What goes without saying for an endpoint of this shape. */
const usual = (endpoint: Endpoint): readonly AnswerClass[] => {
  if (endpoint.open === true) return ['unavailable'];
  const changes = endpoint.method !== 'GET';
  return [
    'invalid',
    'unauthenticated',
    'unavailable',
    ...(hasParameter(endpoint) ? (['not-found', 'method', 'conflict'] as const) : []),
    ...(changes ? (['too-large', 'unsupported-type', 'unprocessable'] as const) : []),
  ];
};

export const problemClasses = (endpoint: Endpoint): readonly AnswerClass[] => [
  ...new Set([...usual(endpoint), ...(endpoint.problems ?? [])]),
];

const responseName = (name: AnswerClass): string =>
  name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** One response a class of problem, which every endpoint refers to. */
export const problemResponses = (components: Components): JsonSchema => {
  const schema = components.take(http.ProblemDocument, 'output');
  const classes = Object.keys(statusOf) as AnswerClass[];
  return Object.fromEntries(
    classes.map((name) => [
      responseName(name),
      { description: titleOf[name], content: { 'application/problem+json': { schema } } },
    ]),
  );
};

export const responsesOf = (endpoint: Endpoint, components: Components): JsonSchema => {
  const problems = problemClasses(endpoint).map((name) => [
    statusOf[name],
    { $ref: `#/components/responses/${responseName(name)}` },
  ]);
  const { answer } = endpoint;
  const good =
    isMutation(endpoint) && answer.kind === 'document'
      ? orDryRun(answer.schema, components)
      : success(answer, components);
  return { ...good, ...Object.fromEntries(problems) };
};
