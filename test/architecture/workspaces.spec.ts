import { describe, expect, it } from 'vitest';
import { files, namesIn, services, textOf } from './tree.ts';

interface Manifest {
  readonly name?: string;
  readonly license?: string;
  readonly private?: boolean;
  readonly type?: string;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly nx?: { readonly tags?: readonly string[] };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (file: string): Manifest => JSON.parse(textOf(file)) as Manifest;
const manifests = [
  ...['libs', 'services', 'apps'].flatMap((part) =>
    namesIn(part, 'folders').map((name) => `${part}/${name}/package.json`),
  ),
  'deploy/package.json',
  'test/package.json',
  'tools/package.json',
].map((file) => ({ file, manifest: manifestOf(file) }));

const all = [...manifests, { file: 'package.json', manifest: manifestOf('package.json') }];

describe('a workspace', () => {
  it('is private, licensed and a module', () => {
    const wrong = manifests.filter(
      ({ manifest }) => manifest.license !== 'Apache-2.0' || manifest.private !== true || manifest.type !== 'module',
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  it('is named for its folder', () => {
    const wrong = manifests.filter(({ file, manifest }) => manifest.name !== `@chronovisor/${file.split('/').at(-2)}`);
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  it('takes the same exact version of a package as every other', () => {
    const wanted = all.flatMap(({ file, manifest }) =>
      Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
        .filter(([name]) => !name.startsWith('@chronovisor/'))
        .map(([name, version]) => ({ file, name, version })),
    );
    const first = new Map(wanted.map(({ name, version }) => [name, version]));
    const wrong = wanted.filter(({ name, version }) => !/^\d+\.\d+\.\d+/u.test(version) || first.get(name) !== version);
    expect(wrong).toEqual([]);
  });

  it('can be tested and checked on its own', () => {
    const wrong = manifests.filter(
      ({ manifest }) => manifest.scripts?.['test'] === undefined || manifest.scripts['check'] === undefined,
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  it('exports sources that exist', () => {
    const missing = manifests.flatMap(({ file, manifest }) =>
      Object.values(manifest.exports ?? {})
        .flatMap((door) => (typeof door === 'string' ? [door] : Object.values(door)))
        .map((target) => file.replace('package.json', target.replace('./', '')))
        .filter((target) => !files.includes(target)),
    );
    expect(missing).toEqual([]);
  });
});

describe('a service', () => {
  it('shows the rest of the house its two roles and nothing else', () => {
    const doors = manifests.filter(({ file }) =>
      services.some((service) => file === `services/${service}/package.json`),
    );
    const wrong = doors.filter(({ manifest }) =>
      Object.keys(manifest.exports ?? {}).some((door) => !['./control', './host'].includes(door)),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });
});
