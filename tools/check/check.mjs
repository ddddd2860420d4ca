/** `npm run check [part ...]`: every rule a tool can hold the code to, side by side, with one line each at the end. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bin, parts, run } from './run.mjs';
import { checkWalls } from './walls.mjs';

const configs = ['vitest.config.ts'];

const tool = async (script, args, options) => {
  const { code, said, late } = await run(script, args, options);
  return { ok: code === 0, note: late ? 'took too long' : '', said };
};

const vitest = (...args) => tool(bin('vitest'), ['run', '--reporter=dot', ...args]);

/** Longest first, so that two cores end together. */
export const checks = {
  types: () => tool(bin('typescript', 'tsc'), ['--noEmit', '-p', 'tsconfig.json']),
  lint: () => tool(bin('oxlint'), ['--type-aware', '--deny-warnings', '--format=unix', ...parts, ...configs]),
  rules: () => vitest('--project', 'architecture'),
  unused: () => tool(bin('knip'), ['--no-progress', '--no-config-hints']),
  walls: () => checkWalls(),
  versions: () => tool(bin('syncpack'), ['lint']),
  format: () => tool(bin('oxfmt'), ['--check', ...parts, '.oxlintrc.json', 'package.json', ...configs]),
};

/** Runs the named checks, `width` at a time, telling each verdict as it falls. */
export const check = async ({ names = Object.keys(checks), width = availableParallelism(), tell = () => {} } = {}) => {
  const unknown = names.filter((name) => !Object.hasOwn(checks, name));
  if (unknown.length > 0)
    throw new Error(`no such check: ${unknown.join(', ')}. There are ${Object.keys(checks).join(', ')}.`);
  const waiting = [...names];
  const verdicts = [];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const begun = performance.now();
      const verdict = await checks[name]().catch((error) => ({
        ok: false,
        note: '',
        said: String(error.stack ?? error),
      }));
      verdicts.push({ name, ms: performance.now() - begun, ...verdict });
      tell(verdicts.at(-1));
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, names.length) }, worker));
  return verdicts;
};

export const sayVerdict = ({ name, ok, ms, note, said }) => {
  const line = `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(9)} ${(ms / 1000).toFixed(1).padStart(6)} s${note === '' ? '' : `  ${note}`}`;
  return ok ? line : `${line}\n${said.replaceAll(/^/gmu, '      ')}`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2);
  const verdicts = await check({
    ...(named.length > 0 && { names: named }),
    tell: (verdict) => console.log(sayVerdict(verdict)),
  });
  const failed = verdicts.filter((verdict) => !verdict.ok).map((verdict) => verdict.name);
  console.log(failed.length === 0 ? `\n${verdicts.length} checks passed` : `\nfailed: ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
