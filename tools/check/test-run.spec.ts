import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { countOf, type Report } from './test-run.mjs';

const green: Report = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
};

const start = (...args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string }> =>
  new Promise((resolve) => {
    const script = fileURLToPath(new URL('test-run.mjs', import.meta.url));
    const child = execFile(process.execPath, [script, ...args], (_error, stdout) => {
      resolve({ code: child.exitCode, out: stdout });
    });
  });

describe('the count of a test run', () => {
  it('is that of its tests', () => {
    expect(countOf(green)).toEqual({ passed: 3, failed: 0, skipped: 1 });
  });

  it('takes a file that did not load for a failure', () => {
    const testResults = [...green.testResults, { status: 'failed', assertionResults: [] }];
    expect(countOf({ ...green, success: false, testResults }).failed).toBe(1);
  });

  it('takes an error outside every test for a failure', () => {
    expect(countOf({ ...green, success: false }).failed).toBe(1);
  });

  it('does not count a failed test and its file twice', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }];
    expect(countOf({ ...green, success: false, numFailedTests: 1, testResults }).failed).toBe(1);
  });
});

describe('the test run', () => {
  it('closes with the line that is read by machines, and with the exit code to match', async () => {
    const { code, out } = await start('versions');
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^\d+ passed, \d+ failed$/u);
    expect(code).toBe(out.endsWith('1 passed, 0 failed\n') ? 0 : 1);
  });

  it('refuses a part it does not know', async () => {
    expect((await start('everything')).code).not.toBe(0);
  });
});
