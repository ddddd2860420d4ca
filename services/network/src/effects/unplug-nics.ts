/** Removes the TAPs of a vm that runs no more, and its reservations. */
import { isFault } from '@chronovisor/kernel';
import type { NetworkRecord, PluggedNic } from '../drivers/records/records.port.ts';
import type { HostParts } from './host-parts.ts';
import { stand } from './standing.ts';

interface Failure {
  readonly nic: PluggedNic;
  readonly error: unknown;
}

const networksOf = async ({ records }: HostParts, nics: readonly PluggedNic[]): Promise<NetworkRecord[]> =>
  (await records.networks()).filter((record) => nics.some(({ networkId }) => networkId === record.networkId));

/** Those that could not be removed; they stay written down, for a later sweep. */
const removeTaps = async ({ link, log }: HostParts, nics: readonly PluggedNic[]): Promise<Failure[]> => {
  const failures: Failure[] = [];
  for (const nic of nics) {
    try {
      await link.remove(nic.tap);
    } catch (error) {
      // Another's interface with our name is not for us to remove, now or later.
      if (isFault(error) && error.code === 'link.foreign') log.warn({ err: error, tap: nic.tap }, 'not a TAP of ours');
      else failures.push({ nic, error });
    }
  }
  return failures;
};

/** Gives what was unplugged; nothing for a vm that has no TAPs. */
export const unplugNics = async (parts: HostParts, vmId: string): Promise<readonly PluggedNic[]> => {
  const record = (await parts.records.vms()).find((vm) => vm.vmId === vmId);
  if (record === undefined) return [];
  const [failure, ...others] = await removeTaps(parts, record.nics);
  if (failure !== undefined) {
    await parts.records.saveVm({ vmId, nics: [failure, ...others].map(({ nic }) => nic) });
    throw failure.error;
  }
  await parts.records.forgetVm(vmId);
  for (const one of await networksOf(parts, record.nics)) {
    // The TAPs are gone, which is what was asked; a server that cannot be told now is told at the next look.
    await stand(parts, one).catch((error: unknown) =>
      parts.log.warn(
        { err: error, networkId: one.networkId, vmId },
        'the network could not be told of an unplugged vm',
      ),
    );
  }
  return record.nics;
};
