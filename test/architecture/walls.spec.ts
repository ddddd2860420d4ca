import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkWalls, cruise } from '../../tools/check/walls.mjs';
import { layHouse, orderly, planted } from './planted.ts';

const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  forbidden: readonly { readonly name: string }[];
};

describe('the walls', () => {
  const made: string[] = [];
  afterEach(async () => {
    await Promise.all(made.splice(0).map((root) => rm(root, { recursive: true })));
  });
  const house = async (broken: boolean): Promise<string> => {
    const root = await layHouse(broken);
    made.push(root);
    return root;
  };

  it('let a house in order be', async () => {
    const { violations, modules } = await cruise(await house(false));
    expect(violations).toEqual([]);
    expect(modules).toBe(Object.keys(orderly).length);
  });

  it('find each planted violation, and where it is', async () => {
    const { violations } = await cruise(await house(true));
    const missed = Object.entries(planted).filter(
      ([rule, [file]]) => !violations.some((violation) => violation.rule === rule && violation.from === file),
    );
    expect(missed.map(([rule]) => rule)).toEqual([]);
  });

  it('are each tried by a planted violation', () => {
    expect(Object.keys(planted).toSorted()).toEqual(forbidden.map((rule) => rule.name).toSorted());
  });

  it('do not take having seen nothing for a proof', async () => {
    const root = await mkdtemp(join(tmpdir(), 'walls-'));
    made.push(root);
    await writeFile(join(root, 'tsconfig.json'), '{ "files": ["alone.ts"] }');
    await writeFile(join(root, 'alone.ts'), 'export const alone = 1;\n');
    await Promise.all(['libs', 'services', 'apps', 'deploy', 'test', 'tools'].map((part) => mkdir(join(root, part))));
    const { ok, said } = await checkWalls(root);
    expect({ ok, said }).toEqual({ ok: false, said: expect.stringContaining('its silence proves nothing') });
  });
});
