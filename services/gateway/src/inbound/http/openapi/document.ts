/** The OpenAPI 3.1 document, put together from the endpoints. */
import type { z } from 'zod';
import { endpoints } from '../endpoints.ts';
import { hasParameter, isMutation, type Endpoint } from '../endpoint.ts';
import { version } from '../version.ts';
import { problemResponses, responsesOf } from './answers.ts';
import { Components, type JsonSchema } from './schemas.ts';

const tags: Readonly<Record<string, string>> = {
  vms: 'Virtual machines',
  operations: 'Work asked for, and what came of it',
  events: 'What happened',
  schedules: 'What is done with vms at planned times',
  hosts: 'Machines that run vms',
  devices: 'PCI and USB devices of hosts',
  pools: 'Places for volumes',
  volumes: 'Block devices',
  images: 'What volumes and boots start from',
  networks: 'What nics are on',
  webhooks: 'Addresses that are told of events',
  audit: 'Who asked what',
  status: 'How the parts are',
};

const idParameter = (endpoint: Endpoint): readonly JsonSchema[] => {
  if (!hasParameter(endpoint)) return [];
  const description = endpoint.tag === 'operations' ? 'Its id' : 'Its id or its name';
  return [
    { name: 'id', in: 'path', required: true, description, schema: { type: 'string', minLength: 1, maxLength: 128 } },
  ];
};

const queryParameters = ({ query }: Endpoint, components: Components): readonly JsonSchema[] =>
  Object.entries((query?.shape ?? {}) as Readonly<Record<string, z.ZodType>>).map(([name, schema]) => {
    const { description, ...rest } = components.take(schema, 'input');
    const required = !schema.safeParse(undefined).success;
    return { name, in: 'query', required, ...(description === undefined ? {} : { description }), schema: rest };
  });

const sharedParameters = (endpoint: Endpoint): readonly JsonSchema[] => {
  if (!isMutation(endpoint)) return [];
  const ifMatch = endpoint.problems?.includes('precondition') === true ? ['IfMatch'] : [];
  return ['DryRun', 'IdempotencyKey', 'Prefer', ...ifMatch].map((name) => ({
    $ref: `#/components/parameters/${name}`,
  }));
};

const parameters = {
  DryRun: {
    name: 'dryRun',
    in: 'query',
    required: false,
    description:
      'Decide as ever and answer 200 with what would happen, or with the problem there would be; nothing is recorded, neither an Idempotency-Key nor an audit record',
    schema: { type: 'boolean' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'The same key with the same request gives the same answer, for ever; with another request it is refused',
    schema: { type: 'string', minLength: 1, maxLength: 257 },
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description: '`wait=N`: answer when the operation has ended, at the latest after N seconds',
    schema: { type: 'string' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'Only when it is still at this ETag',
    schema: { type: 'string' },
  },
};

const bodyOf = ({ body, bodyOptional, method }: Endpoint, components: Components): JsonSchema => {
  if (body === undefined) return {};
  const media = { schema: components.take(body, 'input') };
  const patch = method === 'PATCH' ? { 'application/merge-patch+json': media } : {};
  return { requestBody: { required: bodyOptional !== true, content: { 'application/json': media, ...patch } } };
};

const cliOf = ({ cli }: Endpoint): JsonSchema => (typeof cli === 'string' ? { 'x-no-cli': cli } : { 'x-cli': cli });

const operationOf = (endpoint: Endpoint, components: Components): JsonSchema => {
  const given = [...idParameter(endpoint), ...queryParameters(endpoint, components), ...sharedParameters(endpoint)];
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.description === undefined ? {} : { description: endpoint.description }),
    ...(given.length === 0 ? {} : { parameters: given }),
    ...bodyOf(endpoint, components),
    responses: responsesOf(endpoint, components),
    ...(endpoint.open === true ? { security: [] } : {}),
    ...cliOf(endpoint),
  };
};

const pathsOf = (list: readonly Endpoint[], components: Components): JsonSchema => {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of list) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: operationOf(endpoint, components),
    };
  }
  return paths;
};

export const openApiDocument = (list: readonly Endpoint[] = endpoints): JsonSchema => {
  const components = new Components();
  const paths = pathsOf(list, components);
  const responses = problemResponses(components);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chronovisor',
      version,
      description:
        'A control plane for virtual machines that never forgets. Long work answers 202 with an operation; every "no" is a problem document.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This gateway' }],
    security: [{ bearer: [] }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: components.all(),
      responses,
      parameters,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token in the file `admin-token` of the data directory',
        },
      },
    },
  };
};
