/** The hosts as clients see them: what they said when they joined, and what their last heartbeat said. */
import {
  type Amounts,
  BudgetFreed,
  BudgetHeld,
  HostDriftCleared,
  HostDriftDetected,
  HostDriftRepaired,
  HostJoined,
  HostLost,
  HostReturned,
  HostUpdated,
  type Heartbeat,
  type HostFacts,
  type MessageOf,
  USUAL_OVERCOMMIT,
  type http,
} from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { Documents, type Row } from '../documents/documents.ts';
import { createReactions } from '../documents/reactions.ts';

type HostSettings = MessageOf<typeof HostUpdated>['data']['settings'];
type Use = MessageOf<typeof BudgetHeld | typeof BudgetFreed>['data'];

export interface HostRow extends Row {
  name: string;
  status: http.HostDocument['status'];
  facts: HostFacts;
  settings: HostSettings;
  reserved: Amounts;
  drifts: readonly http.HostDrift[];
  live: http.HostDocument['live'];
  revision: number;
  readonly joinedAt: string;
  updatedAt: string;
}

const hostDocument = (host: HostRow): http.HostDocument => ({
  id: host.facts.hostId,
  name: host.name,
  labels: host.settings.labels,
  status: host.status,
  version: host.facts.version,
  capacity: host.facts.capacity,
  overcommit: host.settings.overcommit,
  reserved: { vcpus: host.reserved.vcpus ?? 0, memory: host.reserved.memory ?? 0 },
  capabilities: host.facts.capabilities,
  drifts: [...host.drifts],
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
    .on(HostUpdated, ({ hostId, settings }, event) =>
      this.documents.change(hostId, (host) =>
        Object.assign(host, { settings, revision: event.revision, updatedAt: event.at }),
      ),
    )
    .on(HostDriftDetected, ({ hostId, field, expected, observed, detail }, event) =>
      this.#drift(hostId, event, (drifts) => [...drifts, { field, expected, observed, detail, at: event.at }]),
    )
    .on(HostDriftCleared, (data, event) => this.#settled(data, event))
    .on(HostDriftRepaired, (data, event) => this.#settled(data, event))
    .on(BudgetHeld, (data) => this.#reserve(data))
    .on(BudgetFreed, (data) => this.#reserve(data))
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
      settings: { labels: {}, overcommit: USUAL_OVERCOMMIT },
      reserved: {},
      drifts: [],
      live: null,
      revision,
      joinedAt: at,
      updatedAt: at,
    };
  }

  #settled({ hostId, field }: { readonly hostId: string; readonly field: string }, event: RecordedEvent): void {
    this.#drift(hostId, event, (drifts) => drifts.filter((drift) => drift.field !== field));
  }

  #drift(hostId: string, event: RecordedEvent, alter: (drifts: HostRow['drifts']) => HostRow['drifts']): void {
    this.documents.change(hostId, (host) => {
      host.drifts = alter(host.drifts);
      host.revision = event.revision;
      host.updatedAt = event.at;
    });
  }

  #reserve({ kind, id, used }: Use): void {
    if (kind === 'host') this.documents.change(id, (host) => void (host.reserved = used));
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
