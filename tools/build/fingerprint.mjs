/** Says whether the sources behind dist/ changed: one hash over everything a bundle can contain. */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const parts = ['libs', 'services', 'apps', 'deploy', 'tools/build'];
const single = ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json'];
const left = new Set(['node_modules', 'dist', 'golden', 'test']);
const counts = (name) => /\.(ts|tsx|mts|mjs|js|json)$/u.test(name) && !name.endsWith('.spec.ts');

const filesBelow = async (folder) => {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return left.has(entry.name) ? [] : filesBelow(path);
      return entry.isFile() && counts(entry.name) ? [path] : [];
    }),
  );
  return found.flat();
};

/** Content, not times: a fresh checkout of the same sources needs no build. */
export const fingerprint = async (root) => {
  const below = await Promise.all(parts.map((part) => filesBelow(join(root, part))));
  const files = [...below.flat(), ...single.map((file) => join(root, file))].toSorted();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256').update(process.version);
  files.forEach((file, index) => {
    hash.update(file.slice(root.length)).update('\0').update(contents[index]).update('\0');
  });
  return hash.digest('hex');
};
