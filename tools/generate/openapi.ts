/**
 * Writes libs/client/openapi.json and libs/client/generated from the gateway's endpoints: `node tools/generate/openapi.ts`.
 *
 * The document is made by the gateway's own code, in a process of its own: tools do not reach into services.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

const MAKER = new URL('../../services/gateway/src/inbound/http/openapi/document.ts', import.meta.url).href;
const PRINT = `const { openApiDocument } = await import('${MAKER}'); process.stdout.write(JSON.stringify(openApiDocument(), null, 2));`;

export const printDocument = (): string =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', PRINT], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });

export const generateClient = async (document: string, output: string): Promise<void> => {
  await createClient({
    input: document,
    output: { path: output, importFileExtension: '.ts', clean: true },
    plugins: ['@hey-api/typescript', { name: '@hey-api/sdk' }, { name: '@hey-api/client-fetch', throwOnError: false }],
    logs: { level: 'error', file: false },
  });
  // What the generator brings along is not written for `exactOptionalPropertyTypes`; what it makes of our document is checked.
  for (const part of ['client', 'core']) leaveUnchecked(join(output, part));
};

const leaveUnchecked = (folder: string): void => {
  for (const file of readdirSync(folder)) {
    const name = join(folder, file);
    writeFileSync(name, `// @ts-nocheck\n${readFileSync(name, 'utf8')}`);
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const document = path('libs/client/openapi.json');
  writeFileSync(document, `${printDocument()}\n`);
  execFileSync(process.execPath, [path('node_modules/oxfmt/bin/oxfmt'), document]);
  await generateClient(document, path('libs/client/generated'));
}
