/** The responses that stay open by themselves: counted, and ended when the process stops. */
import type { ServerResponse } from 'node:http';
import type { Metrics } from '@chronovisor/telemetry';

export class OpenStreams {
  readonly #open = new Set<ServerResponse>();

  constructor(metrics: Metrics) {
    metrics.gauge('chrono_http_streams', 'Event streams and serial logs being followed', [], (gauge) =>
      gauge.set(this.#open.size),
    );
  }

  async hold(out: ServerResponse, run: () => Promise<void>): Promise<void> {
    this.#open.add(out);
    try {
      await run();
    } finally {
      this.#open.delete(out);
    }
  }

  closeAll(): void {
    for (const out of this.#open) out.end();
    this.#open.clear();
  }
}
