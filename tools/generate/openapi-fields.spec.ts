import { describe, expect, it } from 'vitest';

import { fieldOf, fieldsOf, namesOf, resolverFor, type Schema } from './openapi-fields.ts';

const size: Schema = { anyOf: [{ type: 'integer' }, { type: 'string' }] };
const resolve = resolverFor({
  Boot: { properties: { order: { type: 'array', items: { enum: ['disk', 'cdrom'] } }, menu: { type: 'boolean' } } },
  Disk: { properties: { size } },
});
const kindOf = (schema: Schema) => fieldOf(['x'], schema, resolve).kind;

describe('a field', () => {
  it('is of the kind that its schema says', () => {
    expect(kindOf({ type: 'string' })).toBe('text');
    expect(kindOf({ type: 'integer' })).toBe('integer');
    expect(kindOf({ type: 'number' })).toBe('number');
    expect(kindOf({ type: 'boolean' })).toBe('flag');
    expect(kindOf({ type: 'string', enum: ['a', 'b'] })).toBe('choice');
    expect(kindOf(size)).toBe('size');
    expect(kindOf({ type: 'object', additionalProperties: { type: 'string' } })).toBe('map');
    expect(kindOf({ type: 'array', items: { type: 'string' } })).toBe('list');
    expect(kindOf({ type: 'array', items: { $ref: '#/components/schemas/Disk' } })).toBe('parts');
  });

  it('may be nothing, and may have a usual value', () => {
    const nullable: Schema = { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'A file' };
    expect(fieldOf(['iso'], nullable, resolve)).toEqual({
      path: ['iso'],
      kind: 'text',
      nullable: true,
      description: 'A file',
    });
    expect(fieldOf(['vcpus'], { type: 'integer', default: 1 }, resolve)).toMatchObject({ usual: '1' });
    expect(fieldOf(['nics'], { type: 'array', items: {}, default: [] }, resolve)).not.toHaveProperty('usual');
  });
});

describe('the fields of a body', () => {
  it('are flat, inner ones with their whole path, required ones marked at the top', () => {
    const body: Schema = {
      properties: { name: { type: 'string' }, boot: { $ref: '#/components/schemas/Boot' } },
      required: ['name', 'boot'],
    };
    expect(fieldsOf(body, resolve)).toEqual([
      { path: ['name'], kind: 'text', required: true },
      { path: ['boot', 'order'], kind: 'list', choices: ['disk', 'cdrom'] },
      { path: ['boot', 'menu'], kind: 'flag' },
    ]);
  });

  it('are those of all variants together, required where every variant asks for them', () => {
    const variant = (kind: string, own: string): Schema => ({
      properties: { kind: { const: kind }, name: { type: 'string' }, [own]: { type: 'string' } },
      required: ['kind', 'name', own],
    });
    expect(fieldsOf({ oneOf: [variant('iso', 'path'), variant('kernel', 'kernel')] }, resolve)).toEqual([
      { path: ['kind'], kind: 'choice', choices: ['iso', 'kernel'], required: true },
      { path: ['name'], kind: 'text', required: true },
      { path: ['path'], kind: 'text' },
      { path: ['kernel'], kind: 'text' },
    ]);
  });
});

describe('the names of a document', () => {
  it('are those of every kind of it', () => {
    const of = (...names: string[]): Schema => ({ properties: Object.fromEntries(names.map((name) => [name, {}])) });
    expect(namesOf({ oneOf: [of('id', 'gpu'), of('id', 'serial')] }, resolve)).toEqual(['id', 'gpu', 'serial']);
  });
});

describe('a reference', () => {
  it('to nothing is a fault of the document', () => {
    expect(() => fieldOf(['x'], { $ref: '#/components/schemas/Gone' }, resolve)).toThrow('no schema Gone');
  });
});
