import { describe, expect, it } from 'vitest';
import { hintFor, lastWords } from './start-hints.ts';

describe('the last words of QEMU', () => {
  it('lose the time and the name QEMU writes before each line', () => {
    const log = '2026-11-20T21:54:01.123456Z qemu-system-x86_64: -kernel /x: could not open\n';
    expect(lastWords(log)).toBe('-kernel /x: could not open');
  });

  it('are the last five lines, warnings left out', () => {
    const log = ['one', 'two', 'warning: old', 'three', 'four', 'five', 'six'].join('\n');
    expect(lastWords(log)).toBe('two; three; four; five; six');
    expect(lastWords('')).toBe('');
  });

  it.each([
    ['-blockdev x: Failed to get "write" lock', /disk of this vm open/u],
    ["-netdev user: Could not set up host forwarding rule 'tcp::80-:80'", /port/u],
    ['cannot set up guest memory: Cannot allocate memory', /memory/u],
    ["Could not open '/a.qcow2': No such file or directory", /not on the host/u],
    ["Could not open '/a.qcow2': Permission denied", /owner and mode/u],
    ['something new', /qemu\.log/u],
  ])('%s comes with what to do', (words, hint) => {
    expect(hintFor(words)).toMatch(hint);
  });
});
