/** A view as it is written, and as it is run: one that throws is set aside with the event named, and the others go on. */
import { messageOf } from '@chronovisor/kernel';
import type { RecordedEvent } from '@chronovisor/event-store';

/** State folded from events for answering questions. It may change in place; nobody else writes it. */
export interface View {
  readonly name: string;
  /** Back to the state before the first event. */
  init(): void;
  apply(event: RecordedEvent): void;
}

/** The event that a view could not apply. */
export interface ViewFailure {
  readonly view: string;
  readonly message: string;
  readonly event: Pick<RecordedEvent, 'id' | 'type' | 'version' | 'stream' | 'revision' | 'position'>;
  readonly cause: unknown;
}

export class RunningView {
  readonly #view: View;
  failure: ViewFailure | null = null;

  constructor(view: View) {
    this.#view = view;
    view.init();
  }

  get name(): string {
    return this.#view.name;
  }

  restart(): void {
    this.failure = null;
    this.#view.init();
  }

  /** Gives back the failure if this event caused it. A failed view hears nothing more: what it would show is already wrong. */
  apply(event: RecordedEvent): ViewFailure | null {
    if (this.failure !== null) return null;
    try {
      this.#view.apply(event);
      return null;
    } catch (cause) {
      const { id, type, version, stream, revision, position } = event;
      this.failure = {
        view: this.name,
        message: messageOf(cause),
        event: { id, type, version, stream, revision, position },
        cause,
      };
      return this.failure;
    }
  }
}
