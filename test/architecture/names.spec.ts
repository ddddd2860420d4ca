import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { files, isCode, isSpec, isTestGround, placesWhere, planted, sources, syntaxOf, textOf } from './tree.ts';

const bannedFolder = /(^|\/)(utils?|helpers?|common|shared|misc|managers?|lib)\//u;
const bannedFile = /(^|[-.])(utils?|helpers?|common|manager|misc)\b|\.service\.ts$/u;
const barrel = /^(services|apps)\/.*\/index\.tsx?$/u;

/** Words the glossary replaces. Looked for where we name things ourselves: contracts, domain, projections. */
const synonyms = new Set(['instance', 'hypervisor', 'datastore', 'vif', 'phase', 'condition']);

const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u);

const declarations: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.VariableDeclaration,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.Parameter,
  ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.PropertySignature,
  ts.SyntaxKind.PropertyAssignment,
]);

const names = (node: ts.Node): string | undefined => {
  if (!declarations.has(node.kind)) return undefined;
  const { name } = node as ts.NamedDeclaration;
  return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined;
};

const saysSynonym = (node: ts.Node): boolean => {
  const name = names(node);
  return name !== undefined && wordsOf(name).some((word) => synonyms.has(word));
};

describe('a folder', () => {
  it('is named for what is in it', () => {
    expect(files.filter((file) => bannedFolder.test(file))).toEqual([]);
    expect(bannedFolder.test('services/compute/src/helpers/x.ts')).toBe(true);
  });
});

describe('a file', () => {
  it('is named for what it does', () => {
    const wrong = (file: string): boolean => bannedFile.test(file.split('/').at(-1) ?? '') || barrel.test(file);
    expect(files.filter((file) => isCode(file) && wrong(file))).toEqual([]);
    expect(['a/vms.service.ts', 'services/x/src/index.ts', 'a/pool-manager.ts'].filter(wrong)).toHaveLength(3);
    expect(wrong('libs/kernel/src/index.ts')).toBe(false);
  });

  it('is written in kebab-case with dots before its kind', () => {
    const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.[a-z]+$/u;
    expect(files.filter((file) => isCode(file) && !kebab.test(file.split('/').at(-1) ?? ''))).toEqual([]);
  });
});

describe('a spec', () => {
  const needsRoot = /from '[^']*\/namespace\.ts'/u;
  const needsMounts = /\b(smallDisk|smallLiveGround|withOwnMounts)\b/u;
  const specs = files.filter((file) => isSpec(file) && !file.startsWith('test/architecture/'));
  const saying = (pattern: RegExp) => specs.filter((file) => pattern.test(textOf(file)));

  it('that needs root says so in its name, and no other does', () => {
    expect(saying(needsRoot)).toEqual(specs.filter((file) => file.includes('.root.')));
    expect(needsRoot.test("import { namespace } from './namespace.ts';")).toBe(true);
  });

  it('that needs mounts of its own says so in its name, and no other does', () => {
    expect(saying(needsMounts)).toEqual(specs.filter((file) => file.includes('.mount.')));
    expect(needsMounts.test("const disk = await smallDisk('1m');")).toBe(true);
  });
});

describe('a word', () => {
  const ours = sources.filter((file) =>
    /^libs\/contracts\/|^services\/[^/]+\/src\/(domain|sagas|projections)\//u.test(file),
  );

  it('is the one of the glossary', () => {
    const trees = ours.filter((file) => !isTestGround(file)).map(syntaxOf);
    expect(placesWhere(trees, saysSynonym)).toEqual([]);
  });

  it('is noticed when it is not', () => {
    expect(placesWhere([planted('const vmInstance = 1;')], saysSynonym)).toHaveLength(1);
    expect(placesWhere([planted('const vm = { phase: 1 };')], saysSynonym)).toHaveLength(1);
    expect(placesWhere([planted('const vm = x instanceof Y;')], saysSynonym)).toHaveLength(0);
  });
});
