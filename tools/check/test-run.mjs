/**
 * `node tools/check/test-run.mjs [part ...]`: the whole suite in an order that keeps two cores busy and lets no two parts
 * fight over them. Tells how long each part took and closes with `N passed, N failed`.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { leftOut } from '../../libs/testing/src/rights.ts';
import { checks } from './check.mjs';
import { bin, root, run } from './run.mjs';

/** A file that could not be loaded, or an error outside every test, has no failed test of its own: it counts as one. */
export const countOf = (report) => {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + broken;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
};

const vitest =
  (projects, { workers, minutes }) =>
  async (scratch) => {
    const report = join(scratch, `${projects.join('-')}.json`);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const args = ['run', ...projects.map((name) => `--project=${name}`), `--maxWorkers=${workers}`, ...reporters];
    const { code, said } = await run(bin('vitest'), args, { timeoutMs: minutes * 60_000 });
    const text = await readFile(report, 'utf8').catch(() => null);
    const counted = text === null ? { passed: 0, failed: 1, skipped: 0 } : countOf(JSON.parse(text));
    return { ...counted, failed: counted.failed === 0 && code !== 0 ? 1 : counted.failed, said };
  };

const tool = (check) => async () => {
  const { ok, said, note } = await check();
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, said: `${said}\n${note}`.trim() };
};

const build = async () => {
  const { code, said } = await run(join(root, 'tools/build/build.mjs'), []);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, said };
};

const { rules: _runByVitest, ...tools } = checks;

/** `cores` is what a part takes; `alone` waits for everything before it, because its stories watch the clock. */
const parts = {
  build: { cores: 1, alone: true, act: build },
  unit: { cores: 1, act: vitest(['unit', 'architecture'], { workers: 1, minutes: 10 }) },
  ...Object.fromEntries(Object.entries(tools).map(([name, check]) => [name, { cores: 1, act: tool(check) }])),
  contract: { cores: 1, act: vitest(['contract'], { workers: 1, minutes: 20 }) },
  int: { cores: 1, act: vitest(['int'], { workers: 1, minutes: 20 }) },
  scenario: { cores: 1, act: vitest(['scenario'], { workers: 1, minutes: 20 }) },
  e2e: { cores: 2, alone: true, act: vitest(['e2e'], { workers: 2, minutes: 60 }) },
};

const timeOf = (ms) => `${(ms / 1000).toFixed(1)} s`;

const perform = async (name, scratch) => {
  const begun = performance.now();
  const end = await parts[name]
    .act(scratch)
    .catch((error) => ({ passed: 0, failed: 1, skipped: 0, said: String(error.stack) }));
  const result = { name, ms: performance.now() - begun, ...end };
  const left = result.skipped === 0 ? '' : `, ${result.skipped} skipped`;
  const verdict = `${result.failed === 0 ? 'ok  ' : 'FAIL'}  ${name.padEnd(9)} ${timeOf(result.ms).padStart(9)}`;
  console.log(`${verdict}  ${result.passed} passed, ${result.failed} failed${left}`);
  if (result.failed > 0) console.log(result.said.replaceAll(/^/gmu, '      '));
  return result;
};

/** Takes the parts in order as cores come free. */
const performAll = async (names, scratch, cores) => {
  const running = new Map();
  const results = [];
  const taken = () => [...running.keys()].reduce((sum, name) => sum + parts[name].cores, 0);
  const alone = () => [...running.keys()].some((name) => parts[name].alone);
  for (const name of names) {
    const fits = () => running.size === 0 || (!parts[name].alone && !alone() && taken() + parts[name].cores <= cores);
    while (!fits()) await Promise.race(running.values());
    const ended = perform(name, scratch).then((result) => {
      running.delete(name);
      results.push(result);
    });
    running.set(name, ended);
  }
  await Promise.all(running.values());
  return results;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2);
  const unknown = named.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0)
    throw new Error(`no such part: ${unknown.join(', ')}. There are ${Object.keys(parts).join(', ')}.`);
  for (const { words } of leftOut()) console.log(`left out: ${words}`);
  const begun = performance.now();
  const scratch = await mkdtemp(join(tmpdir(), 'chronovisor-tests-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const results = await performAll(named.length > 0 ? named : Object.keys(parts), scratch, 2);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${results.length} parts in ${timeOf(performance.now() - begun)}`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
}
