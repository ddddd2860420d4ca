/** Last station of an event: every listener hears all of its events in order, one at a time, at its own pace. */
import type { QmpEvents } from '../generated/events.ts';
import { callOutside, surface } from './trace.ts';

export type QmpEventName = keyof QmpEvents;
export type QmpEvent = {
  [N in QmpEventName]: { readonly name: N; readonly data: QmpEvents[N]; readonly at: number };
}[QmpEventName];
export type QmpEventOf<N extends QmpEventName> = Extract<QmpEvent, { name: N }>;

/** May be async: the next event waits for it, QEMU's answers do not, so it may send commands. */
export type QmpListener<N extends QmpEventName = QmpEventName> = (event: QmpEventOf<N>) => void | Promise<void>;

interface Mailbox {
  readonly wants: string;
  readonly hear: QmpListener;
  readonly held: QmpEvent[];
  busy: boolean;
}

export interface Listeners {
  add(wants: string, hear: QmpListener): () => void;
  tell(event: QmpEvent): void;
  /** The longest of the queues. */
  held(): number;
}

/** `onRoom` is called whenever a queue has become shorter. */
export const createListeners = (onRoom: () => void): Listeners => {
  const mailboxes = new Set<Mailbox>();

  const deliver = (mailbox: Mailbox, event: QmpEvent): void => {
    const outcome = callOutside(() => mailbox.hear(event));
    if (outcome === undefined) return;
    mailbox.busy = true;
    void outcome.catch(surface).then(() => {
      mailbox.busy = false;
      drain(mailbox);
      onRoom();
    });
  };

  const drain = (mailbox: Mailbox): void => {
    while (!mailbox.busy && mailboxes.has(mailbox)) {
      const next = mailbox.held.shift();
      if (next === undefined) return;
      deliver(mailbox, next);
    }
  };

  return {
    add: (wants, hear) => {
      const mailbox: Mailbox = { wants, hear, held: [], busy: false };
      mailboxes.add(mailbox);
      return () => {
        mailboxes.delete(mailbox);
        onRoom();
      };
    },
    tell: (event) => {
      const present = [...mailboxes]; // One added by a listener hears the next event, not this one.
      for (const mailbox of present) {
        if (mailbox.wants !== '*' && mailbox.wants !== event.name) continue;
        if (mailbox.busy) mailbox.held.push(event);
        else deliver(mailbox, event);
      }
    },
    held: () => Math.max(0, ...[...mailboxes].map((mailbox) => mailbox.held.length)),
  };
};
