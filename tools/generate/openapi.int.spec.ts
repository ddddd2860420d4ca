import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { generateClient, printDocument } from './openapi.ts';

const client = fileURLToPath(new URL('../../libs/client/', import.meta.url));

const filesOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(folder.length), readFileSync(file, 'utf8')]),
  );

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'client-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('makes the document that is committed', () => {
  expect(JSON.parse(printDocument())).toEqual(JSON.parse(readFileSync(join(client, 'openapi.json'), 'utf8')));
});

it('makes the client that is committed', async () => {
  await generateClient(join(client, 'openapi.json'), join(folder, 'generated'));
  const made = filesOf(join(folder, 'generated'));
  expect(Object.keys(made).length).toBeGreaterThan(10);
  expect(made).toEqual(filesOf(join(client, 'generated')));
});
