import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { exitCodeMeanings, exitCodes, exitOfMany, exitOfStatus } from './exit-codes.ts';

describe('an exit code', () => {
  it('follows from the status of an answer', () => {
    const seen = [400, 401, 403, 404, 409, 412, 422, 500, 503, 507].map(exitOfStatus);
    expect(seen).toEqual([2, 4, 5, 3, 6, 6, 2, 1, 1, 1]);
  });

  it('is explained, each once', () => {
    expect(exitCodeMeanings.map(([code]) => code)).toEqual(Object.values(exitCodes));
  });
});

describe('the exit code of several targets', () => {
  it('is ok when all went well', () => expect(exitOfMany([0, 0])).toBe(0));
  it('is 8 when some did', () => expect(exitOfMany([0, 3, 0])).toBe(8));
  it('is the shared one when all failed alike', () => expect(exitOfMany([6, 6])).toBe(6));
  it('is 1 when all failed in their own ways', () => expect(exitOfMany([6, 3])).toBe(1));
  it('is 130 when somebody asked to leave', () => expect(exitOfMany([0, 130, 3])).toBe(130));
});

describe('the page about the command line', () => {
  it('lists the exit codes as they are', () => {
    const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
    expect(exitCodeMeanings.filter(([code, meaning]) => !page.includes(`| ${code} | ${meaning} |`))).toEqual([]);
  });
});
