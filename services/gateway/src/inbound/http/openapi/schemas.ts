/** JSON Schemas of the zod schemas, with everything that has an id put among the components. */
import { z } from 'zod';

export type JsonSchema = { readonly [key: string]: unknown };

const DEFS = '#/$defs/';
const COMPONENTS = '#/components/schemas/';

/** Clients have to stand new fields in what we answer; what they send is held to the letter. */
const isClosing = (key: string, value: unknown, io: 'input' | 'output'): boolean =>
  io === 'output' && key === 'additionalProperties' && value === false;

const rewrite = (value: unknown, io: 'input' | 'output'): unknown => {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, io));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (key === '$schema' || key === '$defs' || key === 'id' || isClosing(key, inner, io)) {
        return key === 'id' && typeof inner === 'object' ? [[key, rewrite(inner, io)]] : [];
      }
      if (key === '$ref' && typeof inner === 'string') return [[key, inner.replace(DEFS, COMPONENTS)]];
      return [[key, rewrite(inner, io)]];
    }),
  );
};

export class Components {
  readonly #schemas = new Map<string, JsonSchema>();

  /** The schema itself, or a reference when it has an id. */
  take(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $defs = {}, ...own } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' }) as {
      readonly $defs?: Readonly<Record<string, unknown>>;
    };
    for (const [id, definition] of Object.entries($defs)) this.#add(id, rewrite(definition, io) as JsonSchema);
    return rewrite(own, io) as JsonSchema;
  }

  all(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#schemas].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  #add(id: string, schema: JsonSchema): void {
    const known = this.#schemas.get(id);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema))
      throw new Error(`two schemas are called ${id}`);
    this.#schemas.set(id, schema);
  }
}
