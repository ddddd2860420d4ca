/** The hosts as clients see them: what they said when they joined, and what their last heartbeat said. */
import { HostJoined, HostLost, HostReturned, type Heartbeat, type HostFacts, type http } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { Documents, type Row } from '../documents/documents.ts';
import { createReactions } from '../documents/reactions.ts';

export interface HostRow extends Row {
  name: string;
  status: http.HostDocument['status'];
  facts: HostFacts;
  live: http.HostDocument['live'];
  revision: number;
  readonly joinedAt: string;
  updatedAt: string;
}

const hostDocument = (host: HostRow): http.HostDocument => ({
  id: host.facts.hostId,
  name: host.name,
  status: host.status,
  version: host.facts.version,
  capacity: host.facts.capacity,
  capabilities: host.facts.capabilities,
  live: host.live,
  revision: host.revision,
  joinedAt: host.joinedAt,
  updatedAt: host.updatedAt,
});

export class HostsView implements Follower {
  readonly name = 'hosts';
  readonly documents = new Documents<HostRow, http.HostDocument>(hostDocument);
  readonly #reactions = createReactions()
    .on(HostJoined, ({ facts }, event) => this.#join(facts, event))
    .on(HostLost, ({ hostId }, event) => this.#say(hostId, 'lost', event))
    .on(HostReturned, ({ hostId }, event) => this.#say(hostId, 'connected', event));
  readonly #onRenamed: () => void;

  constructor(onRenamed: () => void) {
    this.#onRenamed = onRenamed;
  }

  reset(): void {
    this.documents.clear();
  }

  apply(event: RecordedEvent): void {
    this.#reactions.apply(event);
  }

  /** Takes what is not stored. One of another session comes from a process that is about to join or has just gone. */
  hear(beat: Heartbeat): void {
    if (this.documents.row(beat.hostId)?.facts.sessionId !== beat.sessionId) return;
    const { at, memoryFree, loadAverage, vms } = beat;
    this.documents.change(beat.hostId, (host) => {
      host.live = { at, memoryFree, loadAverage, vms };
    });
  }

  #join(facts: HostFacts, event: RecordedEvent): void {
    const known = this.documents.row(facts.hostId);
    const before = known?.name;
    if (known === undefined) this.documents.add(this.#rowOf(facts, event));
    else {
      this.documents.change(facts.hostId, (host) => Object.assign(host, { facts, name: facts.name, live: null }));
      this.#say(facts.hostId, 'connected', event);
    }
    if (before !== undefined && before !== facts.name) this.#onRenamed();
  }

  #rowOf(facts: HostFacts, event: RecordedEvent): HostRow {
    const { at, revision } = event;
    return {
      id: facts.hostId,
      name: facts.name,
      status: 'connected',
      facts,
      live: null,
      revision,
      joinedAt: at,
      updatedAt: at,
    };
  }

  #say(hostId: string, status: HostRow['status'], event: RecordedEvent): void {
    this.documents.change(hostId, (host) => {
      host.status = status;
      host.revision = event.revision;
      host.updatedAt = event.at;
      if (status === 'lost') host.live = null;
    });
  }
}
