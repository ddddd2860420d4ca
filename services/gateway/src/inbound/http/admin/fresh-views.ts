/** Builds the views a second time from the log while the first ones serve, compares the two, and puts the second in place where that is asked. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { http } from '@chronovisor/contracts';
import type { EventStore } from '@chronovisor/event-store';
import type { Tail } from '@chronovisor/nest';
import type { Logger, Metrics } from '@chronovisor/telemetry';
import { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import { compareCatalogues } from '../../../projections/catalogue/compare.ts';
import { paced } from './pace.ts';
import { checkInSlices } from './sliced-check.ts';

export interface FreshViewsParts {
  readonly store: Pick<EventStore, 'readAll'>;
  readonly tail: Pick<Tail, 'position'>;
  readonly catalogue: Catalogue;
  readonly log: Logger;
  readonly metrics: Metrics;
}

type Told = Omit<NonNullable<http.StatusDocument['selfCheck']>, 'differences'>;

const BREATH = 2_000;
const MOST_TOLD = 100;

export class FreshViews {
  readonly #parts: FreshViewsParts;
  readonly #found: { inc(by: number): void };
  #queue: Promise<unknown> = Promise.resolve();
  #last: http.StatusDocument['selfCheck'] = null;

  constructor(parts: FreshViewsParts) {
    this.#parts = parts;
    this.#found = parts.metrics.counter(
      'chrono_view_differences_total',
      'Documents that did not show what the log holds',
    );
  }

  /** Of the last check in the life of this process. */
  get last(): http.StatusDocument['selfCheck'] {
    return this.#last;
  }

  /** One at a time: each holds all views a second time. */
  check(replace: boolean): Promise<http.SelfCheckDocument> {
    const checked = this.#queue.then(() => this.#check(replace));
    this.#queue = checked.catch(() => undefined);
    return checked;
  }

  /** By itself: with little memory, in small steps, and never faster than nobody would notice. */
  checkQuietly(signal: AbortSignal): Promise<void> {
    const checked = this.#queue.then(async () => {
      const { store, tail, catalogue } = this.#parts;
      const rest = paced(signal);
      const { position, things, differences } = await checkInSlices({ store, tail, catalogue, rest });
      this.#remember(
        { at: new Date().toISOString(), position, consistent: differences.length === 0, things },
        differences,
      );
    });
    this.#queue = checked.catch(() => undefined);
    return checked;
  }

  #remember(told: Told, differences: readonly http.ViewDifference[]): void {
    this.#last = { ...told, differences: differences.length };
    this.#tell(differences);
  }

  async #check(replace: boolean): Promise<http.SelfCheckDocument> {
    const begun = performance.now();
    const fresh = new Catalogue();
    const position = await this.#catchUp(fresh);
    // No event and no heartbeat comes in between: nothing is awaited from here on.
    const { catalogue } = this.#parts;
    fresh.hearFrom(catalogue);
    const { things, differences } = compareCatalogues(catalogue, fresh);
    if (replace) catalogue.takeOver(fresh);
    const told = { at: new Date().toISOString(), position, consistent: differences.length === 0, things };
    this.#remember(told, differences);
    const tookMs = Math.round(performance.now() - begun);
    return { ...told, tookMs, replaced: replace, differences: differences.slice(0, MOST_TOLD) };
  }

  /** Up to where the views in use are, at the very moment it returns. */
  async #catchUp(fresh: Catalogue): Promise<number> {
    const { store, tail } = this.#parts;
    const followers = fresh.folded();
    let position = 0;
    let read = 0;
    while (position < tail.position) {
      const target = tail.position;
      for await (const event of store.readAll({ after: position })) {
        if (event.position > target) break;
        for (const follower of followers) follower.apply(event);
        read += 1;
        if (read % BREATH === 0) await breathe();
      }
      position = target;
    }
    return position;
  }

  #tell(differences: readonly http.ViewDifference[]): void {
    if (differences.length === 0) return;
    this.#found.inc(differences.length);
    const first = differences.slice(0, 10);
    this.#parts.log.error(
      { code: 'views.differ', differences: differences.length, first },
      'a view does not show what the log holds: this is a bug',
    );
  }
}
