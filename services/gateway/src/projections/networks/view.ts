/** The networks as clients see them: where each stands, and the nics and addresses on it. */
import { network, type MessageOf, type http } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { Documents, type Row } from '../documents/documents.ts';
import { createReactions } from '../documents/reactions.ts';

interface Place {
  readonly status: http.NetworkDocument['hosts'][number]['status'];
  readonly bridge: string | null;
  readonly subnet: string | null;
  readonly gateway: string | null;
}
type NicData = MessageOf<typeof network.NicCreated>['data'];

export interface NetworkRow extends Row {
  readonly name: string;
  labels: http.NetworkDocument['labels'];
  readonly kind: http.NetworkDocument['kind'];
  readonly subnet: string | null;
  status: http.NetworkDocument['status'];
  readonly places: Map<string, Place>;
  readonly nics: Map<string, NicData>;
  revision: number;
  readonly createdAt: string;
  updatedAt: string;
}

const nowhere = { bridge: null, subnet: null, gateway: null };

const networkDocument = (row: NetworkRow, hostName: (id: string) => string): http.NetworkDocument =>
  ({
    id: row.id,
    name: row.name,
    labels: row.labels,
    kind: row.kind,
    subnet: row.subnet,
    status: row.status,
    hosts: [...row.places].map(([hostId, place]) => ({ host: hostName(hostId), hostId, ...place })),
    nics: [...row.nics.values()].map(({ nicId, vmId, hostId, nic }) => ({
      id: nicId,
      vm: vmId,
      host: hostName(hostId),
      mac: nic.mac,
      address: nic.address,
    })),
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }) as http.NetworkDocument;

export class NetworksView implements Follower {
  readonly name = 'networks';
  readonly documents: Documents<NetworkRow, http.NetworkDocument>;
  readonly #reactions = createReactions()
    .on(network.NetworkCreated, ({ networkId: id, name, networkKind: kind, subnet, labels = {} }, { at, revision }) => {
      const empty = { places: new Map<string, Place>(), nics: new Map<string, NicData>() };
      this.documents.add({
        id,
        name,
        labels,
        kind,
        subnet,
        status: 'ready',
        ...empty,
        revision,
        createdAt: at,
        updatedAt: at,
      });
    })
    .on(network.NetworkActivationRequested, ({ networkId, hostId }, event) =>
      this.#place(networkId, hostId, event, { status: 'activating', ...nowhere }),
    )
    .on(network.NetworkActivated, ({ networkId, hostId, activation }, event) =>
      this.#place(networkId, hostId, event, { status: 'active', ...activation }),
    )
    .on(network.NetworkActivationFailed, ({ networkId, hostId }, event) =>
      this.#alter(networkId, event, (row) => void row.places.delete(hostId)),
    )
    .on(network.NetworkDeactivated, ({ networkId, hostId }, event) =>
      this.#alter(networkId, event, (row) => void row.places.delete(hostId)),
    )
    .on(network.NetworkLabelled, ({ networkId, labels }, event) =>
      this.#alter(networkId, event, (row) => void (row.labels = labels)),
    )
    .on(network.NetworkDeletionRequested, ({ networkId }, event) =>
      this.#alter(networkId, event, (row) => void (row.status = 'deleting')),
    )
    .on(network.NetworkDeletionFailed, ({ networkId }, event) =>
      this.#alter(networkId, event, (row) => void (row.status = 'ready')),
    )
    .on(network.NetworkDeleted, ({ networkId }) => this.documents.remove(networkId))
    .on(network.NicCreated, (data) =>
      this.documents.change(data.nic.networkId, (row) => void row.nics.set(data.nicId, data)),
    )
    .on(network.NicDeleted, ({ nicId, networkId }) =>
      this.documents.change(networkId, (row) => void row.nics.delete(nicId)),
    );

  constructor(hostName: (id: string) => string) {
    this.documents = new Documents((row) => networkDocument(row, hostName));
  }

  reset(): void {
    this.documents.clear();
  }

  apply(event: RecordedEvent): void {
    this.#reactions.apply(event);
  }

  #place(networkId: string, hostId: string, event: RecordedEvent, place: Place): void {
    this.#alter(networkId, event, (row) => void row.places.set(hostId, place));
  }

  #alter(networkId: string, { at, revision }: RecordedEvent, alter: (row: NetworkRow) => void): void {
    this.documents.change(networkId, (row) => {
      alter(row);
      row.revision = revision;
      row.updatedAt = at;
    });
  }
}
