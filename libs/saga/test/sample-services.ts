/** How the services of the samples answer, with data as theirs. */
import { atOnce, inTime, type SagaExample, type Services } from '@chronovisor/testing';
import { id, parts, triggerType } from './sample-sagas.ts';

export const info = { path: '/pool/volume', format: 'qcow2', size: 1024, allocated: 0 };

export const sampleServices: Services = {
  'storage.CreateVolume': ({ volumeId }: { readonly volumeId: string }) =>
    inTime('storage.VolumeCreated', { volumeId, info }, 'storage.VolumeCreationFailed'),
  'storage.DeleteVolume': ({ volumeId }: { readonly volumeId: string }) =>
    inTime('storage.VolumeDeleted', { volumeId }, 'storage.VolumeDeletionFailed'),
  'network.ActivateNetwork': () => atOnce({ bridge: 'br', subnet: '10.0.0.0/24', gateway: '10.0.0.1' }),
  'network.CreateNic': () => atOnce({ nicId: id(8) }),
  'compute.StartVm': ({ vmId }: { readonly vmId: string }) =>
    inTime('compute.VmStarted', { vmId, generation: 1 }, 'compute.VmStartFailed'),
};

export const sampleExample: SagaExample = { trigger: { type: triggerType, data: parts }, services: sampleServices };
