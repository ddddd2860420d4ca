/** Second station: which kernel modules the guest needs, with all they depend on, read from the modules themselves. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** In the guest for `modprobe`; the init script says which of them are loaded when. */
const wanted = (
  'virtio_pci virtio_blk virtio_net virtio_scsi virtio_balloon virtio_console virtio_rng virtio_mem ' +
  'sd_mod sr_mod isofs xfs button evdev qemu_fw_cfg pvpanic_pci 8021q vfio_pci'
).split(' ');

/** @param {string} name Files are named with `-` or `_`, dependencies with either: to the kernel it is the same. */
const plain = (name) => name.replaceAll('-', '_');

/**
 * @param {Buffer} object
 * @param {string} key
 * @returns {string[]} every value of a key in the module's .modinfo section
 */
const modinfo = (object, key) => {
  const values = [];
  const needle = Buffer.from(`\0${key}=`);
  for (let at = object.indexOf(needle); at !== -1; at = object.indexOf(needle, at + 1)) {
    const start = at + needle.length;
    values.push(object.toString('latin1', start, object.indexOf(0, start)));
  }
  return values;
};

/**
 * @param {string} root `lib/modules/<version>` of the unpacked kernel
 * @returns {Promise<Map<string, string>>} module name → path below root
 */
const findModules = async (root) => {
  const files = await readdir(join(root, 'kernel'), { recursive: true });
  const objects = files.filter((file) => file.endsWith('.ko'));
  if (objects.length === 0)
    throw new Error(`no plain .ko modules below ${root}: this kernel packs them in a way not known here`);
  return new Map(objects.toSorted().map((file) => [plain(basename(file, '.ko')), join('kernel', file)]));
};

/**
 * @param {string} root
 * @returns {Promise<{ files: Map<string, Buffer>, dep: string }>} the modules by path, and `modules.dep` for them
 */
export const collectModules = async (root) => {
  const paths = await findModules(root);
  const builtin = await readFile(join(root, 'modules.builtin'), 'utf8');
  const isBuiltin = new Set(builtin.split('\n').map((line) => plain(basename(line, '.ko'))));
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  /** @type {Map<string, string[]>} path → itself and all it needs, in the order they must be loaded */
  const orders = new Map();

  /**
   * @param {string} name
   * @returns {Promise<string[]>}
   */
  const collect = async (name) => {
    const path = paths.get(name);
    if (path === undefined && isBuiltin.has(name)) return [];
    if (path === undefined) throw new Error(`the kernel has no module ${name}`);
    const known = orders.get(path);
    if (known !== undefined) return known;
    const object = await readFile(join(root, path));
    files.set(path, object);
    const order = [];
    for (const list of modinfo(object, 'depends')) {
      for (const needed of list.split(',').filter((needed) => needed !== ''))
        order.push(...(await collect(plain(needed))));
    }
    const distinct = [...new Set([...order, path])];
    orders.set(path, distinct);
    return distinct;
  };

  for (const name of wanted) await collect(name);
  const paragraphs = [...orders].toSorted(([a], [b]) => (a < b ? -1 : 1));
  // `modprobe` loads what stands last first.
  const dep = paragraphs.map(([path, order]) => `${[`${path}:`, ...order.slice(0, -1).toReversed()].join(' ')}\n`);
  return { files, dep: dep.join('') };
};
