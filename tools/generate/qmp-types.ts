/**
 * Writes libs/qmp/generated from a QEMU's own schema: `node tools/generate/qmp-types.ts [qemu-binary]`.
 *
 * QEMU masks the names of its types (they are numbers), so shapes are named after the command or event that leads to them first.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Member {
  readonly name: string;
  readonly type: string;
  /** Present (as null) when the member may be left out. */
  readonly default?: null;
}
type Entry = { readonly name: string } & (
  | { readonly 'meta-type': 'builtin'; readonly 'json-type': string }
  | { readonly 'meta-type': 'enum'; readonly values: readonly string[] }
  | { readonly 'meta-type': 'array'; readonly 'element-type': string }
  | { readonly 'meta-type': 'alternate'; readonly members: readonly { readonly type: string }[] }
  | {
      readonly 'meta-type': 'object';
      readonly members: readonly Member[];
      readonly tag?: string;
      readonly variants?: readonly Variant[];
    }
  | {
      readonly 'meta-type': 'command';
      readonly 'arg-type': string;
      readonly 'ret-type': string;
      readonly 'allow-oob'?: boolean;
    }
  | { readonly 'meta-type': 'event'; readonly 'arg-type': string }
);
interface Variant {
  readonly case: string;
  readonly type: string;
}
type Shape = Extract<Entry, { 'meta-type': 'object' | 'alternate' | 'enum' }>;
type Of<K extends Entry['meta-type']> = Extract<Entry, { 'meta-type': K }>;

interface Book {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Masked name → the name given here. */
  readonly names: Map<string, string>;
  readonly taken: Set<string>;
  readonly shapes: Map<string, string>;
}

const builtins: Readonly<Record<string, string>> = {
  string: 'string',
  int: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
  value: 'unknown',
};

/** QEMU hands what it does not know here on to the device as properties, which its schema cannot list. */
const takesMore: ReadonlySet<string> = new Set(['device_add']);

const pascal = (words: string): string =>
  words
    .split(/[^A-Za-z0-9]+/)
    .map(
      (word) =>
        word.slice(0, 1).toUpperCase() + (word === word.toUpperCase() ? word.slice(1).toLowerCase() : word.slice(1)),
    )
    .join('');
const quoted = (text: string): string => `'${text}'`;
const key = (name: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : quoted(name));

const freshName = (book: Book, wish: string): string => {
  let name = wish;
  for (let n = 2; book.taken.has(name); n += 1) name = `${wish}${n}`;
  book.taken.add(name);
  return name;
};

const entryOf = (book: Book, masked: string): Entry => {
  const entry = book.entries.get(masked);
  if (entry === undefined) throw new Error(`the schema names a type it does not describe: ${masked}`);
  return entry;
};

/** The TypeScript for a masked type; `owner` and `member` are only used when it has to be named for the first time. */
const reference = (book: Book, masked: string, owner: string, member: string): string => {
  const entry = entryOf(book, masked);
  switch (entry['meta-type']) {
    case 'builtin':
      return builtins[entry['json-type']] ?? 'unknown';
    case 'array':
      return `readonly ${bracketed(reference(book, entry['element-type'], owner, member))}[]`;
    case 'enum':
    case 'alternate':
    case 'object':
      return named(book, entry, owner, member);
    default:
      throw new Error(`${masked} is a ${entry['meta-type']}, not a type`);
  }
};

const bracketed = (type: string): string => (type.includes(' ') ? `(${type})` : type);

const isNothing = (entry: Entry): boolean =>
  entry['meta-type'] === 'object' && entry.members.length === 0 && entry.variants === undefined;

const named = (book: Book, entry: Shape, owner: string, member: string): string => {
  if (isNothing(entry)) return 'Nothing';
  const known = book.names.get(entry.name);
  if (known !== undefined) return known;
  // Owners already named after a member drop it again, or names grow by a word with every level of nesting.
  const name = freshName(book, owner.endsWith(pascal(member)) ? owner : `${owner}${pascal(member)}`);
  book.names.set(entry.name, name);
  book.shapes.set(name, ''); // Keeps the place, so that the file reads from the outside in.
  book.shapes.set(name, declaration(book, entry, name));
  return name;
};

const declaration = (book: Book, entry: Shape, name: string): string => {
  const stem = name.replace(/(Arguments|Returns)\d*$/, '');
  switch (entry['meta-type']) {
    case 'enum':
      return `export type ${name} =${union(entry.values.map(quoted))};`;
    case 'alternate':
      return `export type ${name} =${union(entry.members.map(({ type }) => reference(book, type, stem, 'choice')))};`;
    case 'object':
      return objectDeclaration(book, entry, name, stem);
  }
};

const union = (members: readonly string[]): string => {
  const line = ` ${members.join(' | ')}`;
  return line.length < 110 ? line : `\n${members.map((member) => `  | ${member}`).join('\n')}`;
};

const objectDeclaration = (book: Book, entry: Of<'object'>, name: string, stem: string): string => {
  const members = entry.members.filter((member) => member.name !== entry.tag);
  const body = members.map((member) => {
    const optional = 'default' in member ? '?' : '';
    return `  readonly ${key(member.name)}${optional}: ${reference(book, member.type, stem, member.name)};`;
  });
  if (entry.variants === undefined || entry.tag === undefined)
    return `export interface ${name} {\n${body.join('\n')}\n}`;
  const cases = variantsOf(book, entry, stem);
  return `export type ${name} = {\n${body.join('\n')}\n} & (\n${cases.map((line) => `  | ${line}`).join('\n')}\n);`;
};

const variantsOf = (book: Book, entry: Of<'object'>, stem: string): string[] => {
  const tag = entry.members.find((member) => member.name === entry.tag);
  const tagType = tag === undefined ? undefined : entryOf(book, tag.type);
  if (tag === undefined || tagType?.['meta-type'] !== 'enum') throw new Error(`${entry.name} has variants and no tag`);
  const variants = entry.variants ?? [];
  const plain = tagType.values.filter((value) => !variants.some((variant) => variant.case === value)).map(quoted);
  const cases = variants.map(({ case: value, type }) => {
    const shape = reference(book, type, stem, value);
    return `{ readonly ${key(tag.name)}: ${quoted(value)} }${shape === 'Nothing' ? '' : ` & ${shape}`}`;
  });
  // A tag with a default may be left out with the case that is the default; which one that is, the schema does not say.
  const optional = 'default' in tag ? '?' : '';
  return plain.length === 0 ? cases : [...cases, `{ readonly ${key(tag.name)}${optional}: ${plain.join(' | ')} }`];
};

const heading = (station: string, version: string): string =>
  `/** ${station} Made by tools/generate/qmp-types.ts from QEMU ${version}; never edited by hand. */\n`;

const imports = (book: Book, body: string): string => {
  const used = [...book.shapes.keys(), 'Nothing'].filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  return `import type {\n${used.map((name) => `  ${name},`).join('\n')}\n} from './shapes.ts';\n\n`;
};

const commandsFile = (book: Book, version: string): string => {
  const commands = [...book.entries.values()].filter((entry) => entry['meta-type'] === 'command');
  const rows = commands.map((command) => {
    const owner = pascal(command.name);
    const more = takesMore.has(command.name) ? ' & Readonly<Record<string, unknown>>' : '';
    const asked = reference(book, command['arg-type'], owner, 'Arguments') + more;
    const answer = reference(book, command['ret-type'], owner, 'Returns');
    return `  ${key(command.name)}: { readonly arguments: ${asked}; readonly returns: ${answer} };`;
  });
  const outOfBand = commands.filter((command) => command['allow-oob'] === true).map((command) => quoted(command.name));
  const body = `export interface QmpCommands {\n${rows.join('\n')}\n}\n\n/** What QEMU takes out of band (\`exec-oob\`). */\nexport type OobCommandName =${union(outOfBand)};\n`;
  return `${heading('Every command QEMU takes over QMP.', version)}${imports(book, body)}${body}`;
};

const eventsFile = (book: Book, version: string): string => {
  const rows = [...book.entries.values()]
    .filter((entry) => entry['meta-type'] === 'event')
    .map((event) => `  ${key(event.name)}: ${reference(book, event['arg-type'], pascal(event.name), 'Event')};`);
  const body = `export interface QmpEvents {\n${rows.join('\n')}\n}\n`;
  return `${heading('Every event QEMU sends over QMP.', version)}${imports(book, body)}${body}`;
};

const shapesFile = (book: Book, version: string): string => {
  const nothing = '/** An object without members. */\nexport type Nothing = Readonly<Record<string, never>>;';
  const body = [nothing, ...book.shapes.values()].join('\n\n');
  return `${heading('The shapes of what goes in and out over QMP.', version)}${body}\n`;
};

interface Dialogue {
  readonly version: string;
  readonly schema: readonly Entry[];
}

const askQemu = (binary: string): Dialogue => {
  const questions = ['qmp_capabilities', 'query-version', 'query-qmp-schema', 'quit'];
  const input = questions.map((execute) => JSON.stringify({ execute, id: execute })).join('\n');
  const output = execFileSync(binary, ['-machine', 'none', '-nodefaults', '-display', 'none', '-S', '-qmp', 'stdio'], {
    input: `${input}\n`,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 20_000,
  });
  const lines = output.split(/\r?\n/).filter((line) => line !== '');
  const answers = new Map(lines.map((line) => JSON.parse(line)).map((message) => [message.id, message.return]));
  const { major, minor } = answers.get('query-version').qemu;
  return { version: `${major}.${minor}`, schema: answers.get('query-qmp-schema') };
};

const { version, schema } = askQemu(process.argv[2] ?? 'qemu-system-x86_64');
const book: Book = {
  entries: new Map(schema.map((entry) => [entry.name, entry])),
  names: new Map(),
  taken: new Set(['Nothing', 'QmpCommands', 'QmpEvents', 'OobCommandName']),
  shapes: new Map(),
};
const target = join(fileURLToPath(new URL('../../', import.meta.url)), 'libs/qmp/generated');
mkdirSync(target, { recursive: true });
writeFileSync(join(target, 'commands.ts'), commandsFile(book, version));
writeFileSync(join(target, 'events.ts'), eventsFile(book, version));
writeFileSync(join(target, 'shapes.ts'), shapesFile(book, version));
