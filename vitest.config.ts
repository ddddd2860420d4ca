/** The test pyramid: one Vitest project per kind of test, each with its own budget of time and processes. */
import { delimiter } from 'node:path';
import { env as environment, stderr } from 'node:process';
import { defineConfig } from 'vitest/config';
import { systemFolders } from './libs/doctor/src/index.mjs';
import { leftOut } from './libs/testing/src/rights.ts';

const parts = '{libs,services,apps,deploy,tools}';
const beyond = leftOut();
const left = ['**/node_modules/**', '**/dist/**', '**/generated/**', ...beyond.map(({ files }) => files)];
for (const { words } of beyond) stderr.write(`left out: ${words}\n`);

// An ordinary user of Debian has no sbin in PATH, where nats-server is.
const env = { PATH: [environment['PATH'], ...systemFolders].join(delimiter) };
const kept = [`${parts}/**/*.contract.spec.ts`, `${parts}/**/*.int.spec.ts`];

/** Kinds that start processes come in later groups, so that two cores are not asked for everything at once. */
const project = (name: string, groupOrder: number, test: object): { extends: true; test: object } => ({
  extends: true,
  test: { name, exclude: left, sequence: { groupOrder }, ...test },
});

export default defineConfig({
  test: {
    environment: 'node',
    env,
    passWithNoTests: false,
    allowOnly: false,
    reporters: ['default'],
    projects: [
      project('architecture', 0, { include: ['test/architecture/**/*.spec.ts'], testTimeout: 60_000 }),
      project('unit', 0, { include: [`${parts}/**/*.spec.ts`], exclude: [...left, ...kept] }),
      project('contract', 1, {
        include: [`${parts}/**/*.contract.spec.ts`],
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      project('int', 2, { include: [`${parts}/**/*.int.spec.ts`], testTimeout: 60_000, hookTimeout: 60_000 }),
      project('scenario', 3, { include: ['test/scenario/**/*.spec.ts'], testTimeout: 120_000, hookTimeout: 120_000 }),
      project('e2e', 4, {
        include: ['test/e2e/**/*.spec.ts'],
        testTimeout: 300_000,
        hookTimeout: 300_000,
        maxWorkers: 2,
      }),
    ],
  },
});
