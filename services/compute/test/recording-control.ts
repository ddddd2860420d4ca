/** Stands in for control in tests of the host role: takes every report as control would, and remembers it. */
import type { Bus } from '@chronovisor/bus';
import type { CommandEnvelope, Reply, Request } from '@chronovisor/contracts';
import { eventually } from '@chronovisor/testing';

export interface HeardReport {
  readonly type: string;
  readonly data: Record<string, unknown> & { readonly request?: Request | null };
  readonly commandId: string;
  readonly correlationId: string;
}

const accepted: Reply = {
  kind: 'accepted',
  position: 1,
  revision: 0,
  duplicate: false,
  awaits: null,
  operationId: null,
};

export class RecordingControl {
  readonly heard: HeardReport[] = [];
  /** What it answers; by default it takes everything. */
  answer: (command: CommandEnvelope) => Reply = () => accepted;
  readonly #seen = new Set<string>();

  constructor(bus: Bus) {
    bus.serveCommands('compute', async (command) => {
      const reply = this.answer(command);
      if (reply.kind === 'accepted' && !this.#seen.has(command.meta.commandId)) {
        this.#seen.add(command.meta.commandId);
        const { type, meta } = command;
        const data = command.data as HeardReport['data'];
        this.heard.push({ type, data, commandId: meta.commandId, correlationId: meta.correlationId });
      }
      return reply;
    });
  }

  of(type: string): readonly HeardReport[] {
    return this.heard.filter((report) => report.type === `compute.${type}`);
  }

  /** The first such report that fits, as soon as there is one. */
  hears(type: string, fits: (report: HeardReport) => boolean = () => true, withinMs = 20_000): Promise<HeardReport> {
    return eventually(() => this.of(type).find(fits) ?? null, { withinMs });
  }

  /** Types of what was reported about vms, in order. */
  get order(): readonly string[] {
    return this.heard.map(({ type }) => type.replace('compute.', '')).filter((type) => type.startsWith('RecordVm'));
  }
}
