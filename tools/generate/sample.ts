/** Makes one plausible value of a JSON schema, always the same one. */
import type { z } from 'zod';

type Schema = z.core.JSONSchema.BaseSchema;

/** Texts of the kinds the contracts ask for by pattern; the first that fits is taken. */
const texts = [
  'web-1',
  '01890a5d-ac96-774b-bcce-b302099a8057',
  '2026-11-20T08:30:00.000Z',
  'vda',
  'vcpus',
  'processes/4711',
  '/var/lib/chronovisor/images/tiny',
  '52:54:00:12:34:56',
  '192.168.122.10',
  '192.168.122.0/24',
  '0000:65:00.1',
  '8086',
  'https://hooks.example.org/',
  'a3f5'.repeat(16),
  '1',
];

const fits = (text: string, schema: Schema): boolean =>
  (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(text)) &&
  text.length >= (schema.minLength ?? 0) &&
  text.length <= (schema.maxLength ?? Number.POSITIVE_INFINITY);

const text = (schema: Schema): string => {
  if (schema.format === 'date-time') return '2026-11-20T08:30:00.000Z';
  const found = schema.pattern === undefined ? 'web-1' : texts.find((candidate) => fits(candidate, schema));
  if (found === undefined) throw new Error(`no text fits ${JSON.stringify(schema)}`);
  return found;
};

const number = (schema: Schema): number => {
  const above = typeof schema.exclusiveMinimum === 'number' ? schema.exclusiveMinimum + 1 : 1;
  const least = Math.max(schema.minimum ?? 1, above);
  const step = schema.multipleOf ?? 1;
  return Math.ceil(Math.max(least, Math.min(1, schema.maximum ?? 1)) / step) * step;
};

/** Every value a schema names at its own level: `$ref`, alternatives, constants. Null is taken last, so that samples are full. */
const chosen = (schema: Schema, root: Schema): Schema | undefined => {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return schema.$ref === '#' ? root : root.$defs?.[name];
  }
  const branches = schema.anyOf ?? schema.oneOf;
  return branches?.find((branch) => branch.type !== 'null') ?? schema.allOf?.[0];
};

/** Where the names are not given but described, one of them. */
const described = ({ propertyNames, additionalProperties }: Schema, root: Schema): Record<string, unknown> => {
  const names = propertyNames as Schema | undefined;
  if (names?.pattern === undefined || typeof additionalProperties !== 'object') return {};
  return { [text(names)]: sampleOf(additionalProperties, root) };
};

const object = (schema: Schema, root: Schema): Record<string, unknown> => ({
  ...described(schema, root),
  ...Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([key, value]) => [key, sampleOf(value as Schema, root)]),
  ),
});

const array = (schema: Schema, root: Schema): readonly unknown[] => {
  if (Array.isArray(schema.prefixItems)) return schema.prefixItems.map((item) => sampleOf(item as Schema, root));
  const item = schema.items as Schema | undefined;
  return item === undefined
    ? []
    : Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => sampleOf(item, root));
};

const makers: Readonly<Record<string, (schema: Schema, root: Schema) => unknown>> = {
  string: text,
  integer: number,
  number,
  boolean: () => true,
  null: () => null,
  object,
  array,
};

export const sampleOf = (schema: Schema, root: Schema = schema): unknown => {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const inner = chosen(schema, root);
  if (inner !== undefined) return sampleOf(inner, root);
  const make = typeof schema.type === 'string' ? makers[schema.type] : undefined;
  return make === undefined ? 'anything' : make(schema, root);
};
