/** Runs dependency-cruiser over the tree and refuses a green that comes from having looked at nothing. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bin, parts, root, run } from './run.mjs';

const left = new Set(['node_modules', 'dist', 'golden']);

/** Counts the TypeScript files by itself, so that a tool gone blind is noticed. */
const countSources = async (folder) => {
  const entries = await readdir(folder, { withFileTypes: true });
  const counts = await Promise.all(
    entries.map((entry) => {
      if (entry.isDirectory()) return left.has(entry.name) ? 0 : countSources(join(folder, entry.name));
      return entry.isFile() && /\.tsx?$/u.test(entry.name) ? 1 : 0;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};

const sayViolation = ({ rule, from, to, cycle, via }) => {
  const path = [...(cycle ?? []), ...(via ?? [])].map((step) => step.name ?? step).join(' -> ');
  return `${rule.name}: ${from} -> ${path === '' ? to : path}`;
};

/** Cruises `cwd` by this repository's rules: `{ violations, modules, sources }`. */
export const cruise = async (cwd = root) => {
  const args = ['--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', ...parts];
  const { stdout, said, code } = await run(bin('dependency-cruiser', 'depcruise'), args, { cwd });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser ended with ${code}: ${said}`);
  const { modules, summary } = JSON.parse(stdout);
  const counts = await Promise.all(parts.map((part) => countSources(join(cwd, part))));
  return {
    violations: summary.violations.map((violation) => ({
      rule: violation.rule.name,
      from: violation.from,
      text: sayViolation(violation),
    })),
    modules: modules.filter((module) => /\.tsx?$/u.test(module.source) && !module.source.includes('node_modules'))
      .length,
    sources: counts.reduce((sum, count) => sum + count, 0),
  };
};

/** One line of verdict, and what is wrong. */
export const checkWalls = async (cwd = root) => {
  const { violations, modules, sources } = await cruise(cwd);
  const blind = modules === 0 || modules < sources;
  const lines = violations.map((violation) => violation.text);
  if (blind) lines.push(`dependency-cruiser saw ${modules} of ${sources} TypeScript files: its silence proves nothing`);
  return { ok: lines.length === 0, note: `${modules} modules`, said: lines.join('\n') };
};
