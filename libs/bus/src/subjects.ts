/** The names of subjects; nothing else writes them. */

/** `compute.StartVm` travels on `cmd.compute.StartVm`. */
export const commandSubject = (type: string): string => `cmd.${type}`;
export const serviceCommands = (service: string): string => `cmd.${service}.*`;
/** Heard by every process of the service, where the command itself is handed to one. */
export const againSubject = (type: string): string => `cmd.${type}.again`;
export const serviceAgain = (service: string): string => `cmd.${service}.*.again`;
export const hostSubject = (hostId: string, type: string): string => `host.${hostId}.${type}`;
export const hostMessages = (hostId: string, service: string): string => `host.${hostId}.${service}.*`;
export const heartbeatSubject = (hostId: string): string => `heartbeat.${hostId}`;
export const everyHeartbeat = 'heartbeat.*';
export const consoleSubject = (sessionId: string, part: 'in' | 'out' | 'alive'): string =>
  `console.${sessionId}.${part}`;
/** The JetStream stream that keeps a copy of the events. */
export const EVENT_STREAM = 'CHRONOVISOR_EVENTS';
export const everyEvent = 'evt.>';

/** `vm.started` about `vms/<id>` is told on `evt.vm.started.<id>`; what has no id says `-`. */
export const eventSubject = (publicType: string, subject: string): string => {
  const id = (subject.split('/')[1] ?? '').replaceAll(/[^\w-]/g, '_');
  return `evt.${publicType}.${id === '' ? '-' : id}`;
};

/** The JetStream stream of one message that says which control process acts. */
export const TURN_STREAM = 'CHRONOVISOR_TURN';
export const turnSubject = 'turn.control';
