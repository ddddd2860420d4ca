/** Sagas for the engine's own specs: a small provisioning with parallel parts, and a plain chain. */
import { type AnySaga, defineSaga, type SagaCommand, type Step } from '../src/index.ts';

export interface Parts {
  readonly operationId: string;
  readonly vmId: string;
  readonly hostId: string;
  readonly poolId: string;
  readonly volumeIds: readonly string[];
  readonly networkId: string;
  readonly nicId: string;
  readonly start: boolean;
}

export const id = (n: number): string => `01890a5d-ac96-774b-bcce-${n.toString(16).padStart(12, '0')}`;

export const parts: Parts = {
  operationId: id(1),
  vmId: id(2),
  hostId: id(3),
  poolId: id(4),
  volumeIds: [id(5), id(6)],
  networkId: id(7),
  nicId: id(8),
  start: true,
};

/** Ids of the sample are plain texts: the contracts' brands are asserted here, once. */
const send = (type: SagaCommand['type'], data: object): SagaCommand => ({ type, version: 1, data }) as SagaCommand;

type Outputs = Readonly<Record<string, unknown>>;

const volume = (volumeId: string, index: number): Step<Parts, Outputs> => ({
  name: `volume-${index}`,
  after: [],
  do: ({ poolId, vmId }) =>
    send('storage.CreateVolume', { volumeId, name: null, poolId, size: 1024, format: 'qcow2', imageId: null, vmId }),
  undo: ({ vmId }) => send('storage.DeleteVolume', { volumeId, vmId }),
  output: (answer) => (answer as { readonly info: unknown }).info,
  deadlineSeconds: 600,
  cancellable: true,
});

const network: Step<Parts, Outputs> = {
  name: 'network',
  after: [],
  do: ({ networkId, hostId }) => send('network.ActivateNetwork', { networkId, hostId }),
  undo: 'nothing',
  deadlineSeconds: 60,
  cancellable: true,
};

const nic: Step<Parts, Outputs> = {
  name: 'nic',
  after: ['network'],
  do: ({ nicId, vmId, hostId, networkId }) =>
    send('network.CreateNic', { nicId, vmId, hostId, networkId, mac: null, model: 'virtio', forwards: [] }),
  undo: ({ nicId }) => send('network.DeleteNic', { nicId }),
  deadlineSeconds: 30,
  cancellable: true,
};

const started: Step<Parts, Outputs> = {
  name: 'start',
  after: ['volumes', 'nic'],
  when: ({ start }) => start,
  do: ({ vmId }) => send('compute.StartVm', { vmId }),
  undo: ({ vmId }) => send('compute.StopVm', { vmId }),
  deadlineSeconds: 60,
  cancellable: 'QEMU is being launched',
};

/** Where parallel parts meet. */
const volumes = (names: readonly string[]): Step<Parts, Outputs> => ({
  name: 'volumes',
  after: names,
  do: ({ vmId }) => send('compute.PauseVm', { vmId }),
  undo: 'nothing',
  cancellable: true,
});

const booted: Step<Parts, Outputs> = {
  name: 'booted',
  do: ({ vmId }) => send('compute.ResumeVm', { vmId }),
  undo: 'nothing',
  cancellable: true,
};

export const triggerType = 'compute.VmCreated';
const startsOn: AnySaga['startsOn'] = {
  type: triggerType,
  saga: ({ data }) => {
    const input = data as Parts;
    return { operationId: input.operationId, type: 'vm.create', target: `/vms/${input.vmId}`, input };
  },
};

export const sampleSaga = defineSaga<Parts, Outputs>({
  name: 'sample',
  version: 1,
  startsOn,
  steps: ({ volumeIds }) => [
    ...volumeIds.map(volume),
    volumes(volumeIds.map((_, index) => `volume-${index}`)),
    network,
    nic,
    started,
    booted,
  ],
  finish: ({ outcome, input: { vmId }, problem }) =>
    outcome === 'succeeded' ? null : send('compute.RecordVmCreateUndone', { vmId, problem }),
});

/** One after the other; says something at a good end too. */
export const chainSaga = defineSaga<Parts, Outputs>({
  name: 'chain',
  version: 1,
  startsOn,
  steps: [
    { ...volume(id(5), 0), after: [] },
    { ...nic, after: ['volume-0'] },
    { ...started, after: ['nic'] },
  ],
  finish: ({ outcome, input: { vmId }, problem }) =>
    outcome === 'succeeded'
      ? send('compute.RecordVmDeleted', { vmId })
      : send('compute.RecordVmCreateUndone', { vmId, problem }),
});
