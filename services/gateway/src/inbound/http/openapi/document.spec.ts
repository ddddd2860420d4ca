import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endpoints, methodsOf } from '../endpoints.ts';
import { openApiDocument } from './document.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly responses: Readonly<Record<string, object>>;
  readonly 'x-cli'?: { readonly noun: string; readonly verb: string };
  readonly 'x-no-cli'?: string;
}

const document = openApiDocument() as {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

/** Every `$ref` in it. */
const refsIn = (value: unknown): readonly string[] => {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : refsIn(inner)));
};

describe('the API document', () => {
  it('is the one that is committed, and that clients are made from', () => {
    const committed = readFileSync(new URL('../../../../../../libs/client/openapi.json', import.meta.url), 'utf8');
    expect(JSON.parse(committed), 'run: node tools/generate/openapi.ts').toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('refers only to what is in it', () => {
    const resolve = (ref: string): unknown =>
      ref
        .slice(2)
        .split('/')
        .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], document);
    expect(refsIn(document).length).toBeGreaterThan(100);
    expect(refsIn(document).filter((ref) => resolve(ref) === undefined)).toEqual([]);
  });

  it('calls every operation by a name of its own, in words and on the command line', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).toHaveLength(endpoints.length);
    expect(new Set(ids).size).toBe(ids.length);
    const commands = operations.flatMap((operation) => {
      const cli = operation['x-cli'];
      return cli === undefined ? [] : [`${cli.noun} ${cli.verb}`];
    });
    expect(new Set(commands).size).toBe(commands.length);
    expect(operations.filter((operation) => operation['x-cli'] === undefined && !operation['x-no-cli'])).toEqual([]);
  });

  it('says of every operation how it goes well and how it goes wrong', () => {
    const silent = operations.filter(({ responses }) => {
      const statuses = Object.keys(responses).map(Number);
      return !statuses.some((status) => status < 300) || !statuses.includes(503);
    });
    expect(silent.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('lets answers grow, and holds requests to the letter', () => {
    const { schemas = {} } = document.components;
    expect(JSON.stringify(schemas['Vm'])).not.toContain('"additionalProperties":false');
    expect(schemas['NewVm']).toMatchObject({ additionalProperties: false });
  });

  it('shows no insides of the schema library', () => {
    expect(JSON.stringify(document)).not.toMatch(/__schema|~standard|\$defs/);
  });
});

describe('the methods of a path', () => {
  it('are found with any id, and none for a path that is none', () => {
    expect(methodsOf('/api/v1/vms')).toEqual(['GET', 'POST']);
    expect(methodsOf('/api/v1/vms/web-1')).toEqual(['DELETE', 'GET', 'PATCH']);
    expect(methodsOf('/api/v1/vms/')).toEqual([]);
    expect(methodsOf('/api/v1/vms/a/b/c')).toEqual([]);
  });
});
