import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files, namesIn, root } from './tree.ts';

const atRoot = namesIn('.', 'files').filter((name) => name.endsWith('.md'));
const inDocs = ['docs', 'docs/adr', 'docs/guides', 'docs/runbooks'].flatMap((folder) =>
  namesIn(folder, 'files').map((name) => `${folder}/${name}`),
);
const documents = [...atRoot, ...inDocs, ...files].filter((file) => file.endsWith('.md'));

/** Code blocks show what to type, not what is there. */
const proseOf = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll(/```.*?```/gsu, '');

const linksOf = (file: string, prose: string): readonly string[] =>
  [...prose.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/gu)]
    .map((match) => match[1] as string)
    .filter((target) => !/^[a-z]+:/u.test(target))
    .map((target) => normalize(join(dirname(file), target)));

/** Paths in code quotes: from the root, and without a part to fill in. */
const pathsOf = (prose: string): readonly string[] =>
  [...prose.matchAll(/`((?:libs|services|apps|deploy|docs|test|tools)\/[^`\s]*|\.[a-z-]+\.(?:json|cjs)|[A-Z]+\.md)`/gu)]
    .map((match) => match[1] as string)
    .filter((path) => !/[<>*{}…]/u.test(path));

const missing = (file: string): readonly string[] => {
  const prose = proseOf(file);
  return [...linksOf(file, prose), ...(file === 'CHANGELOG.md' ? [] : pathsOf(prose))].filter(
    (path) => !existsSync(join(root, path)) && !existsSync(join(root, dirname(file), path)),
  );
};

describe('a document', () => {
  it('names nothing that is not there', () => {
    expect(documents.flatMap((file) => missing(file).map((path) => `${file}: ${path}`))).toEqual([]);
  });

  it('is read by the test above, links and paths alike', () => {
    expect(linksOf('docs/a.md', 'see [b](adr/b.md#c) and [x](https://x.org)')).toEqual(['docs/adr/b.md']);
    expect(pathsOf('in `libs/gone/x.ts`, `services/<name>/y.ts`, `.oxlintrc.json` and `a word`')).toEqual([
      'libs/gone/x.ts',
      '.oxlintrc.json',
    ]);
  });
});

describe('a decision', () => {
  const pages = namesIn('docs/adr', 'files').filter((name) => name !== 'README.md');

  it('tells context, choice, cost and how to undo it', () => {
    const lacking = pages.flatMap((page) => {
      const text = readFileSync(join(root, 'docs/adr', page), 'utf8');
      return ['## Context', '## Choice', '## Cost', '## How to undo', 'Status: ']
        .filter((part) => !text.includes(part))
        .map((part) => `${page}: ${part}`);
    });
    expect(lacking).toEqual([]);
  });

  it('is numbered without a gap and listed', () => {
    const list = readFileSync(join(root, 'docs/adr/README.md'), 'utf8');
    expect(pages.toSorted().map((page) => Number(page.slice(0, 4)))).toEqual(pages.map((_, index) => index + 1));
    expect(pages.filter((page) => !list.includes(`(${page})`))).toEqual([]);
  });
});
