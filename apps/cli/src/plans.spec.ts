import { readFileSync } from 'node:fs';

import { Command } from 'commander';
import { describe, expect, it } from 'vitest';

import { commandFile, commandTable, type OpenApi } from '../../../tools/generate/openapi-commands.ts';
import { exclusions, operations } from '../generated/commands.ts';
import type { CommandPlan } from './plan.ts';
import { nouns, shortcuts } from './plans.ts';

const at = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const openApi = JSON.parse(at('../../../libs/client/openapi.json')) as OpenApi;
const ids = Object.values(openApi.paths).flatMap((methods) =>
  Object.values(methods).map(({ operationId }) => operationId),
);

describe('an operation of the API', () => {
  it('has a command, or a reason for having none', () => {
    const known = [...operations, ...exclusions].map(({ id }) => id);
    expect(known.toSorted()).toEqual(ids.toSorted());
    expect(exclusions.filter(({ reason }) => reason.length < 5)).toEqual([]);
  });

  it('can be typed as noun and verb', () => {
    const typed = new Set([
      ...nouns.flatMap((noun) => noun.plans().map((plan) => `${noun.aliases[0] ?? noun.name} ${plan.name}`)),
      ...nouns.flatMap((noun) => noun.plans().map((plan) => `${noun.name} ${plan.name}`)),
      ...shortcuts.map(({ name }) => `${name} show`),
    ]);
    expect(operations.map(({ noun, verb }) => `${noun} ${verb}`).filter((words) => !typed.has(words))).toEqual([]);
  });

  it('has a command of its own', () => {
    const words = operations.map(({ noun, verb }) => `${noun} ${verb}`);
    expect(words.filter((each, index) => words.indexOf(each) !== index)).toEqual([]);
  });
});

/** Flags of every command, by the words of its operation. */
const flagsOf = ({ addFlags }: CommandPlan): readonly (string | undefined)[] => {
  const command = new Command();
  addFlags?.(command);
  return command.options.map(({ long }) => long);
};
const typedAs = new Map([
  ...shortcuts.map((plan) => [`${plan.name} show`, plan] as const),
  ...nouns.flatMap(({ name, aliases, plans }) =>
    plans().flatMap((plan) => [name, ...aliases].map((noun) => [`${noun} ${plan.name}`, plan] as const)),
  ),
]);
const lacks = (flag: string, { noun, verb }: { readonly noun: string; readonly verb: string }): boolean => {
  const plan = typedAs.get(`${noun} ${verb}`);
  return plan === undefined || !flagsOf(plan).includes(flag);
};

describe('a command', () => {
  it('that changes something takes --dry-run', () => {
    const changes = operations.filter(({ method }) => method !== 'GET');
    expect(changes.filter((spec) => lacks('--dry-run', spec)).map(({ id }) => id)).toEqual([]);
  });

  it('that can look back takes --at', () => {
    const looks = operations.filter(({ query }) => query.some(({ path }) => path[0] === 'at'));
    expect(looks.filter((spec) => lacks('--at', spec)).map(({ id }) => id)).toEqual([]);
  });
});

describe('the table of commands', () => {
  it('is what the OpenAPI document says: node tools/generate/cli-commands.ts', () => {
    expect(at('../generated/commands.ts')).toBe(commandFile(commandTable(openApi)));
  });

  it('shows only fields that are there', () => {
    const wrong = operations.flatMap(({ id, columns, fields }) =>
      columns.filter((column) => fields.length > 0 && !fields.includes(column)).map((column) => `${id} ${column}`),
    );
    expect(wrong).toEqual([]);
  });
});
