/** A tiny repository of the house's shape in which every wall is broken once: the walls must find each of them. */
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type Files = Readonly<Record<string, string>>;

const packageOf = (name: string, exports: Files = { '.': './src/index.ts' }): string =>
  JSON.stringify({ name, version: '1.0.0', type: 'module', exports });

/** Packages as npm lays them out: workspaces by symlink, others as folders. */
const workspaces: Files = {
  kernel: packageOf('@chronovisor/kernel', { '.': './src/index.ts', './ids': './src/ids.ts' }),
  contracts: packageOf('@chronovisor/contracts'),
  saga: packageOf('@chronovisor/saga', { '.': './src/index.ts', './definition': './src/definition.ts' }),
  bus: packageOf('@chronovisor/bus'),
  testing: packageOf('@chronovisor/testing'),
};

/** A house in order: no wall may complain of any of these. */
export const orderly: Files = {
  'libs/kernel/src/index.ts': 'export interface Kernel { readonly k: 1 }\nexport const assertNever = 1;\n',
  'libs/kernel/src/ids.ts': "import { randomUUID } from 'node:crypto';\nexport const newId = () => randomUUID();\n",
  'libs/contracts/src/index.ts': "import { z } from 'zod';\nexport const Contract = z;\n",
  'libs/saga/src/definition.ts': 'export const step = 1;\n',
  'libs/saga/src/index.ts': "import { bus } from '@chronovisor/bus';\nexport const step = bus;\n",
  'libs/bus/src/index.ts': "import { newId } from '@chronovisor/kernel/ids';\nexport const bus = newId;\n",
  'libs/testing/src/index.ts': 'export const specify = 1;\n',
  'services/compute/src/compute.module.ts':
    "import { Module } from '@nestjs/common';\nimport { list } from './inbound/nats/commands.ts';\nexport const M = [Module, list];\n",
  'services/compute/src/compute.host.ts':
    "import { start } from './effects/start-vm.ts';\nimport { live } from './drivers/qmp/qmp.live.ts';\nexport const H = [start, live];\n",
  'services/compute/src/inbound/nats/commands.ts':
    "import { Injectable } from '@nestjs/common';\nimport { decide } from '../../domain/vm/decide.ts';\nexport const list = [Injectable, decide];\n",
  'services/compute/src/domain/vm/decide.ts':
    "import type { Kernel } from '@chronovisor/kernel';\nimport { Contract } from '@chronovisor/contracts';\nexport const decide = (k: Kernel) => [k, Contract];\n",
  'services/compute/src/domain/vm/vm.spec.ts':
    "import { specify } from '@chronovisor/testing';\nimport { decide } from './decide.ts';\nexport const s = [specify, decide];\n",
  'services/compute/src/sagas/provision-vm.ts':
    "import { step } from '@chronovisor/saga/definition';\nimport type { z } from 'zod';\nimport { decide } from '../domain/vm/decide.ts';\nexport const saga = (x: z.ZodType) => [step, decide, x];\n",
  'services/compute/src/effects/start-vm.ts':
    "import type { Qmp } from '../drivers/qmp/qmp.port.ts';\nexport const start = (qmp: Qmp) => qmp;\n",
  'services/compute/src/drivers/qmp/qmp.port.ts': 'export interface Qmp { readonly q: 1 }\n',
  'services/compute/src/drivers/qmp/qmp.live.ts': "import { connect } from 'node:net';\nexport const live = connect;\n",
  'services/compute/src/projections/vms/project.ts': 'export const project = 1;\n',
  'services/storage/src/storage.module.ts': 'export const M = 1;\n',
  'apps/cli/src/main.ts': "import { Contract } from '@chronovisor/contracts';\nexport const cli = Contract;\n",
  'deploy/roles/control.ts':
    "import { M } from '../../services/compute/src/compute.module.ts';\nimport { M as S } from '../../services/storage/src/storage.module.ts';\nexport const control = [M, S];\n",
  'deploy/roles/host.ts': "import { H } from '../../services/compute/src/compute.host.ts';\nexport const host = H;\n",
  'test/scenario/story.spec.ts': "import { specify } from '@chronovisor/testing';\nexport const s = specify;\n",
  'tools/check/x.ts': 'export const x = 1;\n',
};

/** Per wall: the file that breaks it and what stands in that file. */
export const planted: Readonly<Record<string, readonly [file: string, content: string]>> = {
  'no-circular': ['services/compute/src/projections/vms/a.ts', "import './b.ts';\nexport const a = 1;\n"],
  'domain-is-pure': [
    'services/compute/src/domain/vm/evolve.ts',
    "import { readFileSync } from 'node:fs';\nexport const e = readFileSync;\n",
  ],
  'sagas-are-pure': [
    'services/compute/src/sagas/move-vm.ts',
    "import { bus } from '@chronovisor/bus';\nexport const m = bus;\n",
  ],
  'pure-rooms-see-zod-as-types': [
    'services/compute/src/domain/vm/shape.ts',
    "import { z } from 'zod';\nexport const s = z;\n",
  ],
  'pure-rooms-make-no-ids': [
    'services/compute/src/domain/vm/state.ts',
    "import { newId } from '@chronovisor/kernel/ids';\nexport const i = newId;\n",
  ],
  'projection-knows-no-drivers': [
    'services/compute/src/projections/vms/query.ts',
    "import type { Qmp } from '../../drivers/qmp/qmp.port.ts';\nexport type Q = Qmp;\n",
  ],
  'outbound-tells-what-is-recorded': [
    'services/compute/src/outbound/bad.ts',
    "import { start } from '../effects/start-vm.ts';\nexport const tell = start;\n",
  ],
  'inbound-goes-through-domain': [
    'services/compute/src/inbound/http/vms.ts',
    "import { start } from '../../effects/start-vm.ts';\nexport const v = start;\n",
  ],
  'drivers-know-no-domain': [
    'services/compute/src/drivers/qmp/qmp.fake.ts',
    "import { decide } from '../../domain/vm/decide.ts';\nexport const f = decide;\n",
  ],
  'effects-see-ports-only': [
    'services/compute/src/effects/stop-vm.ts',
    "import { live } from '../drivers/qmp/qmp.live.ts';\nexport const s = live;\n",
  ],
  'effects-decide-nothing': [
    'services/compute/src/effects/pause-vm.ts',
    "import { decide } from '../domain/vm/decide.ts';\nexport const p = decide;\n",
  ],
  'nest-is-wiring': [
    'services/compute/src/projections/vms/table.ts',
    "import { Injectable } from '@nestjs/common';\nexport const t = Injectable;\n",
  ],
  'service-never-imports-service': [
    'services/compute/src/config.ts',
    "import { M } from '../../storage/src/storage.module.ts';\nexport const c = M;\n",
  ],
  'only-roles-compose-services': [
    'deploy/up/up.ts',
    "import { M } from '../../services/storage/src/storage.module.ts';\nexport const u = M;\n",
  ],
  'control-has-no-hands': [
    'services/storage/src/storage.module.ts',
    "import { s } from './effects/grow.ts';\nexport const M = s;\n",
  ],
  'host-decides-nothing': [
    'services/storage/src/storage.host.ts',
    "import { d } from './domain/pool/decide.ts';\nexport const H = d;\n",
  ],
  'libs-never-import-upwards': [
    'libs/bus/src/up.ts',
    "import { x } from '../../../tools/check/x.ts';\nexport const u = x;\n",
  ],
  'kernel-has-no-dependencies': ['libs/kernel/src/clock.ts', "import { z } from 'zod';\nexport const k = z;\n"],
  'contracts-know-only-zod': [
    'libs/contracts/src/wrong.ts',
    "import { hash } from 'node:crypto';\nexport const w = hash;\n",
  ],
  'doctor-stands-alone': ['libs/doctor/src/see.mjs', "import { z } from 'zod';\nexport const d = z;\n"],
  'apps-are-clients': ['apps/cli/src/reach.ts', "import { bus } from '@chronovisor/bus';\nexport const r = bus;\n"],
  'testing-stays-in-tests': [
    'services/compute/src/effects/kit.ts',
    "import { specify } from '@chronovisor/testing';\nexport const k = specify;\n",
  ],
  'nothing-unresolved': ['apps/cli/src/lost.ts', "import { gone } from './gone.ts';\nexport const l = gone;\n"],
};

/** What the plants above need to stand on. */
const ground: Files = {
  'services/compute/src/projections/vms/b.ts': "import './a.ts';\nexport const b = 1;\n",
  'services/storage/src/effects/grow.ts': 'export const s = 1;\n',
  'services/storage/src/domain/pool/decide.ts': 'export const d = 1;\n',
};

const write = async (root: string, files: Files): Promise<void> => {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), content);
  }
};

const stranger = (name: string): Files => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: 'module.exports = {};\n',
});

/** Lays the orderly house down, with or without the violations, and answers where. */
export const layHouse = async (broken: boolean): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'walls-'));
  const manifests = Object.entries(workspaces).map(([name, manifest]) => [`libs/${name}/package.json`, manifest]);
  await write(root, {
    'package.json': JSON.stringify({ name: 'planted', type: 'module' }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: { module: 'nodenext', allowImportingTsExtensions: true, noEmit: true },
    }),
    ...Object.fromEntries(manifests),
    ...stranger('zod'),
    ...stranger('@nestjs/common'),
    ...orderly,
    ...(broken ? { ...ground, ...Object.fromEntries(Object.values(planted)) } : {}),
  });
  await mkdir(join(root, 'node_modules/@chronovisor'));
  for (const name of Object.keys(workspaces)) {
    await symlink(`../../libs/${name}`, join(root, 'node_modules/@chronovisor', name));
  }
  return root;
};
