import { describe, expect, it } from 'vitest';
import { files, isSpec, namesIn, services, textOf } from './tree.ts';

const rooms = ['inbound', 'domain', 'sagas', 'effects', 'drivers', 'projections', 'outbound'];
const of = (service: string): string => `services/${service}/src`;
const each = <T>(list: readonly string[], act: (name: string) => readonly T[]): readonly T[] => list.flatMap(act);
const under = (folder: string): readonly string[] => files.filter((file) => file.startsWith(`${folder}/`));

describe('a service', () => {
  it('is one of the six', () => {
    expect(services.toSorted()).toEqual(['audit', 'compute', 'gateway', 'network', 'passthrough', 'storage']);
  });

  it('has the seven rooms and no other', () => {
    const strangers = each(services, (service) =>
      namesIn(of(service), 'folders')
        .filter((name) => !rooms.includes(name))
        .map((name) => `${of(service)}/${name}`),
    );
    expect(strangers).toEqual([]);
  });

  it('has its wiring and its settings beside the rooms, and nothing else', () => {
    const strangers = each(services, (service) => {
      const known = ['main.ts', 'config.ts', `${service}.module.ts`, `${service}.host.ts`];
      return namesIn(of(service), 'files')
        .filter((name) => !known.includes(name) && !isSpec(name))
        .map((name) => `${of(service)}/${name}`);
    });
    expect(strangers).toEqual([]);
  });

  it('is wired for the control role', () => {
    const missing = services.filter((service) => !namesIn(of(service), 'files').includes(`${service}.module.ts`));
    expect(missing).toEqual([]);
  });

  it('keeps a page that says what it is', () => {
    expect(services.filter((service) => !namesIn(`services/${service}`, 'files').includes('README.md'))).toEqual([]);
  });
});

describe('an aggregate', () => {
  const aggregates = each(services, (service) =>
    namesIn(`${of(service)}/domain`, 'folders').map((name) => `${of(service)}/domain/${name}`),
  );

  it('lives in a folder of its own', () => {
    const loose = each(services, (service) =>
      namesIn(`${of(service)}/domain`, 'files').map((name) => `${of(service)}/domain/${name}`),
    );
    expect(loose).toEqual([]);
  });

  it('says in a spec what it allows', () => {
    expect(aggregates.filter((folder) => !under(folder).some(isSpec))).toEqual([]);
  });

  it('that folds also decides, in decide.ts or in one file per command', () => {
    const lacking = aggregates.filter((folder) => {
      const here = namesIn(folder, 'files');
      const decides = here.includes('decide.ts') || namesIn(folder, 'folders').includes('decide');
      return here.includes('evolve.ts') && !decides;
    });
    expect(lacking).toEqual([]);
  });

  it('has both a state and a fold, or neither', () => {
    const halves = aggregates.filter((folder) => {
      const here = namesIn(folder, 'files');
      return here.includes('state.ts') !== here.includes('evolve.ts');
    });
    expect(halves).toEqual([]);
  });

  it('hears a repeated command once, and its spec shows it', () => {
    const folding = aggregates.filter((folder) => namesIn(folder, 'files').includes('evolve.ts'));
    const silent = folding.filter(
      (folder) => !under(folder).some((file) => isSpec(file) && /repeat|twice|again/u.test(textOf(file))),
    );
    expect(silent).toEqual([]);
  });
});

describe('a driver', () => {
  const drivers = each(services, (service) =>
    namesIn(`${of(service)}/drivers`, 'folders').map((name) => `${of(service)}/drivers/${name}`),
  );

  it('lives in a folder of its own', () => {
    const loose = each(services, (service) =>
      namesIn(`${of(service)}/drivers`, 'files').map((name) => `${of(service)}/drivers/${name}`),
    );
    expect(loose).toEqual([]);
  });

  it('is a port, a live one, a fake and one contract over both', () => {
    const lacking = drivers.flatMap((folder) => {
      const here = namesIn(folder, 'files');
      const ports = here.filter((name) => name.endsWith('.port.ts'));
      if (ports.length === 0) return [`${folder}: no *.port.ts`];
      return ports.flatMap((port) =>
        ['.live.ts', '.fake.ts', '.contract.spec.ts']
          .map((suffix) => port.replace('.port.ts', suffix))
          .filter((name) => !here.includes(name))
          .map((name) => `${folder}/${name}`),
      );
    });
    expect(lacking).toEqual([]);
  });
});

describe('a saga', () => {
  it('has a spec that fails and repeats its every step', () => {
    const sagas = each(services, (service) =>
      under(`${of(service)}/sagas`).filter((file) => !isSpec(file) && textOf(file).includes('defineSaga')),
    );
    const untried = sagas.filter((file) => {
      const spec = file.replace(/\.ts$/u, '.spec.ts');
      return !files.includes(spec) || !textOf(spec).includes('specifySaga(');
    });
    expect(untried).toEqual([]);
  });
});

describe('a projection', () => {
  it('lives in a folder named for its view', () => {
    const loose = each(services, (service) =>
      namesIn(`${of(service)}/projections`, 'files').map((name) => `${of(service)}/projections/${name}`),
    );
    expect(loose).toEqual([]);
  });
});
