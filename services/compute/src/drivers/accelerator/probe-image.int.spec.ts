/** The embedded image is the source beside it: by the source's digest everywhere, by assembling it where there is an assembler. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { probeDigest, probeImage, probeSource } from './probe-image.ts';

const run = promisify(execFile);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const source = join(import.meta.dirname, 'kvm-probe.S');

const assembled = async (dir: string): Promise<Buffer | undefined> => {
  const [object, image] = [join(dir, 'probe.o'), join(dir, 'probe.bin')];
  try {
    await run('as', ['--64', source, '-o', object]);
    await run('ld', [
      '-m',
      'elf_x86_64',
      '-Ttext=0xffff0000',
      '-e',
      '0xffff0000',
      '--oformat',
      'binary',
      object,
      '-o',
      image,
    ]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return readFile(image);
};

it('the embedded probe is what its source assembles to', async () => {
  expect(sha256(probeImage())).toBe(probeDigest);
  expect(sha256(await readFile(source))).toBe(probeSource);
  const dir = await mkdtemp(join(tmpdir(), 'probe-'));
  const image = await assembled(dir);
  await rm(dir, { recursive: true });
  // Without an assembler the digests above have to do.
  expect(image ?? probeImage()).toEqual(probeImage());
});
