import { describe, expect, it } from 'vitest';
import { files, isCode, isSpec, linesWhere, sources, textOf } from './tree.ts';

const opening = /^(#!.*\n)?\/\*\*\s*\S/u;

/** The folder of this spec is left out below, so that the words themselves are no hit. */
const unfinished =
  /\b(TODO|FIXME|XXX)\b|\btodo:|[Nn]ot (yet )?implemented|[Ll]orem ipsum|[Cc]oming soon|[Pp]laceholder/u;
const skipped = /\b(it|test|describe)\.(skip|todo|only|fails|skipIf|runIf)\b/u;
const mocked = /\bvi\.(mock|doMock|hoisted)\(/u;
const should = /\b(it|test)(\.each\([^)]*\))?\(\s*['"`][^'"`]*\bshould\b/u;

const linesOf = (list: readonly string[], pattern: RegExp): readonly string[] =>
  list
    .filter((file) => !file.startsWith('test/architecture/'))
    .flatMap((file) => linesWhere(file, textOf(file), pattern));

describe('a source file', () => {
  it('opens with a sentence that tells its station in the flow', () => {
    const silent = sources.filter((file) => !file.endsWith('/index.ts') && !opening.test(textOf(file)));
    expect(silent).toEqual([]);
    expect(opening.test("import x from 'y';")).toBe(false);
    expect(opening.test('#!/usr/bin/env node\n/** Starts. */')).toBe(true);
  });

  it('is finished', () => {
    const html = /<input|<textarea|\.html$|\.tsx$/u;
    const list = files.filter((file) => (isCode(file) || file.endsWith('.md')) && !html.test(file));
    expect(linesOf(list, unfinished)).toEqual([]);
    expect(unfinished.test('// todo: later')).toBe(true);
    expect(unfinished.test('it.todo')).toBe(false);
  });
});

describe('a spec', () => {
  const specs = files.filter(isSpec);

  it('is never skipped, left for later or run alone', () => {
    expect(linesOf(specs, skipped)).toEqual([]);
    expect(skipped.test("it.skip('x')")).toBe(true);
  });

  it('uses fakes, never mocks of our own code', () => {
    expect(linesOf(specs, mocked)).toEqual([]);
    expect(mocked.test("vi.mock('./x.ts')")).toBe(true);
  });

  it('is titled by what is so', () => {
    expect(linesOf(specs, should)).toEqual([]);
    expect(should.test("it('should start')")).toBe(true);
  });

  it('belongs to a project of the test run', () => {
    const known =
      /^(libs|services|apps|deploy|tools)\/.*\.spec\.ts$|^test\/(architecture|scenario|e2e|hardware)\/.*\.spec\.ts$/u;
    expect(specs.filter((file) => file.includes('.spec.') && !known.test(file))).toEqual([]);
  });
});
