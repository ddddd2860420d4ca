/** The names of subjects; nothing else writes them. */

/** `compute.StartVm` travels on `cmd.compute.StartVm`. */
export const commandSubject = (type: string): string => `cmd.${type}`;
export const serviceCommands = (service: string): string => `cmd.${service}.*`;
export const hostSubject = (hostId: string, type: string): string => `host.${hostId}.${type}`;
export const hostMessages = (hostId: string, service: string): string => `host.${hostId}.${service}.*`;
export const heartbeatSubject = (hostId: string): string => `heartbeat.${hostId}`;
export const everyHeartbeat = 'heartbeat.*';
export const consoleSubject = (sessionId: string, part: 'in' | 'out' | 'alive'): string =>
  `console.${sessionId}.${part}`;
