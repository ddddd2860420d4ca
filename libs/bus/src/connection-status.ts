/** Follows a NATS connection's ups and downs for those who must wait or tell. */
import type { Logger } from '@chronovisor/telemetry';
import type { NatsConnection } from '@nats-io/transport-node';
import type { BusStatus } from './port.ts';

export interface ConnectionStatus {
  readonly status: BusStatus;
  readonly onStatus: (listener: (status: BusStatus) => void) => () => void;
  /** True once connected; false when the time passed without. */
  connectedWithin(ms: number): Promise<boolean>;
}

const STATUS_OF: Readonly<Record<string, BusStatus>> = {
  disconnect: 'reconnecting',
  reconnect: 'connected',
  close: 'closed',
};

export const followConnection = (nc: NatsConnection, log: Logger): ConnectionStatus => {
  let status: BusStatus = 'connected';
  const listeners = new Set<(status: BusStatus) => void>();
  const become = (next: BusStatus): void => {
    if (next === status) return;
    status = next;
    log.info({ status }, 'the message bus changed its state');
    for (const listener of [...listeners]) listener(status);
  };

  const watch = async (): Promise<void> => {
    for await (const change of nc.status()) {
      const next = STATUS_OF[change.type];
      if (next !== undefined) become(next);
    }
    become('closed');
  };
  watch().catch((error: unknown) => log.error({ err: error }, 'lost sight of the message bus'));

  const onStatus = (listener: (status: BusStatus) => void): (() => void) => {
    listeners.add(listener);
    listener(status);
    return () => listeners.delete(listener);
  };

  return {
    get status() {
      return status;
    },
    onStatus,
    connectedWithin: (ms) => {
      if (status === 'connected') return Promise.resolve(true);
      if (status === 'closed') return Promise.resolve(false);
      return new Promise((resolve) => {
        let stop: () => void = () => {};
        const done = (answer: boolean): void => {
          clearTimeout(timer);
          stop();
          resolve(answer);
        };
        const timer = setTimeout(() => done(false), ms);
        stop = onStatus((now) => {
          if (now !== 'reconnecting') done(now === 'connected');
        });
      });
    },
  };
};
