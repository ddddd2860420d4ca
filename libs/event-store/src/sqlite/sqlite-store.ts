/** The embedded store: one file, one writer, every acknowledged commit on the disk. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newId } from '@chronovisor/kernel/ids';
import { prepare } from '../commit.ts';
import { closed } from '../faults.ts';
import { createListeners, createSubscriptions } from '../paging.ts';
import type { AppendResult, Commit, EventStore, ReadAllOptions, ReadOptions, RecordedEvent } from '../port.ts';
import { openHeadRecord, readHeadRecord, type HeadRecordFile } from './head-record.ts';
import { inspectBeforeOpening, inspectOpened } from './inspect.ts';
import { lockStore, type StoreLock } from './lock.ts';
import { createRows, type Rows } from './rows.ts';
import { applySettings, ensureSchema } from './schema.ts';
import { asStoreFault } from './sqlite-faults.ts';
import { Writer } from './writer.ts';

export interface SqliteStoreOptions {
  readonly file: string;
  readonly now?: () => Date;
  /** Told of what weakens the store without stopping it. */
  readonly onWarning?: (error: unknown) => void;
}

interface Opened {
  readonly file: string;
  readonly db: DatabaseSync;
  readonly lock: StoreLock;
  readonly head: HeadRecordFile;
  readonly position: number;
}

const FIRST = { forward: 0, backward: Number.MAX_SAFE_INTEGER };
const BUSY_TIMEOUT_MS = 5000;

const openDatabase = (file: string, record: ReturnType<typeof readHeadRecord>): Omit<Opened, 'lock'> => {
  // Made here because SQLite would let everyone read it. No descriptor of ours may be closed on the file once SQLite has
  // it open: that would drop SQLite's locks.
  closeSync(openSync(file, 'a', 0o600));
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    applySettings(db);
    const storeId = ensureSchema(db, file, newId);
    const position = inspectOpened(db, file, { storeId, record });
    const head = openHeadRecord(`${file}.head`, storeId);
    head.write(position);
    return { file, db, head, position };
  } catch (error) {
    db.close();
    throw asStoreFault(error, file);
  }
};

const open = (file: string): Opened => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const lock = lockStore(file);
  try {
    const record = readHeadRecord(`${file}.head`);
    inspectBeforeOpening(file, record);
    return { ...openDatabase(file, record), lock };
  } catch (error) {
    lock.release();
    throw error;
  }
};

class SqliteStore implements EventStore {
  readonly #opened: Opened;
  readonly #rows: Rows;
  readonly #writer: Writer;
  readonly #onWarning: (error: unknown) => void;
  readonly #listeners = createListeners();
  readonly #subscriptions = createSubscriptions({
    page: (after) => this.#guarded(() => this.#rows.after(after, Infinity)),
    head: () => this.#writer.position,
    onAppended: this.#listeners.add,
  });
  #closed = false;

  constructor(opened: Opened, options: SqliteStoreOptions) {
    this.#opened = opened;
    this.#onWarning = options.onWarning ?? ((error) => process.emitWarning(error as Error));
    this.#rows = createRows(opened.db);
    this.#writer = new Writer(opened.db, {
      file: opened.file,
      rows: this.#rows,
      position: opened.position,
      now: options.now ?? (() => new Date()),
      onStored: (position) => this.#stored(position),
    });
  }

  readonly subscribe = this.#subscriptions.subscribe;

  async append(commit: Commit): Promise<AppendResult> {
    return this.#writer.append(prepare(commit));
  }

  async findCommit(_stream: string, commitId: string): Promise<readonly RecordedEvent[] | null> {
    return this.#guarded(() => this.#rows.commit(commitId));
  }

  async *read(stream: string, options: ReadOptions = {}): AsyncIterable<RecordedEvent> {
    const { direction = 'forward', limit = Infinity } = options;
    const step = direction === 'forward' ? 1 : -1;
    let from = options.from ?? FIRST[direction];
    for (let left = limit; left > 0;) {
      const page = this.#guarded(() => this.#rows[direction](stream, from, left));
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      from = last.revision + step;
      left -= page.length;
    }
  }

  async *readAll({ after = 0, limit = Infinity }: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    let position = after;
    for (let left = limit; left > 0;) {
      const page = this.#guarded(() => this.#rows.after(position, left));
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      position = last.position;
      left -= page.length;
    }
  }

  async head(): Promise<number> {
    if (this.#closed) throw closed();
    return this.#writer.position;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#writer.close();
    await this.#subscriptions.closeAll();
    this.#closed = true;
    this.#opened.db.close();
    this.#opened.head.close();
    this.#opened.lock.release();
  }

  #guarded<T>(read: () => T): T {
    if (this.#closed) throw closed();
    try {
      return read();
    } catch (error) {
      throw asStoreFault(error, this.#opened.file);
    }
  }

  /** The commit is safe already; without this record only the noticing of a cut file is weaker, hence no fault. */
  #stored(position: number): void {
    try {
      this.#opened.head.write(position);
    } catch (error) {
      this.#onWarning(error);
    }
    this.#listeners.call();
  }
}

export const openSqliteStore = (options: SqliteStoreOptions): EventStore =>
  new SqliteStore(open(options.file), options);
