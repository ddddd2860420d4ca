/** Which host command an intent of the log means. */
import type { MessageOf, Request, computeHostMessages } from '@chronovisor/contracts';
import type { VmEvent } from './state.ts';

export interface VmHostWork {
  readonly hostId: string;
  readonly type: MessageOf<(typeof computeHostMessages)[number]>['type'];
  readonly data: unknown;
  readonly request: Request;
}

const TYPES = {
  'compute.VmShutdownRequested': 'compute.ShutdownVm',
  'compute.VmStopRequested': 'compute.StopVm',
  'compute.VmPauseRequested': 'compute.PauseVm',
  'compute.VmResumeRequested': 'compute.ResumeVm',
  'compute.VmResetRequested': 'compute.ResetVm',
} as const;

export const vmHostWork = (event: VmEvent): VmHostWork | null => {
  switch (event.type) {
    case 'compute.VmStartRequested': {
      const { vmId, hostId, generation, request, launch } = event.data;
      return { hostId, type: 'compute.StartVm', data: { vmId, generation, request, launch }, request };
    }
    case 'compute.VmShutdownRequested':
    case 'compute.VmStopRequested':
    case 'compute.VmPauseRequested':
    case 'compute.VmResumeRequested':
    case 'compute.VmResetRequested': {
      const { vmId, hostId, generation, request } = event.data;
      return { hostId, type: TYPES[event.type], data: { vmId, generation, request }, request };
    }
    case 'compute.VmCopyRequested': {
      const { hostId, ...data } = event.data;
      return { hostId, type: 'compute.CopyVm', data, request: data.request };
    }
    case 'compute.VmHardwareChangeRequested': {
      const { vmId, hostId, generation, request, from, to } = event.data;
      return { hostId, type: 'compute.ChangeHardware', data: { vmId, generation, request, from, to }, request };
    }
    case 'compute.VmDriftRepairRequested': {
      const { hostId, ...data } = event.data;
      return { hostId, type: 'compute.RepairDrift', data, request: data.request };
    }
    case 'compute.VmFilesRemovalRequested': {
      const { vmId, hostId, request } = event.data;
      return { hostId, type: 'compute.RemoveVm', data: { vmId, request }, request };
    }
    default:
      return null;
  }
};
