/** Two thousand requests made from the OpenAPI document: no 5xx, and only answers that are documented. */
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Schema, type Surroundings, fitting, spoiled } from './support/arbitrary.ts';
import { type House, startHouse } from './support/house.ts';

const REQUESTS = 2_000;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Call {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

let house: House;
let document: OpenApi;
let around: Surroundings;

beforeAll(async () => {
  house = await startHouse({ env: { CHRONO_HOST_DRIVER: 'sim' } });
  document = (await house.api.get('/openapi.json')).body as unknown as OpenApi;
  around = {
    resolve: (ref) => document.components.schemas[ref.split('/').at(-1) ?? ''] ?? {},
    // Nobody can make a folder below a device, not even root.
    paths: ['/dev/null/at-all', join(house.dataDir, 'fuzz')],
  };
  for (const name of ['web-1', 'db-1']) await house.api.succeed('POST', '/vms', { name, memory: '4MiB' });
});
afterAll(() => house.close());

/** Streams do not end; consoles are no requests. */
const leftOut = (path: string): boolean => /\/(console|serial|events)$/.test(path);

const calls = (): readonly Call[] =>
  Object.entries(document.paths)
    .filter(([path]) => !leftOut(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );

const pathTo = ({ path, operation }: Call): fc.Arbitrary<string> => {
  const named = fc.oneof(
    fc.constantFrom('web-1', 'db-1', 'h1', 'user', 'default'),
    fc.uuid({ version: 7 }),
    fc.string({ minLength: 1, maxLength: 20 }),
  );
  const query = (operation.parameters ?? []).filter(
    (parameter) => parameter.in === 'query' && parameter.name !== 'wait',
  );
  const values = fc.record(
    Object.fromEntries(query.map(({ name, schema }) => [name, fc.oneof(fitting(schema ?? {}, around), fc.string())])),
    { requiredKeys: [] },
  );
  const names = [...path.matchAll(/\{[^}]+\}/g)].map(([slot]) => slot);
  return fc.tuple(fc.tuple(...names.map(() => named)), values).map(([chosen, given]) => {
    const filled = names.reduce(
      (text, slot, index) => text.replace(slot, encodeURIComponent(String(chosen[index]))),
      path,
    );
    const search = new URLSearchParams(
      Object.entries(given).map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );
    return search.size === 0 ? filled : `${filled}?${search.toString()}`;
  });
};

const bodyFor = ({ operation }: Call): fc.Arbitrary<unknown> => {
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  if (schema === undefined) return fc.constant(undefined);
  return fc.oneof({ weight: 3, arbitrary: fitting(schema, around) }, { weight: 2, arbitrary: spoiled(schema, around) });
};

/** A refusal must say its code and what to do; anything else may look as it likes. */
const isAnswer = (status: number, text: string): boolean => {
  if (status < 400) return true;
  const problem = JSON.parse(text) as Record<string, unknown>;
  return typeof problem['code'] === 'string' && typeof problem['hint'] === 'string' && problem['status'] === status;
};

it('answers all of them as documented', async () => {
  const all = calls();
  expect(all.length).toBeGreaterThan(30);
  const request = fc
    .constantFrom(...all)
    .chain((call) => fc.record({ call: fc.constant(call), path: pathTo(call), body: bodyFor(call) }));
  await fc.assert(
    fc.asyncProperty(request, async ({ call, path, body }) => {
      const response = await fetch(house.api.url + path, {
        method: call.method,
        headers: {
          authorization: `Bearer ${house.api.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const said = `${call.method} ${path} ${JSON.stringify(body)} -> ${response.status} ${text.slice(0, 500)}`;
      const documented = Object.keys(call.operation.responses).includes(String(response.status));
      if (response.status >= 500 || !documented || !isAnswer(response.status, text)) throw new Error(said);
    }),
    { numRuns: REQUESTS, interruptAfterTimeLimit: 200_000, markInterruptAsFailure: true },
  );
});
