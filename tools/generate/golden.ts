/**
 * Writes the golden sample of every event version that has none, adds new refusal codes to the published list, and writes
 * the page of all events anew.
 * A sample that exists is never touched: what was stored once must read for ever.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventRegistry, refusalClasses } from '@chronovisor/contracts';
import { z } from 'zod';
import { writeCatalogue } from './event-catalogue.ts';
import { sampleOf } from './sample.ts';

const golden = fileURLToPath(new URL('../../libs/contracts/golden/', import.meta.url));

for (const event of eventRegistry.values()) {
  const file = `${golden}${event.type}.v${event.version}.json`;
  if (existsSync(file)) continue;
  const sample = sampleOf(z.toJSONSchema(event.data, { unrepresentable: 'any' }));
  const read = event.data.safeParse(sample);
  if (!read.success) {
    throw new Error(`the sample of ${event.type} does not read; write ${file} by hand\n${z.prettifyError(read.error)}`);
  }
  writeFileSync(file, `${JSON.stringify(sample, null, 2)}\n`);
  console.log(`wrote ${event.type} v${event.version}`);
}

const list = `${golden}refusal-codes.txt`;
const published = existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : [];
const codes = [...new Set([...published, ...Object.keys(refusalClasses)])].filter((code) => code !== '');
writeFileSync(list, `${codes.toSorted((a, b) => a.localeCompare(b)).join('\n')}\n`);

writeCatalogue();
