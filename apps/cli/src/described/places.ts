/** Translates the places the API names (`/nics/0/mac`, `?filter`) into the words of the command line. */
import type { PlaceOf } from '../api/problems.ts';
import { flagName } from './flags.ts';
import type { Field, OperationSpec } from './spec.ts';

const startsWith = (parts: readonly string[], path: readonly string[]): boolean =>
  path.every((part, index) => parts[index] === part);

const restText = (field: Field, parts: readonly string[]): string => {
  const rest = parts.slice(field.path.length);
  if (field.kind !== 'parts') return rest.length === 0 ? '' : ` ${rest.join('.')}`;
  const [index = '0', ...inner] = rest;
  return ` (number ${Number(index) + 1})${inner.length === 0 ? '' : ` ${inner.join('.')}`}`;
};

export const placesOf =
  ({ query, body }: OperationSpec): PlaceOf =>
  (pointer) => {
    if (pointer.startsWith('?')) {
      const field = query.find(({ path }) => path[0] === pointer.slice(1));
      return field === undefined ? pointer : `--${flagName(field)}`;
    }
    const parts = pointer.split('/').slice(1);
    const field = (body ?? []).find(({ path }) => parts.length > 0 && startsWith(parts, path));
    if (field === undefined) return pointer === '' ? 'the body' : pointer;
    return field.path.join('.') === 'name' ? 'name' : `--${flagName(field)}${restText(field, parts)}`;
  };
