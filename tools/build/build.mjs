/** Turns the sources into what `node` runs: one bundle per process in dist/. Nothing is done when no source changed. */
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { fingerprint } from './fingerprint.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dist = join(root, 'dist');

/** The processes: name of the bundle to its first file. */
const roots = JSON.parse(await readFile(new URL('entries.json', import.meta.url), 'utf8'));

const isOurs = (id) => id.startsWith('.') || isAbsolute(id) || id.startsWith('@chronovisor/');

/** Packages stay outside the bundle, but for those npm could not hoist: seen from dist/, their name means another version. */
const packagesStayOutside = {
  name: 'packages-stay-outside',
  async resolveId(source, importer) {
    if (importer === undefined || isOurs(source)) return null;
    if (source.startsWith('node:')) return { id: source, external: true };
    const found = await this.resolve(source, importer, { skipSelf: true });
    if (found === null) throw new Error(`${relative(root, importer)} imports ${source}, which is not installed`);
    const hoisted = !isAbsolute(found.id) || found.id.startsWith(join(root, 'node_modules') + sep);
    return hoisted ? { id: source, external: true } : null;
  },
};

const bundle = async (name, input) => {
  const build = await rolldown({
    input: { [name]: join(root, input) },
    cwd: root,
    platform: 'node',
    tsconfig: join(root, 'tsconfig.json'),
    transform: { target: 'node24' },
    plugins: [packagesStayOutside],
  });
  try {
    const { output } = await build.generate({
      dir: dist,
      format: 'esm',
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: `${name}/[name]-[hash].js`,
    });
    return output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]);
  } finally {
    await build.close();
  }
};

/** A process may be starting from these very files, so each appears whole, entries after the chunks they need. */
const publish = async (name, files) => {
  const entriesLast = files.toSorted(([a], [b]) => Number(b.includes('/')) - Number(a.includes('/')));
  for (const [file, content] of entriesLast) {
    const target = join(dist, file);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(`${target}.${process.pid}.new`, content);
    await rename(`${target}.${process.pid}.new`, target);
  }
  const wanted = new Set(files.map(([file]) => file));
  const present = await readdir(join(dist, name)).catch(() => []);
  const stale = present.map((file) => `${name}/${file}`).filter((file) => !wanted.has(file) && !file.endsWith('.new'));
  await Promise.all(stale.map((file) => rm(join(dist, file), { force: true })));
};

const stampOf = (name) => join(dist, `.${name}.inputs`);

const isFresh = async (name, inputs) => {
  const known = await readFile(stampOf(name), 'utf8').catch(() => '');
  const entry = await readFile(join(dist, `${name}.js`)).catch(() => null);
  return entry !== null && known === inputs;
};

/** Builds the named processes (all by default) and answers with the names it had to build. */
export const build = async ({ names = Object.keys(roots), force = false } = {}) => {
  const inputs = await fingerprint(root);
  const fresh = await Promise.all(names.map((name) => !force && isFresh(name, inputs)));
  const due = names.filter((_, index) => !fresh[index]);
  await mkdir(dist, { recursive: true });
  await Promise.all(
    due.map(async (name) => {
      if (!Object.hasOwn(roots, name))
        throw new Error(`no process is called ${name}: ${Object.keys(roots).join(', ')}`);
      await rm(stampOf(name), { force: true });
      await publish(name, await bundle(name, roots[name]));
      await writeFile(stampOf(name), inputs);
    }),
  );
  return due;
};

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === process.argv[1]) {
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const begun = performance.now();
  const built = await build({ ...(names.length > 0 && { names }), force: process.argv.includes('--force') });
  const took = Math.round(performance.now() - begun);
  console.log(built.length === 0 ? `dist/ is fresh (${took} ms)` : `built ${built.join(', ')} in ${took} ms`);
}
