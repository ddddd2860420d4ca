import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, run } from '../../tools/check/run.mjs';
import { root } from './tree.ts';

const domain = 'services/compute/src/domain/vm/decide.ts';
const effect = 'services/compute/src/effects/start.ts';
const long = Array.from({ length: 60 }, (_, line) => `  total += ${line};`).join('\n');

/** What breaks the house style, where, and the rule that must say so. */
const planted: readonly (readonly [rule: string, file: string, code: string])[] = [
  ['no-restricted-globals', domain, 'export const now = () => Date.now();'],
  [
    'no-restricted-globals',
    'services/compute/src/sagas/move-vm.ts',
    'export const wait = () => setTimeout(() => 1, 2);',
  ],
  ['no-restricted-properties', domain, 'export const dice = () => Math.random();'],
  ['no-restricted-imports', domain, "import { readFile } from 'node:fs/promises';\nexport const x = readFile;"],
  ['no-process-env', effect, 'export const home = process.env.HOME;'],
  ['no-console', effect, "export const say = () => console.log('x');"],
  ['no-default-export', effect, 'const x = 1;\nexport default x;'],
  ['no-explicit-any', effect, 'export const x: any = 1;'],
  ['filename-case', 'services/compute/src/effects/startVm.ts', 'export const x = 1;'],
  [
    'max-params',
    effect,
    'export const f = (a: number, b: number, c: number, d: number, e: number) => a + b + c + d + e;',
  ],
  ['max-lines-per-function', effect, `export const f = () => {\n  let total = 0;\n${long}\n  return total;\n};`],
  ['max-lines', effect, Array.from({ length: 301 }, (_, line) => `export const x${line} = ${line};`).join('\n')],
  ['no-floating-promises', effect, 'const f = async () => 1;\nexport const g = () => { f(); };'],
  [
    'switch-exhaustiveness-check',
    effect,
    "export const f = (a: 'x' | 'y') => {\n  switch (a) {\n    case 'x':\n      return 1;\n  }\n  return 2;\n};",
  ],
  [
    'no-disabled-tests',
    'services/compute/src/effects/a.spec.ts',
    "import { it } from 'vitest';\nit.skip('is', () => {});",
  ],
  [
    'no-restricted-properties',
    'services/compute/src/effects/a.spec.ts',
    "import { vi } from 'vitest';\nvi.mock('./a.ts');",
  ],
  ['expect-expect', 'services/compute/src/effects/a.spec.ts', "import { it } from 'vitest';\nit('is', () => {});"],
  [
    'valid-title',
    'services/compute/src/effects/a.spec.ts',
    "import { expect, it } from 'vitest';\nit('should be', () => { expect(1).toBe(1); });",
  ],
];

describe('the lint', () => {
  /** From a folder outside the tree oxlint does not find its second half by itself. */
  const env = { OXLINT_TSGOLINT_PATH: join(root, 'node_modules/.bin/tsgolint') };
  let house = '';
  beforeAll(async () => {
    house = await mkdtemp(join(tmpdir(), 'lint-'));
    await copyFile(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
    const options = { strict: true, module: 'nodenext', target: 'es2024', types: [], noEmit: true };
    await writeFile(join(house, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['**/*'] }));
  });
  afterAll(() => rm(house, { recursive: true }));

  /** Answers with the rules that complain of this code. */
  const complaints = async (file: string, code: string): Promise<readonly string[]> => {
    const place = join(house, file);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, `${code}\n`);
    const { said } = await run(bin('oxlint'), ['--type-aware', '--format=unix', file], { cwd: house, env });
    await rm(place);
    if (said !== '' && !said.includes(file)) throw new Error(`the lint did not run: ${said}`);
    return [...said.matchAll(/\[Error\/[a-z]+\(([a-z-]+)\)\]/gu)].map((match) => match[1] as string);
  };

  it.each(planted)('says %s of a planted violation in %s', async (rule, file, code) => {
    expect(await complaints(file, code)).toContain(rule);
  });

  it('has nothing to say of clean code', async () => {
    expect(await complaints(domain, 'export const decide = (command: string) => [command];')).toEqual([]);
  });
});
