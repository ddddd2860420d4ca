/** Third station: the guest's file tree as a cpio archive, the same bytes whenever the contents are the same. */
import { gzipSync } from 'node:zlib';

/** @typedef {{ mode: number, data: Buffer, device?: [number, number] }} Entry */

const directory = 0o040_000;
const regular = 0o100_000;
const link = 0o120_000;
const character = 0o020_000;

/** A tree that grows its own directories. */
export class Tree {
  /** @type {Map<string, Entry>} */
  #entries = new Map();

  /** @param {string} path */
  directory(path) {
    const parent = path.split('/').slice(0, -1).join('/');
    if (parent !== '') this.directory(parent);
    if (!this.#entries.has(path)) this.#add(path, { mode: directory | 0o755, data: Buffer.alloc(0) });
  }

  /**
   * @param {string} path
   * @param {Uint8Array | string} content
   * @param {number} [permissions]
   */
  file(path, content, permissions = 0o644) {
    this.#add(path, { mode: regular | permissions, data: Buffer.from(content) });
  }

  /**
   * @param {string} path
   * @param {string} target
   */
  link(path, target) {
    this.#add(path, { mode: link | 0o777, data: Buffer.from(target) });
  }

  /**
   * @param {string} path
   * @param {[number, number]} device
   */
  characterDevice(path, device) {
    this.#add(path, { mode: character | 0o600, data: Buffer.alloc(0), device });
  }

  /** @param {string} path */
  has(path) {
    return this.#entries.has(path);
  }

  /** Packed. No time, no owner and no order of the maker's gets in. */
  pack() {
    const sorted = [...this.#entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const parts = sorted.map(([path, entry], at) => record(path, entry, at + 1));
    const trailer = record('TRAILER!!!', { mode: 0, data: Buffer.alloc(0) }, 0);
    return gzipSync(Buffer.concat([...parts, trailer]), { level: 9 });
  }

  /**
   * @param {string} path
   * @param {Entry} entry
   */
  #add(path, entry) {
    const parent = path.split('/').slice(0, -1).join('/');
    if (parent !== '') this.directory(parent);
    this.#entries.set(path, entry);
  }
}

/** @param {Buffer} bytes */
const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

/**
 * One record in the "newc" form: a magic and thirteen numbers of eight hex digits, the name, the data.
 *
 * @param {string} path
 * @param {Entry} entry
 * @param {number} inode
 */
const record = (path, { mode, data, device = [0, 0] }, inode) => {
  const name = Buffer.from(`${path}\0`);
  const links = (mode & directory) === directory && (mode & link) !== link ? 2 : 1;
  const numbers = [inode, mode, 0, 0, links, 0, data.length, 0, 0, ...device, name.length, 0];
  const header = `070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(header), name])), padded(data)]);
};
