/** The devices of all hosts as clients see them. */
import { InventoryChanged, type Device, type Inventory, type http } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { Documents, type Row } from '../documents/documents.ts';
import { createReactions } from '../documents/reactions.ts';

export interface DeviceRow extends Row {
  readonly name: null;
  readonly hostId: string;
  readonly device: Device;
}

/** A device is found again by where it sits. */
const keyOf = (hostId: string, { kind, address }: Device): string => `${hostId}/${kind}/${address}`;

const deviceDocument = ({ hostId, device }: DeviceRow, hostName: (id: string) => string): http.DeviceDocument =>
  ({ id: `${hostName(hostId)}/${device.address}`, host: hostName(hostId), hostId, ...device }) as http.DeviceDocument;

export class DevicesView implements Follower {
  readonly name = 'devices';
  readonly documents: Documents<DeviceRow, http.DeviceDocument>;
  readonly #reactions = createReactions().on(InventoryChanged, ({ hostId, inventory }) =>
    this.#replace(hostId, inventory),
  );

  constructor(hostName: (id: string) => string) {
    this.documents = new Documents((row) => deviceDocument(row, hostName));
  }

  reset(): void {
    this.documents.clear();
  }

  apply(event: RecordedEvent): void {
    this.#reactions.apply(event);
  }

  #replace(hostId: string, { devices }: Inventory): void {
    for (const row of this.documents.rows()) if (row.hostId === hostId) this.documents.remove(row.id);
    for (const device of devices) this.documents.add({ id: keyOf(hostId, device), name: null, hostId, device });
  }
}
