/** What the host process hands to each service's host part: who the host is, the bus, and the way to report. */
import { type Accepted, type Heartbeat, type HostId, type Reply, type Request } from '@chronovisor/contracts';
import { Fault, type Refusal } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import type { Logger } from '@chronovisor/telemetry';
import type { Bus } from './port.ts';
import type { Simulation } from './simulation.ts';

/** The wall clock for what is written down, monotonic waits for everything else. */
export interface HostClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls once after that time has passed. Returns the way to call it off. */
  after(ms: number, run: () => void): () => void;
}

/** What a `Record...` command says. */
export interface HostReport {
  readonly type: string;
  readonly version: number;
  readonly data: unknown;
}

/** Ties a report to the message that asked for the work, where there was one. */
export interface HostTrace {
  readonly correlationId: string;
  readonly causationId?: string;
  readonly traceparent?: string | undefined;
}

/**
 * Repeats the command, always under one command id, until control has answered, and gives its answer.
 * Rejects with the Fault `host.closing` when the process ends first: the next start of the host looks and reports again.
 */
export type Report = (command: HostReport, request: Request | null, trace?: HostTrace) => Promise<Accepted | Refusal>;

type Pools = Heartbeat['pools'];

/** Parts of the heartbeat that services other than compute know. */
export interface HeartbeatParts {
  /** Asked before every heartbeat. Returns the way to be asked no more. */
  contributePools(source: () => Promise<Pools>): () => void;
  pools(): Promise<Pools>;
}

export interface HostPlatform {
  readonly hostId: HostId;
  readonly hostName: string;
  /** New at every start of the process. */
  readonly sessionId: string;
  /** This host's own directory; it exists. Each service keeps to folders of its own in it. */
  readonly dataDir: string;
  readonly bus: Bus;
  readonly log: Logger;
  readonly clock: HostClock;
  readonly report: Report;
  readonly heartbeatParts: HeartbeatParts;
  /** There on a host of thin air: the fakes take the place of everything that would touch the machine. */
  readonly simulation?: Simulation;
}

/** What `start<Service>Host(platform)` gives back. */
export interface HostPart {
  /** Takes no more work, finishes what runs, leaves everything on the machine as it is. */
  close(): Promise<void>;
}

export const hostClock: HostClock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export const createHeartbeatParts = (): HeartbeatParts => {
  const sources = new Set<() => Promise<Pools>>();
  return {
    contributePools: (source) => {
      sources.add(source);
      return () => sources.delete(source);
    },
    pools: async () => (await Promise.all([...sources].map((source) => source()))).flat(),
  };
};

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

export interface ReporterParts {
  readonly hostId: HostId;
  readonly bus: Bus;
  readonly clock: HostClock;
  readonly log: Logger;
}

export interface Reporter {
  readonly report: Report;
  /** Gives up on what control has not answered. */
  close(): void;
}

export const createReporter = (parts: ReporterParts): Reporter => {
  const { bus, clock, log, hostId } = parts;
  const wakers = new Set<() => void>();
  const ending = new AbortController();
  const wakeAll = (): void => wakers.forEach((wake) => wake());
  // A bus that comes back is worth a try at once.
  const forget = bus.onStatus((status) => {
    if (status === 'connected') wakeAll();
  });

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        callOff();
        wakers.delete(wake);
        resolve();
      };
      const callOff = clock.after(ms, wake);
      wakers.add(wake);
    });

  const report: Report = async (command, request, trace) => {
    const envelope = envelopeOf({ hostId, clock }, command, request, trace);
    for (let wait = FIRST_PAUSE_MS; !ending.signal.aborted; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      const reply: Reply = await bus.command(envelope);
      if (reply.kind !== 'fault') return reply as Accepted | Refusal;
      log.debug(
        { type: command.type, code: reply.code, commandId: envelope.meta.commandId },
        'control has not taken a report yet',
      );
      if (reply.code === 'internal.bug')
        log.error({ type: command.type, commandId: envelope.meta.commandId }, 'control cannot take a report');
      await pause(wait);
    }
    throw new Fault('host.closing', `the host process ends before control took ${command.type}`, { retry: 'later' });
  };

  return {
    report,
    close: () => {
      ending.abort();
      forget();
      wakeAll();
    },
  };
};

const envelopeOf = (
  { hostId, clock }: Pick<ReporterParts, 'hostId' | 'clock'>,
  command: HostReport,
  request: Request | null,
  trace?: HostTrace,
) => {
  const commandId = newId() as Request['commandId'];
  const operationId = request?.operationId ?? (commandId as string as Request['operationId']);
  return {
    type: command.type,
    version: command.version,
    data: command.data,
    meta: {
      commandId,
      operationId,
      correlationId: trace?.correlationId ?? operationId,
      ...(trace?.causationId === undefined ? {} : { causationId: trace.causationId }),
      ...(trace?.traceparent === undefined ? {} : { traceparent: trace.traceparent }),
      actor: { kind: 'host' as const, id: hostId },
      at: new Date(clock.now()).toISOString(),
    },
  };
};
