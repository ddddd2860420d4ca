/** The endpoints of vms. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type AnswerShape, type Endpoint } from '../endpoint.ts';

const tag = 'vms';
const one = `${api}/vms/{id}`;
const columns = ['name', 'status', 'host', 'vcpus', 'memory', 'addresses', 'id'];
const operation: AnswerShape = { kind: 'operation' };

export const listVms = endpoint({
  id: 'listVms',
  method: 'GET',
  path: `${api}/vms`,
  tag,
  summary: 'List vms',
  query: http.VmListParameters,
  answer: { kind: 'page', schema: http.VmPage, item: http.VmDocument },
  cli: { noun: 'vm', verb: 'list', columns },
});

export const createVm = endpoint({
  id: 'createVm',
  method: 'POST',
  path: `${api}/vms`,
  tag,
  summary: 'Create a vm',
  description:
    'Makes volumes and nics and, with `start`, boots it. When a part cannot be made, what was made is taken back.',
  body: http.CreateVmBody,
  answer: operation,
  problems: ['conflict', 'capacity'],
  cli: { noun: 'vm', verb: 'create' },
});

export const getVm = endpoint({
  id: 'getVm',
  method: 'GET',
  path: one,
  tag,
  summary: 'Show a vm',
  query: http.OnePastParameters,
  answer: { kind: 'document', schema: http.VmDocument },
  cli: { noun: 'vm', verb: 'show', columns },
});

export const updateVm = endpoint({
  id: 'updateVm',
  method: 'PATCH',
  path: one,
  tag,
  summary: 'Change a vm',
  description:
    'Name, description and labels at any time, all else while it is off. While it runs, vCPUs and memory are plugged and unplugged up to `cpu.maxVcpus` and `maxMemory` as they were when it started; for the rest `apply` says whether it may be restarted, or when to wait. What the guest does not take up is put back, and the operation says so. Takes If-Match.',
  query: http.UpdateVmParameters,
  body: http.UpdateVmBody,
  answer: operation,
  problems: ['conflict', 'precondition'],
  cli: { noun: 'vm', verb: 'update' },
});

export const cloneVm = endpoint({
  id: 'cloneVm',
  method: 'POST',
  path: `${one}/clone`,
  tag,
  summary: 'Make a vm after another',
  description:
    'With an id, MAC addresses, UEFI variables and a host name of its own; host ports of forwards are picked anew. The disks of a running vm are copied as they are at one instant, while its guest goes on. A linked clone is made of a vm that is off, which stays off, and cannot be deleted, while there is one. When a part cannot be made, what was made is taken back.',
  body: http.CloneVmBody,
  answer: operation,
  problems: ['conflict', 'capacity'],
  cli: { noun: 'vm', verb: 'clone' },
});

export const deleteVm = endpoint({
  id: 'deleteVm',
  method: 'DELETE',
  path: one,
  tag,
  summary: 'Delete a vm',
  query: http.DeleteVmParameters,
  answer: operation,
  problems: ['conflict', 'precondition'],
  cli: { noun: 'vm', verb: 'delete' },
});

const power = (verb: string, summary: string, description: string): Endpoint =>
  endpoint({
    id: `${verb}Vm`,
    method: 'POST',
    path: `${one}/${verb}`,
    tag,
    summary,
    description,
    answer: operation,
    problems: ['conflict', 'precondition'],
    cli: { noun: 'vm', verb },
  });

export const startVm = power(
  'start',
  'Boot a vm',
  'Does nothing while it runs; joins a start under way. What it needs is started before it: then the operation has a child for each vm.',
);
export const stopVm = endpoint({
  id: 'stopVm',
  method: 'POST',
  path: `${one}/stop`,
  tag,
  summary: 'Cut the power of a vm',
  description: 'At once, without asking the guest; also over a shutdown under way.',
  query: http.GoingOffParameters,
  answer: operation,
  problems: ['conflict', 'precondition'],
  cli: { noun: 'vm', verb: 'stop' },
});
export const pauseVm = power('pause', 'Pause a vm', 'Its vCPUs stand still; its memory stays in place.');
export const resumeVm = power('resume', 'Let a paused vm go on', 'Does nothing while it runs.');
export const resetVm = power('reset', 'Press the reset button of a vm', 'QEMU goes on; the guest begins anew.');

const gentle = {
  method: 'POST',
  tag,
  body: http.ShutdownBody,
  bodyOptional: true,
  answer: operation,
  problems: ['conflict', 'precondition'],
} as const;

export const shutdownVm = endpoint({
  ...gentle,
  id: 'shutdownVm',
  path: `${one}/shutdown`,
  summary: 'Ask the guest to power off',
  description: 'Ends with a problem when the guest does not in time, unless `force`.',
  query: http.GoingOffParameters,
  cli: { noun: 'vm', verb: 'shutdown' },
});

export const restartVm = endpoint({
  ...gentle,
  id: 'restartVm',
  path: `${one}/restart`,
  summary: 'Shut a vm down and start it again',
  description: 'QEMU is started anew, with the configuration as it is then.',
  cli: { noun: 'vm', verb: 'restart' },
});

export const getVmSerial = endpoint({
  id: 'getVmSerial',
  method: 'GET',
  path: `${one}/serial`,
  tag,
  summary: 'Read the serial console of a vm',
  query: http.SerialParameters,
  answer: { kind: 'bytes', type: 'text/plain', description: 'What the guest wrote to its first serial line' },
  cli: { noun: 'vm', verb: 'logs' },
});

export const openVmConsole = endpoint({
  id: 'openVmConsole',
  method: 'GET',
  path: `${one}/console`,
  tag,
  summary: 'Join the serial console of a vm',
  description:
    'A WebSocket: binary frames both ways, as they are. Browsers give the token as the subprotocol `chrono.bearer.<token>` beside `chrono.console`.',
  answer: { kind: 'websocket', description: 'The line is open' },
  problems: ['conflict', 'upgrade-required'],
  cli: { noun: 'vm', verb: 'console' },
});

export const getVmScreenshot = endpoint({
  id: 'getVmScreenshot',
  method: 'GET',
  path: `${one}/screenshot`,
  tag,
  summary: 'Take a picture of the screen of a vm',
  answer: { kind: 'bytes', type: 'image/png', description: 'What the screen shows now' },
  problems: ['conflict'],
  cli: { noun: 'vm', verb: 'screenshot' },
});

export const getVmHistory = endpoint({
  id: 'getVmHistory',
  method: 'GET',
  path: `${one}/history`,
  tag,
  summary: 'Show what happened to a vm',
  description: 'Every event of its stream, first to last. By id also when the vm is deleted.',
  query: http.HistoryParameters,
  answer: { kind: 'document', schema: http.HistoryPage },
  cli: { noun: 'vm', verb: 'history', columns: ['time', 'type', 'actorid', 'revision'] },
});

export const vmEndpoints: readonly Endpoint[] = [
  listVms,
  createVm,
  getVm,
  updateVm,
  deleteVm,
  startVm,
  shutdownVm,
  stopVm,
  pauseVm,
  resumeVm,
  resetVm,
  restartVm,
  cloneVm,
  getVmSerial,
  openVmConsole,
  getVmScreenshot,
  getVmHistory,
];
