/** What dispatcher and runner are for the reader of the log that feeds them; libs/nest's tail takes them as they are. */
import type { RecordedEvent } from '@chronovisor/event-store';

export interface LogFollower {
  readonly name: string;
  reset(): void;
  apply(event: RecordedEvent): void;
  caughtUp(): void;
  /** Another process acts from now on; `caughtUp` comes again. */
  rest(): void;
  /** Starts nothing new and waits for what is under way. What is unfinished is taken up from the log by the next one. */
  close(): Promise<void>;
}
