import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { isTestGround, linesWhere, placesWhere, planted, sources, syntaxOf, textOf } from './tree.ts';

const shipped = sources.filter((file) => !isTestGround(file) && !file.endsWith('.mjs'));
const inServices = shipped.filter((file) => file.startsWith('services/'));

/** Clients read statuses off answers; the gateway's http room alone writes them. */
const clients = /^(apps|libs\/client|deploy\/up|tools)\//u;
const statusRoom = /^services\/gateway\/src\/inbound\/http\//u;
/** 200 and 500 are left out: they are milliseconds far more often than statuses. */
const statuses = new Set(
  '201 202 204 304 400 401 403 404 405 406 409 410 412 413 415 422 423 424 428 429 501 502 503 504 507'
    .split(' ')
    .map(Number),
);

const arithmetic: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PercentToken,
  ts.SyntaxKind.AsteriskToken,
  ts.SyntaxKind.SlashToken,
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.MinusToken,
]);
const isReckoned = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node.parent) && arithmetic.has(node.parent.operatorToken.kind);
const isStatus = (node: ts.Node): boolean =>
  ts.isNumericLiteral(node) && statuses.has(Number(node.text)) && !isReckoned(node);

const decoratorsOf = (node: ts.Node): readonly string[] =>
  ts.canHaveDecorators(node)
    ? (ts.getDecorators(node) ?? []).map(({ expression }) =>
        (ts.isCallExpression(expression) ? expression.expression : expression).getText(),
      )
    : [];

/** Nest would inject `undefined` here without a word: the compiler emits no types for it to read. */
const isGuessedByNest = (node: ts.Node): boolean =>
  ts.isParameter(node) &&
  ts.isConstructorDeclaration(node.parent) &&
  decoratorsOf(node.parent.parent).length > 0 &&
  decoratorsOf(node).length === 0;

const declaresMessage = (node: ts.Node): boolean => {
  const named = /(Command|Event|Query)$/u;
  if (ts.isInterfaceDeclaration(node)) return named.test(node.name.text);
  return ts.isTypeAliasDeclaration(node) && named.test(node.name.text) && ts.isTypeLiteralNode(node.type);
};

const appends = /\b(store|eventStore)\.append\(/u;
const forwardRef = /\bforwardRef\b/u;

describe('the shell', () => {
  it('knows HTTP statuses only where HTTP is spoken', () => {
    const others = shipped.filter((file) => !clients.test(file) && !statusRoom.test(file));
    expect(placesWhere(others.map(syntaxOf), isStatus)).toEqual([]);
    expect(placesWhere([planted('reply.code(409);')], isStatus)).toHaveLength(1);
    expect(placesWhere([planted('const leap = year % 400 === 0;')], isStatus)).toHaveLength(0);
  });

  it('appends events in one place', () => {
    const others = shipped.filter((file) => !file.startsWith('libs/event-store/'));
    expect(others.flatMap((file) => linesWhere(file, textOf(file), appends))).toEqual([]);
    expect(appends.test('await this.store.append(commit)')).toBe(true);
  });

  it('tells Nest what to inject, parameter by parameter', () => {
    expect(placesWhere(shipped.map(syntaxOf), isGuessedByNest)).toEqual([]);
    const guessed = planted('@Injectable() class A { constructor(@Inject(B) b: B, c: C) {} }');
    expect(placesWhere([guessed], isGuessedByNest)).toHaveLength(1);
  });

  it('has no two parts that wait for each other', () => {
    expect(shipped.flatMap((file) => linesWhere(file, textOf(file), forwardRef))).toEqual([]);
  });

  it('takes the shape of every message from the contracts', () => {
    expect(placesWhere(inServices.map(syntaxOf), declaresMessage)).toEqual([]);
    expect(placesWhere([planted('interface StartVmCommand { vmId: string }')], declaresMessage)).toHaveLength(1);
    expect(placesWhere([planted('type VmEvent = MessageOf<typeof VmStarted>;')], declaresMessage)).toHaveLength(0);
  });
});
