/** The bus's port: commands to services, work to hosts, and plain subjects. NATS behind it, a fake for tests. */
import type { CommandEnvelope, HostEnvelope, HostReply, Reply } from '@chronovisor/contracts';

export interface CallOptions {
  /** Milliseconds; default 5,000. */
  readonly timeoutMs?: number;
}

export interface BusSubscription {
  /** Stops taking new messages and waits for those being handled. */
  close(): Promise<void>;
}

export type BusStatus = 'connected' | 'reconnecting' | 'closed';

/**
 * Nothing here throws for a "no": refusals and faults come back as replies.
 * Fault codes: `bus.no-responders`, `bus.timeout`, `bus.unavailable` (all retry `later`; after a time-out of a command,
 * send it again with the same command id to learn its outcome).
 */
export interface Bus {
  /** `cmd.<service>.<Verb>`; exactly one process of the service's queue group answers. */
  command(envelope: CommandEnvelope, options?: CallOptions): Promise<Reply>;
  /** `host.<hostId>.<service>.<Verb>`. */
  host(hostId: string, envelope: HostEnvelope, options?: CallOptions): Promise<HostReply>;
  /** Takes every command of a service. What does not parse is refused with `message.invalid` before the handler. */
  serveCommands(service: string, handle: (command: CommandEnvelope) => Promise<Reply>): BusSubscription;
  /** Takes every command and query of a service for one host. */
  serveHost(hostId: string, service: string, handle: (message: HostEnvelope) => Promise<HostReply>): BusSubscription;
  /** Fire and forget: heartbeats, console bytes. */
  publish(subject: string, payload: Uint8Array): void;
  subscribe(subject: string, handle: (payload: Uint8Array, subject: string) => void): BusSubscription;
  readonly status: BusStatus;
  /** Called at once with the present status and at every change. Returns the way to stop listening. */
  onStatus(listener: (status: BusStatus) => void): () => void;
  /** Drains: takes nothing new, finishes what runs, sends what is buffered, closes. */
  close(): Promise<void>;
}
