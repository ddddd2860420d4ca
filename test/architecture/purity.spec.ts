import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { placesWhere, planted, sources, syntaxOf } from './tree.ts';

const pure = sources.filter((file) => /^services\/[^/]+\/src\/(domain|sagas)\//u.test(file));
const treesOf = (list: readonly string[]): readonly ts.SourceFile[] => list.map(syntaxOf);

const throws = (node: ts.Node): boolean => ts.isThrowStatement(node);
const waits = (node: ts.Node): boolean =>
  ts.isAwaitExpression(node) ||
  node.kind === ts.SyntaxKind.AsyncKeyword ||
  (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
const maybeAbsent = (node: ts.Node): boolean => ts.isPropertySignature(node) && node.questionToken !== undefined;

const isTypeOnly = (node: ts.ImportDeclaration): boolean => {
  const phase = node.importClause?.phaseModifier;
  if (phase === ts.SyntaxKind.TypeKeyword) return true;
  const named = node.importClause?.namedBindings;
  return named !== undefined && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly);
};

/** A fold may use the kernel (assertNever) and its own state's values; whatever else it runs could refuse. */
const importsBehaviour = (node: ts.Node): boolean => {
  if (!ts.isImportDeclaration(node) || isTypeOnly(node)) return false;
  const from = (node.moduleSpecifier as ts.StringLiteral).text;
  return !['@chronovisor/kernel', './state.ts'].includes(from);
};

describe('the pure rooms', () => {
  it('refuse by value and never throw', () => {
    expect(placesWhere(treesOf(pure), throws)).toEqual([]);
    expect(placesWhere([planted('const f = () => { throw new Error(); };')], throws)).toHaveLength(1);
  });

  it('wait for nothing', () => {
    expect(placesWhere(treesOf(pure), waits)).toEqual([]);
    expect(placesWhere([planted('const f = async () => { await g(); };')], waits)).toHaveLength(2);
  });

  it('keep a state as a union by status, not as a bag of optionals', () => {
    const states = pure.filter((file) => file.endsWith('/state.ts'));
    expect(placesWhere(treesOf(states), maybeAbsent)).toEqual([]);
    expect(placesWhere([planted('interface Vm { readonly pid?: number }')], maybeAbsent)).toHaveLength(1);
  });

  it('fold with types alone', () => {
    const folds = pure.filter((file) => file.endsWith('/evolve.ts'));
    expect(placesWhere(treesOf(folds), importsBehaviour)).toEqual([]);
    expect(placesWhere([planted("import { decide } from './decide.ts';")], importsBehaviour)).toHaveLength(1);
    expect(placesWhere([planted("import { type A } from './decide.ts';")], importsBehaviour)).toHaveLength(0);
  });
});
