/** Records as files: `networks/<id>/network.json` and `taps/<vm id>.json` in the host's directory. */
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NetworkId, NicId, VmId, network } from '@chronovisor/contracts';
import { z } from 'zod';
import type { Records } from './records.port.ts';

const NetworkFile = z.object({ networkId: NetworkId, name: z.string(), activation: network.Activation });
const VmFile = z.object({
  vmId: VmId,
  nics: z.array(
    z.object({
      nicId: NicId,
      networkId: NetworkId,
      tap: z.string(),
      mac: z.string(),
      address: z.string().nullable(),
      hostname: z.string(),
    }),
  ),
});

export interface LiveRecordsOptions {
  readonly dataDir: string;
  /** Told of a file that does not read back. */
  readonly onDamaged?: (path: string, error: unknown) => void;
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const names = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
};

/** Whole or not at all, also when the power fails. */
const write = async (path: string, value: unknown): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
};

export const liveRecords = ({ dataDir, onDamaged = () => {} }: LiveRecordsOptions): Records => {
  const networks = join(dataDir, 'networks');
  const taps = join(dataDir, 'taps');

  const read = async <T>(path: string, schema: z.ZodType<T>): Promise<T | null> => {
    try {
      return schema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if (!isMissing(error)) onDamaged(path, error);
      return null;
    }
  };
  const readAll = async <T>(paths: readonly string[], schema: z.ZodType<T>): Promise<T[]> =>
    (await Promise.all(paths.map((path) => read(path, schema)))).filter((record) => record !== null);

  return {
    networks: async () =>
      readAll(
        (await names(networks)).map((id) => join(networks, id, 'network.json')),
        NetworkFile,
      ),
    saveNetwork: (record) => write(join(networks, NetworkId.parse(record.networkId), 'network.json'), record),
    forgetNetwork: async (networkId) => {
      const folder = join(networks, NetworkId.parse(networkId));
      // WHY SAFE: the id was checked to be a UUID, so the path is one folder under our own.
      await rm(folder, { recursive: true, force: true });
    },
    vms: async () =>
      readAll(
        (await names(taps)).filter((name) => name.endsWith('.json')).map((name) => join(taps, name)),
        VmFile,
      ),
    saveVm: (record) => write(join(taps, `${VmId.parse(record.vmId)}.json`), record),
    forgetVm: (vmId) => rm(join(taps, `${VmId.parse(vmId)}.json`), { force: true }),
  };
};
