/** Writes docs/events.md, the page of all events, from the contracts: `node tools/generate/event-catalogue.ts`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type EventDefinition, eventRegistry, publicEventType } from '@chronovisor/contracts';
import { z } from 'zod';

type Schema = z.core.JSONSchema.BaseSchema;

export const cataloguePage = fileURLToPath(new URL('../../docs/events.md', import.meta.url));

const HEAD = `# Events

Made by \`node tools/generate/event-catalogue.ts\` from the schemas in \`libs/contracts\`: do not edit.

Every event that subscribers hear of is a CloudEvents 1.0 document whose \`data\` has the fields listed here; docs/subscribers.md
tells how to hear it. **Version** is \`dataversion\`: fields may be added to a version, never taken away or given another
meaning; what would be is a new version. **Opens**: with this event an operation of that type begins. **Ends**: with it the
operation or step named by \`data.request\` is over.
`;

/** Read by nobody outside: they are on the log, and in no feed. */
const INTERNAL = /^(claims|budgets|audit)\.|^gateway\.KeyAccepted$/;

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const alternatives = (schema: Schema): readonly Schema[] => schema.anyOf ?? schema.oneOf ?? [];

const quoted = (value: unknown): string => `\`${JSON.stringify(value)}\``;

const objectText = (schema: Schema): string => {
  const names = Object.keys(schema.properties ?? {});
  return names.length === 0 ? 'object' : `object: ${names.map((name) => `\`${name}\``).join(', ')}`;
};

/** A field's type in a few words. */
const typeText = (schema: Schema): string => {
  if (schema.const !== undefined) return quoted(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(quoted).join(' or ');
  const branches = alternatives(schema);
  if (branches.length > 0) return [...new Set(branches.map(typeText))].join(' or ');
  if (schema.type === 'array') return `list of ${typeText((schema.items ?? {}) as Schema)}`;
  if (schema.type === 'object') return objectText(schema);
  if (schema.format !== undefined) return schema.format;
  return String(schema.type ?? 'any');
};

const fieldRows = (schema: Schema): readonly string[] => {
  const required = new Set(schema.required ?? []);
  return Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>).map(([name, field]) => {
    const may = required.has(name) ? '' : ', may be missing';
    const means = field.description === undefined ? '' : ` ${field.description}`;
    return `| \`${name}\` | ${escaped(typeText(field))}${may}.${escaped(means)} |`;
  });
};

const roleText = ({ opens, ends }: EventDefinition): string =>
  [
    ...(opens === undefined ? [] : [`Opens \`${opens}\`.`]),
    ...(ends === undefined ? [] : [`Ends its operation or step: ${ends}.`]),
  ].join(' ');

const eventText = (event: EventDefinition): string => {
  const schema = z.toJSONSchema(event.data, { unrepresentable: 'any', reused: 'inline' });
  const rows = fieldRows(schema);
  return [
    `### ${publicEventType(event.type)}`,
    '',
    [event.doc, roleText(event)].filter((part) => part !== '').join(' '),
    `Source \`/services/${event.type.split('.')[0]}\`, version ${event.version}.`,
    '',
    ...(rows.length === 0 ? ['No fields.'] : ['| field | type |', '| --- | --- |', ...rows]),
    '',
  ].join('\n');
};

export const catalogueText = (): string => {
  const outside = [...eventRegistry.values()]
    .filter(({ type }) => !INTERNAL.test(type))
    .toSorted((a, b) => publicEventType(a.type).localeCompare(publicEventType(b.type)));
  const nouns = new Map<string, EventDefinition[]>();
  for (const event of outside) {
    const noun = publicEventType(event.type).split('.')[0] ?? '';
    nouns.set(noun, [...(nouns.get(noun) ?? []), event]);
  }
  const sections = [...nouns].map(([noun, events]) => `## ${noun}\n\n${events.map(eventText).join('\n')}`);
  const index = [...nouns].map(([noun, events]) => `[${noun}](#${noun}) (${events.length})`).join(', ');
  return `${HEAD}\n${index}\n\n${sections.join('\n')}`;
};

export const writeCatalogue = (): void => writeFileSync(cataloguePage, catalogueText());

if (process.argv[1] === fileURLToPath(import.meta.url)) writeCatalogue();
