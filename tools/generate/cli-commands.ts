/** Writes apps/cli/generated/commands.ts from the OpenAPI document, given as a file or else the committed one. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { commandFile, commandTable, type OpenApi } from './openapi-commands.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const [source = at('libs/client/openapi.json')] = process.argv.slice(2);
const target = at('apps/cli/generated/commands.ts');
const table = commandTable(JSON.parse(readFileSync(source, 'utf8')) as OpenApi);
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, commandFile(table));
console.log(`${table.operations.length} commands, ${table.exclusions.length} operations without one`);
