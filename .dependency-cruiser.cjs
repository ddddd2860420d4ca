/** The walls between rooms, services, libraries and apps, as data. tools/check/walls.mjs proves that each one stands. */
const room = (names) => `^services/[^/]+/src/(${names})/`;
const spec = '\\.(spec|bench)\\.ts$';
const source = (path) => ({ path, pathNot: [spec, '^services/[^/]+/test/', '/test/', '/bench/'] });
const everything = '.';
const zod = '(^|/)node_modules/zod/';

const forbidden = [
  {
    name: 'no-circular',
    comment:
      'Two files that need each other are one file, or three. What a generator brings along is not ours to part.',
    from: { pathNot: '(^|/)generated/' },
    to: { circular: true },
  },
  {
    name: 'domain-is-pure',
    comment: 'What is allowed, and what then happened, must replay on any machine at any time.',
    from: source(room('domain')),
    to: { path: everything, pathNot: [room('domain'), '^libs/(kernel|contracts)/', zod] },
  },
  {
    name: 'sagas-are-pure',
    comment: 'A saga names steps; the runner in libs/saga sends them.',
    from: source(room('sagas')),
    to: {
      path: everything,
      pathNot: [room('domain|sagas'), '^libs/(kernel|contracts)/', '^libs/saga/src/definition\\.ts$', zod],
    },
  },
  {
    name: 'pure-rooms-see-zod-as-types',
    comment: 'The domain may name what a schema describes; parsing is done before it is asked.',
    from: source(room('domain|sagas')),
    to: { path: zod, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'pure-rooms-make-no-ids',
    comment: 'Ids come in with the command, else a replay would differ.',
    from: source(room('domain|sagas')),
    to: { path: '^libs/kernel/src/ids\\.ts$' },
  },
  {
    name: 'projection-knows-no-drivers',
    comment: 'A projection folds what is recorded.',
    from: source(room('projections')),
    to: { path: room('drivers|effects|inbound|outbound') },
  },
  {
    name: 'inbound-goes-through-domain',
    comment: 'Nothing from outside touches the world before it is decided.',
    from: source(room('inbound')),
    to: { path: room('drivers|effects|outbound') },
  },
  {
    name: 'outbound-tells-what-is-recorded',
    comment: 'What leaves for subscribers is read from views; nothing comes in this way, and no host is touched.',
    from: source(room('outbound')),
    to: { path: room('drivers|effects|inbound|sagas') },
  },
  {
    name: 'drivers-know-no-domain',
    comment: 'A driver works for whoever asks.',
    from: source(room('drivers')),
    to: { path: room('domain|sagas|effects|inbound|projections') },
  },
  {
    name: 'effects-see-ports-only',
    comment: 'Which driver is behind the port is chosen in <name>.host.ts.',
    from: source(room('effects')),
    to: { path: room('drivers'), pathNot: '\\.port\\.ts$' },
  },
  {
    name: 'effects-decide-nothing',
    comment: 'An effect carries out what is recorded and reports; decisions, views and doors are elsewhere.',
    from: source(room('effects')),
    to: { path: room('domain|sagas|inbound|projections') },
  },
  {
    name: 'nest-is-wiring',
    comment: 'Decorators belong to doors and to lists of parts.',
    from: {
      path: '^(services|libs|apps|deploy|tools|test)/',
      pathNot: [
        '^services/[^/]+/src/inbound/',
        '^services/[^/]+/src/[^/]+\\.(module|host)\\.ts$',
        '(^|/)main\\.ts$',
        '^libs/nest/',
        '^deploy/',
        spec,
        '/test/',
      ],
    },
    to: { path: '(^|/)node_modules/@nestjs/' },
  },
  {
    name: 'service-never-imports-service',
    comment: 'Services speak by contract, over the bus.',
    from: { path: '^services/([^/]+)/' },
    to: { path: '^services/', pathNot: '^services/$1/' },
  },
  {
    name: 'only-roles-compose-services',
    comment: 'deploy/roles/{control,host}.ts put the services together; nobody else reaches into one.',
    from: { path: '^(libs|apps|deploy|tools)/', pathNot: ['^deploy/roles/', spec] },
    to: { path: '^services/' },
  },
  {
    name: 'control-has-no-hands',
    comment: 'The control role is reachable from outside: no effect and no driver may be loaded there.',
    from: { path: ['^deploy/roles/control\\.ts$', '^services/[^/]+/src/[^/]+\\.module\\.ts$'] },
    to: { path: room('effects|drivers'), reachable: true },
  },
  {
    name: 'host-decides-nothing',
    comment: 'The host role may be root: it carries no decision, no view and no HTTP.',
    from: { path: ['^deploy/roles/host\\.ts$', '^services/[^/]+/src/[^/]+\\.host\\.ts$'] },
    to: { path: [room('domain|sagas|projections'), '^services/[^/]+/src/inbound/http/'], reachable: true },
  },
  {
    name: 'libs-never-import-upwards',
    comment: 'A library does not know who uses it.',
    from: { path: '^libs/' },
    to: { path: '^(services|apps|deploy|test|tools)/' },
  },
  {
    name: 'kernel-has-no-dependencies',
    comment:
      'The kernel is what everything else stands on. ids.ts and digest.ts alone need the runtime, for chance and hashing; neither is part of its front door.',
    from: { path: '^libs/kernel/', pathNot: [spec, '^libs/kernel/src/(ids|digest)\\.ts$'] },
    to: { path: everything, pathNot: '^libs/kernel/' },
  },
  {
    name: 'contracts-know-only-zod',
    comment: 'Every client reads the contracts, so they weigh nothing.',
    from: { path: '^libs/contracts/', pathNot: spec },
    to: { path: everything, pathNot: ['^libs/(contracts|kernel)/', zod] },
  },
  {
    name: 'doctor-stands-alone',
    comment: 'The doctor runs before anything is installed.',
    from: { path: '^libs/doctor/', pathNot: spec },
    to: { path: everything, pathNot: ['^libs/doctor/'], dependencyTypesNot: ['core'] },
  },
  {
    name: 'apps-are-clients',
    comment: 'What an app can do, every client can do.',
    from: { path: '^apps/', pathNot: spec },
    to: { path: '^(services|libs|deploy|test|tools)/', pathNot: '^libs/(client|contracts|kernel|doctor)/' },
  },
  {
    name: 'testing-stays-in-tests',
    comment: 'Nothing that runs for users may need the test kit.',
    from: { path: '^(services|libs|apps|deploy)/', pathNot: [spec, '^libs/testing/', '/test/', '/bench/'] },
    to: { path: ['^libs/testing/', '(^|/)node_modules/(vitest|fast-check)/'] },
  },
  {
    name: 'nothing-unresolved',
    comment: 'An import that resolves to nothing would make every other wall a guess.',
    from: {},
    to: { couldNotResolve: true },
  },
].map((rule) => ({ severity: 'error', ...rule }));

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|golden)/' },
    tsPreCompilationDeps: true,
    preserveSymlinks: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      mainFields: ['main', 'types'],
    },
  },
};
