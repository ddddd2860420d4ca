/** The one place where old events become new ones, and where events of a type unknown to this version are left out. */
import type { RecordedEvent } from '../port.ts';

/** An event as deciders make and fold it: without its envelope. */
export interface DomainEvent {
  readonly type: string;
  readonly version: number;
  readonly data: unknown;
}

/** Pure: from one version to a later one, or to another type. */
export type Upcaster = (event: DomainEvent) => DomainEvent;

/** Keyed `type@version`, e.g. `compute.VmCreated@1`. */
export type Upcasters = Readonly<Record<string, Upcaster>>;

export interface History {
  readonly upcasters?: Upcasters;
  /** After upcasting. Without it every event is known. */
  readonly isKnown?: (type: string, version: number) => boolean;
  /** Told of each event left out, to be counted. */
  readonly onUnknown?: (event: RecordedEvent) => void;
}

export type Upcast = (event: RecordedEvent) => RecordedEvent | null;

const LONGEST_CHAIN = 100;

/** Null for an unknown event: written by a newer version of us, and no reason to stop. */
export const createUpcast = ({ upcasters = {}, isKnown, onUnknown }: History = {}): Upcast => {
  const table = new Map(Object.entries(upcasters));
  const raise = (event: RecordedEvent): RecordedEvent => {
    let raised = event;
    for (let step = 0; step < LONGEST_CHAIN; step += 1) {
      const upcaster = table.get(`${raised.type}@${raised.version}`);
      if (upcaster === undefined) return raised;
      const { type, version, data } = upcaster(raised);
      raised = { ...event, type, version, data: data as RecordedEvent['data'] };
    }
    throw new Error(`the upcasters of ${event.type}@${event.version} go round in a circle`);
  };
  return (event) => {
    const raised = table.size === 0 ? event : raise(event);
    if (isKnown === undefined || isKnown(raised.type, raised.version)) return raised;
    onUnknown?.(event);
    return null;
  };
};
