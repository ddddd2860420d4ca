/** What was found out about a machine holds until it is booted anew or its QEMU or KVM changes: a host process that comes back need not ask again. */
import { readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { env, getuid } from 'node:process';
import { z } from 'zod';
import { bootId } from './boot-id.ts';

const Proof = z.object({ accelerator: z.enum(['kvm', 'tcg']), usable: z.boolean(), reason: z.string() });
const Portrait = z.object({ version: z.string(), machineTypes: z.array(z.string()), sandbox: z.boolean() });
const Found = z.object({ portrait: Portrait, kvm: Proof, tcg: Proof });
const Kept = z.object({ of: z.string(), found: Found });
export type FoundOut = z.infer<typeof Found>;

const traceOf = async (path: string): Promise<string> => {
  try {
    const real = await realpath(path);
    const { ino, size, mtimeMs, mode, ctimeMs } = await stat(real);
    return [real, ino, size, mtimeMs, mode, ctimeMs].join(':');
  } catch {
    return `no ${path}`;
  }
};

const binaryTrace = async (binary: string): Promise<string> => {
  const places = binary.includes('/')
    ? [binary]
    : (env['PATH'] ?? '').split(delimiter).map((place) => join(place, binary));
  const traces = await Promise.all(places.map(traceOf));
  return traces.find((trace) => !trace.startsWith('no ')) ?? `no ${binary}`;
};

/** Changes whenever an answer could. */
const circumstances = async (binary: string): Promise<string> => {
  return [await bootId(), getuid?.(), await binaryTrace(binary), await traceOf('/dev/kvm')].join(' ');
};

/** Gives what is kept in `file`, or finds it out and keeps it. Only what works is kept: trouble may be mended any moment. */
export const keptOrFound = async (
  file: string | null,
  binary: string,
  findOut: () => Promise<FoundOut>,
): Promise<FoundOut> => {
  if (file === null) return findOut();
  const of = await circumstances(binary);
  const kept = await readFile(file, 'utf8')
    .then((text) => Kept.parse(JSON.parse(text)))
    .catch(() => null);
  if (kept?.of === of) return kept.found;
  const found = await findOut();
  if (!found.tcg.usable) return found;
  await writeFile(`${file}.new`, JSON.stringify({ of, found }));
  await rename(`${file}.new`, file);
  return found;
};
