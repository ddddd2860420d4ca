/** Values that fit a JSON Schema of the OpenAPI document, and values that do not. */
import * as fc from 'fast-check';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly examples?: readonly unknown[];
}

export type Resolve = (ref: string) => Schema;

export interface Surroundings {
  readonly resolve: Resolve;
  /** Stand in for paths on the host: a fuzz run must not write wherever chance points. */
  readonly paths: readonly string[];
}

const texts = (
  { pattern, format, minLength = 0, maxLength = 40, examples = [] }: Schema,
  paths: readonly string[],
): fc.Arbitrary<unknown> => {
  if (pattern?.startsWith('^\\/')) return fc.constantFrom(...paths);
  if (format === 'uuid') return fc.uuid({ version: 7 });
  const made =
    pattern === undefined
      ? fc.string({ minLength, maxLength: Math.min(maxLength, 80), unit: 'grapheme' })
      : fc.stringMatching(new RegExp(pattern));
  return examples.length === 0 ? made : fc.oneof(fc.constantFrom(...examples), made);
};

const objects: Maker = (schema, around, depth) =>
  fc.record(
    Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, fitting(inner, around, depth + 1)]),
    ),
    { requiredKeys: [...(schema.required ?? [])].filter((name) => name in (schema.properties ?? {})) },
  );

type Maker = (schema: Schema, around: Surroundings, depth: number) => fc.Arbitrary<unknown>;

const LARGEST = 2 ** 31 - 1;

const makers: Readonly<Record<string, Maker>> = {
  string: (schema, around) => texts(schema, around.paths),
  integer: ({ minimum = 0, maximum = LARGEST }) =>
    fc.integer({ min: Math.max(minimum, -LARGEST), max: Math.min(maximum, LARGEST) }),
  number: () => fc.double({ noNaN: true, noDefaultInfinity: true }),
  boolean: () => fc.boolean(),
  null: () => fc.constant(null),
  array: ({ items = {}, maxItems = 3 }, around, depth) =>
    depth > 4 ? fc.constant([]) : fc.array(fitting(items, around, depth + 1), { maxLength: Math.min(maxItems, 3) }),
  object: objects,
};

const choicesOf = (schema: Schema): readonly Schema[] =>
  schema.anyOf ?? schema.oneOf ?? schema.allOf?.slice(0, 1) ?? [];

const constantsOf = (schema: Schema): readonly unknown[] =>
  schema.const === undefined ? (schema.enum ?? []) : [schema.const];

/** Values that fit, as far as the schema can say it. */
export const fitting = (given: Schema, around: Surroundings, depth = 0): fc.Arbitrary<unknown> => {
  const schema = given.$ref === undefined ? given : around.resolve(given.$ref);
  const constants = constantsOf(schema);
  if (constants.length > 0) return fc.constantFrom(...constants);
  const choices = choicesOf(schema);
  if (choices.length > 0) return fc.oneof(...choices.map((choice) => fitting(choice, around, depth)));
  const [type = ''] = [schema.type ?? ''].flat();
  return makers[type]?.(schema, around, depth) ?? fc.jsonValue();
};

/** The same with something wrong in it: another type somewhere, a field too many, or no object at all. */
export const spoiled = (schema: Schema, around: Surroundings): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.jsonValue(),
    fc
      .tuple(fitting(schema, around), fc.string(), fc.jsonValue())
      .map(([value, key, junk]) =>
        typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, [key]: junk } : junk,
      ),
  );
