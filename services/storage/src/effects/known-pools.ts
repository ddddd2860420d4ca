/** The pools of this host, kept in `pools.json`, and by a mark in each of them: what has no mark is no pool of ours. */
import { basename, dirname, join, normalize } from 'node:path';
import { PoolId } from '@chronovisor/contracts';
import type { Logger } from '@chronovisor/telemetry';
import { z } from 'zod';
import type { Place } from '../drivers/place/place.port.ts';
import { type Failure, fail } from './failure.ts';

const Pool = z.object({ poolId: PoolId, name: z.string(), path: z.string() });
export type KnownPool = z.infer<typeof Pool>;

const LIST = 'pools.json';
const MARK = '.chronovisor-pool.json';
export const VOLUMES = 'volumes';

/** A volume's folder and its file's name in it. */
export interface Spot {
  readonly folder: string;
  readonly name: string;
}

const parsed = <T>(schema: z.ZodType<T>, text: string): T | null => {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

const written = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export class KnownPools {
  readonly #place: Place;
  readonly #dataDir: string;
  readonly #log: Pick<Logger, 'error'>;
  #pools: readonly KnownPool[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(place: Place, dataDir: string, log: Pick<Logger, 'error'>) {
    this.#place = place;
    this.#dataDir = dataDir;
    this.#log = log;
  }

  get all(): readonly KnownPool[] {
    return this.#pools;
  }

  /** Once, at the start. A list that does not read back is put aside; the marks bring its pools back one by one. */
  async load(): Promise<void> {
    const text = await this.#place.readText(join(this.#dataDir, LIST));
    if (text === null) return;
    const pools = parsed(Pool.array(), text);
    if (pools !== null) {
      this.#pools = pools;
      return;
    }
    this.#log.error({ path: join(this.#dataDir, LIST) }, 'the list of pools does not read back');
    await this.#place.publish(this.#dataDir, LIST, `${LIST}.damaged`);
  }

  /** Marks its folder, which proves that it can be written to, and keeps it in the list. */
  async add(pool: KnownPool): Promise<void> {
    const mark = await this.#markIn(pool.path);
    if (mark?.poolId !== pool.poolId) await this.#place.writeText(join(pool.path, MARK), written(pool));
    await this.#keep(pool);
  }

  /** Where a volume of that id may lie: in a folder that bears our mark, under the name that follows from its id. */
  async spotOf({ volumeId, path }: { readonly volumeId: string; readonly path: string }): Promise<Spot | Failure> {
    const folder = dirname(path);
    const name = basename(path);
    const isOurs = [`${volumeId}.qcow2`, `${volumeId}.raw`].includes(name) && basename(folder) === VOLUMES;
    if (!isOurs || normalize(path) !== path)
      return fail('volume.path-refused', `${path} is not where a volume of the id ${volumeId} lies`);
    const pool = await this.#markIn(dirname(folder));
    if (pool === null || !(await this.#place.isFolder(folder))) {
      return fail('pool.missing', `there is no pool in ${dirname(folder)}`, {
        hint: 'Look whether its file system is mounted on the host.',
        facts: { path: dirname(folder) },
      });
    }
    if (!this.#pools.some(({ poolId }) => poolId === pool.poolId)) await this.#keep(pool);
    return { folder, name };
  }

  async #markIn(path: string): Promise<KnownPool | null> {
    const text = await this.#place.readText(join(path, MARK));
    const mark = text === null ? null : parsed(Pool, text);
    return mark === null ? null : { ...mark, path };
  }

  #keep(pool: KnownPool): Promise<void> {
    const turn = this.#writing.then(async () => {
      const pools = [...this.#pools.filter(({ poolId }) => poolId !== pool.poolId), pool];
      await this.#place.writeText(join(this.#dataDir, LIST), written(pools));
      this.#pools = pools;
    });
    this.#writing = turn.catch(() => undefined);
    return turn;
  }
}
