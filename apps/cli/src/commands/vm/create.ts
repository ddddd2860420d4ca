/** `vm create`, and `launch`: the same with a start, an image and a way out of the guest that need not be asked for. */
import { randomBytes } from 'node:crypto';

import type { Command } from 'commander';

import { changePlan, type Body } from '../../described/change.ts';
import { nicPart } from '../../described/parts.ts';
import type { OperationSpec } from '../../described/spec.ts';
import type { Call, CommandPlan } from '../../plan.ts';

const collect = (word: string, before: readonly string[] = []): readonly string[] => [...before, word];

const addNetworkFlag = (command: Command): void => {
  command.option('--network <network>', 'a nic on this network; short for --nic', collect);
};

const withNetworks = (body: Body, { values }: Call): Body => {
  const networks = values['network'] as readonly string[] | undefined;
  if (networks === undefined) return body;
  return { ...body, nics: [...((body['nics'] as readonly unknown[] | undefined) ?? []), ...networks.map(nicPart)] };
};

export const createVmPlan = (spec: OperationSpec): CommandPlan =>
  changePlan(spec, {
    addFlags: addNetworkFlag,
    refine: withNetworks,
    examples: [
      'chrono vm create web-1 --image tiny --vcpus 2 --memory 512MiB --disk 1GiB --nic user,forward=tcp:2222:22 --start',
      'chrono vm create rescue --iso /srv/rescue.iso --graphics vnc --disk volume=data,bus=sata',
      'chrono vm create -f web-1.yaml --memory 1GiB',
    ],
  });

/** A guest nobody can reach is seldom meant. */
const launched = (body: Body, call: Call): Body => {
  const full = withNetworks({ ...body, start: true }, call);
  return full['nics'] === undefined ? { ...full, nics: [{ network: 'user' }] } : full;
};

const inventedName = (image: string): string => {
  const stem = image
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${stem === '' ? 'vm' : stem}-${randomBytes(2).toString('hex')}`;
};

export const launchPlan = (spec: OperationSpec): CommandPlan => {
  const plan = changePlan(
    {
      ...spec,
      verb: 'start',
      body: (spec.body ?? []).filter(({ path }) => !['start', 'image'].includes(path[0] as string)),
    },
    { addFlags: addNetworkFlag, refine: (body, call) => launched({ ...body, image: call.values['image'] }, call) },
  );
  return {
    ...plan,
    name: 'launch',
    summary: 'Create a vm from an image and start it',
    description: 'Takes all flags of vm create. Without --nic or --network it gets a nic on the network "user".',
    words: '<image> [name]',
    examples: ['chrono launch tiny hello --memory 128MiB'],
    run: (session, { words: [image = '', name = inventedName(image)], values }) =>
      plan.run(session, { words: [name], values: { ...values, image } }),
  };
};
