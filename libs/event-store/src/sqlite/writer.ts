/** The one writer: gathers the appends of one turn of the event loop into one transaction, so that they share one sync. */
import type { DatabaseSync } from 'node:sqlite';
import { conflicts, toRecorded, type PreparedCommit, type PreparedWrite, type StoredEvent } from '../commit.ts';
import { closed } from '../faults.ts';
import type { AppendResult } from '../port.ts';
import { createRevisions } from './revisions.ts';
import type { Rows } from './rows.ts';
import { asStoreFault } from './sqlite-faults.ts';

interface Waiting {
  readonly commit: PreparedCommit;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

interface WriterOptions {
  readonly file: string;
  readonly rows: Rows;
  readonly position: number;
  readonly now: () => Date;
  /** Called when new events are on the disk, before their appends are answered. */
  readonly onStored: (position: number) => void;
}

const BATCH_COMMITS = 256;
const BATCH_SIZE = 16 * 1024 * 1024;

export class Writer {
  /** Of the last event on the disk. */
  position: number;
  readonly #db: DatabaseSync;
  readonly #options: WriterOptions;
  readonly #revisions;
  readonly #insertEvent;
  readonly #insertCommit;
  #queue: Waiting[] = [];
  #scheduled = false;
  #closed = false;
  /** Of the last event in the transaction at hand. */
  #next: number;

  constructor(db: DatabaseSync, options: WriterOptions) {
    this.#db = db;
    this.#options = options;
    this.position = options.position;
    this.#next = options.position;
    this.#revisions = createRevisions(db);
    this.#insertEvent = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#insertCommit = db.prepare('INSERT INTO commits VALUES (?, ?, ?)');
  }

  append(commit: PreparedCommit): Promise<AppendResult> {
    if (this.#closed) return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      this.#queue.push({ commit, resolve, reject });
      this.#schedule();
    });
  }

  /** Writes what was accepted; takes nothing more. */
  close(): void {
    this.#closed = true;
    while (this.#queue.length > 0) this.#flush();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #flush(): void {
    const batch = this.#takeBatch();
    if (batch.length === 0) return;
    let results: AppendResult[];
    try {
      results = this.#writeBatch(batch);
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    if (this.#next > this.position) {
      this.position = this.#next;
      this.#options.onStored(this.position);
    }
    batch.forEach(({ resolve }, index) => resolve(results[index] as AppendResult));
  }

  #takeBatch(): Waiting[] {
    let count = 0;
    for (let size = 0; count < this.#queue.length && count < BATCH_COMMITS && size < BATCH_SIZE; count += 1) {
      size += (this.#queue[count] as Waiting).commit.size;
    }
    return this.#queue.splice(0, count);
  }

  #writeBatch(batch: readonly Waiting[]): AppendResult[] {
    const at = this.#options.now().toISOString();
    let committing = false;
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const results = batch.map(({ commit }) => this.#write(commit, at));
      committing = true;
      this.#db.exec('COMMIT');
      return results;
    } catch (error) {
      this.#takeBack();
      throw asStoreFault(error, this.#options.file, committing);
    }
  }

  #takeBack(): void {
    this.#next = this.position;
    this.#revisions.forgetAll();
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
  }

  /** Conflicts are looked for before the first insert, hence one commit's "no" needs no savepoint. */
  #write(commit: PreparedCommit, at: string): AppendResult {
    const before = this.#options.rows.commit(commit.id);
    if (before) return { ok: true, duplicate: true, position: before.at(-1)?.position ?? 0, events: before };
    for (const { stream, expected } of commit.writes) {
      const actual = this.#revisions.get(stream);
      if (conflicts(expected, actual)) return { ok: false, conflict: { stream, actual: actual ?? 'no-stream' } };
    }
    const first = this.#next + 1;
    const stored = commit.writes.flatMap((write) => this.#insert(write, commit.id, at));
    this.#insertCommit.run(commit.id, first, this.#next);
    return { ok: true, duplicate: false, position: this.#next, events: stored.map(toRecorded) };
  }

  #insert({ stream, events }: PreparedWrite, commitId: string, at: string): StoredEvent[] {
    const base = (this.#revisions.get(stream) ?? -1) + 1;
    const stored = events.map((event, index): StoredEvent => {
      const position = this.#next + 1;
      const revision = base + index;
      const { id, type, version, data, meta } = event;
      this.#insertEvent.run(position, stream, revision, id, type, version, at, data, meta, commitId);
      this.#next = position;
      return { id, type, version, data, meta, position, stream, revision, at, commitId };
    });
    this.#revisions.set(stream, base + events.length - 1);
    return stored;
  }
}
