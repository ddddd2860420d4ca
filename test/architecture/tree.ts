/** Reads the repository as the rules see it: its files, their text and their syntax. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../../', import.meta.url));

const parts = ['libs', 'services', 'apps', 'deploy', 'test', 'tools'];
const left = new Set(['node_modules', 'dist', 'generated', 'golden', 'fixtures']);

/** Names in a folder; none when it does not exist, because a room may be missing when it is empty. */
export const namesIn = (folder: string, kind: 'files' | 'folders'): readonly string[] => {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => !left.has(entry.name) && (kind === 'files' ? entry.isFile() : entry.isDirectory()))
      .map((entry) => entry.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

const below = (folder: string): readonly string[] => [
  ...namesIn(folder, 'files').map((name) => `${folder}/${name}`),
  ...namesIn(folder, 'folders').flatMap((name) => below(`${folder}/${name}`)),
];

/** Every file of ours, as a path from the root with forward slashes. */
export const files: readonly string[] = parts.flatMap(below);

export const isSpec = (file: string): boolean => /\.(spec|bench)\.tsx?$/u.test(file);
export const isTestGround = (file: string): boolean => isSpec(file) || /(^|\/)(test|testing|bench)\//u.test(file);
export const isCode = (file: string): boolean => /\.(tsx?|mjs|cjs|js)$/u.test(file) && !file.endsWith('.d.mts');

export const sources: readonly string[] = files.filter((file) => isCode(file) && !isSpec(file));
export const services: readonly string[] = namesIn('services', 'folders');

export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

const parsed = new Map<string, ts.SourceFile>();

/** The syntax tree of a file, parsed once. */
export const syntaxOf = (file: string): ts.SourceFile => {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const tree = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  parsed.set(file, tree);
  return tree;
};

/** Where something stands, as an editor opens it. */
export const placeOf = (tree: ts.SourceFile, node: ts.Node): string =>
  `${tree.fileName}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`;

/** Places in the trees at which `wrong` holds. */
export const placesWhere = (
  trees: readonly ts.SourceFile[],
  wrong: (node: ts.Node, tree: ts.SourceFile) => boolean,
): readonly string[] => {
  const found: string[] = [];
  const visit = (node: ts.Node, tree: ts.SourceFile): void => {
    if (wrong(node, tree)) found.push(placeOf(tree, node));
    ts.forEachChild(node, (child) => visit(child, tree));
  };
  for (const tree of trees) visit(tree, tree);
  return found;
};

/** A piece of code as if it stood in a file, so that a rule can be tried on a planted violation. */
export const planted = (code: string, file = 'planted.ts'): ts.SourceFile =>
  ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);

/** Lines (1-based, with their file) of a text that match. */
export const linesWhere = (file: string, text: string, pattern: RegExp): readonly string[] =>
  text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : []));
