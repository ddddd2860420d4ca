/** Reads JSON Schemas of an OpenAPI document as flat lists of fields, as a command line can ask for them. */
import type { Field, FieldKind } from '../../apps/cli/src/described/spec.ts';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly default?: string | number | boolean | object | null;
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number | boolean;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

export type Resolve = (schema: Schema) => Schema;

/** What a reference says beside its target wins. */
export const resolverFor =
  (schemas: Readonly<Record<string, Schema>>): Resolve =>
  (schema) => {
    const { $ref, ...own } = schema;
    if ($ref === undefined) return schema;
    const name = $ref.split('/').at(-1) as string;
    const target = schemas[name];
    if (target === undefined) throw new Error(`the document has no schema ${name}`);
    return { ...resolverFor(schemas)(target), ...own };
  };

const isNull = (schema: Schema): boolean => schema.type === 'null';

interface Unwrapped {
  readonly schema: Schema;
  readonly nullable: boolean;
}

/** `anyOf [x, null]` is x that may be nothing. */
const unwrap = (given: Schema, resolve: Resolve): Unwrapped => {
  const schema = resolve(given);
  const branches = schema.anyOf ?? [];
  const [only, ...others] = branches.filter((branch) => !isNull(branch));
  if (only === undefined || others.length > 0) return { schema, nullable: branches.some(isNull) };
  const { anyOf: _, ...own } = schema;
  const inner = unwrap(only, resolve);
  return { schema: { ...inner.schema, ...own }, nullable: inner.nullable || branches.length > 1 };
};

const isSize = ({ anyOf = [] }: Schema): boolean =>
  anyOf.length === 2 && ['integer', 'string'].every((type) => anyOf.some((branch) => branch.type === type));

const choicesOf = ({ enum: values, const: value }: Schema): readonly string[] | null => {
  if (values !== undefined) return values.map(String);
  return value === undefined ? null : [String(value)];
};

const kindOf = (schema: Schema, resolve: Resolve): FieldKind => {
  if (isSize(schema)) return 'size';
  if (choicesOf(schema) !== null) return 'choice';
  if (schema.type === 'boolean') return 'flag';
  if (schema.type === 'integer' || schema.type === 'number') return schema.type;
  if (typeof schema.additionalProperties === 'object') return 'map';
  if (schema.type !== 'array') return 'text';
  return resolve(schema.items ?? {}).properties === undefined ? 'list' : 'parts';
};

const usualOf = ({ default: usual }: Schema): { readonly usual?: string } => {
  if (usual === undefined || usual === null || usual === '' || typeof usual === 'object') return {};
  return { usual: String(usual) };
};

const listChoices = (schema: Schema, resolve: Resolve): readonly string[] | null =>
  schema.type === 'array' ? choicesOf(resolve(schema.items ?? {})) : choicesOf(schema);

export const fieldOf = (path: readonly string[], given: Schema, resolve: Resolve): Field => {
  const { schema, nullable } = unwrap(given, resolve);
  const choices = listChoices(schema, resolve);
  return {
    path,
    kind: kindOf(schema, resolve),
    ...(choices === null ? {} : { choices }),
    ...(nullable ? { nullable } : {}),
    ...(schema.description === undefined ? {} : { description: schema.description }),
    ...usualOf(schema),
  };
};

const allChoices = (fields: readonly Field[]): Pick<Field, 'choices'> => {
  const choices = [...new Set(fields.flatMap((field) => field.choices ?? []))];
  return choices.length === 0 ? {} : { choices };
};

/** Of several variants: every field of any, required where it is in all; choices of all together. */
const merged = (variants: readonly (readonly Field[])[]): readonly Field[] => {
  const keys = [...new Set(variants.flat().map(({ path }) => path.join('.')))];
  return keys.map((key) => {
    const found = variants.flatMap((fields) => fields.find(({ path }) => path.join('.') === key) ?? []);
    const { required: _, ...first } = found[0] as Field;
    const isRequired = found.length === variants.length && found.every(({ required }) => required === true);
    return { ...first, ...allChoices(found), ...(isRequired ? { required: true } : {}) };
  });
};

export const fieldsOf = (given: Schema, resolve: Resolve, path: readonly string[] = []): readonly Field[] => {
  const { schema } = unwrap(given, resolve);
  if (schema.oneOf !== undefined) return merged(schema.oneOf.map((variant) => fieldsOf(variant, resolve, path)));
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const place = [...path, name];
    const inner = unwrap(property, resolve).schema;
    if (inner.properties !== undefined) return fieldsOf(inner, resolve, place);
    const required = path.length === 0 && (schema.required ?? []).includes(name);
    return [{ ...fieldOf(place, property, resolve), ...(required ? { required } : {}) }];
  });
};

/** Names of the fields of a document; of every kind of it where there are several. */
export const namesOf = (given: Schema, resolve: Resolve): readonly string[] => {
  const { schema } = unwrap(given, resolve);
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants !== undefined) return [...new Set(variants.flatMap((variant) => namesOf(variant, resolve)))];
  return Object.keys(schema.properties ?? {});
};
