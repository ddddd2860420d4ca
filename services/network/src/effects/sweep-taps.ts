/** Removes what vms that do not run have left behind; asked once the host knows which do. */
import type { VmId, network } from '@chronovisor/contracts';
import type { HostParts } from './host-parts.ts';
import { unplugNics } from './unplug-nics.ts';

/** TAPs on our bridges that nobody wrote down. */
const removeStrays = async ({ link, records, log }: HostParts): Promise<void> => {
  const bridges = new Set((await records.networks()).map(({ activation }) => activation.bridge));
  const written = new Set((await records.vms()).flatMap(({ nics }) => nics.map(({ tap }) => tap)));
  const strays = (await link.list()).filter(
    ({ name, kind, master }) =>
      kind === 'tap' && name.startsWith('cht') && bridges.has(master ?? '') && !written.has(name),
  );
  for (const { name } of strays) {
    log.warn({ tap: name }, 'a TAP that belongs to no vm is removed');
    await link.remove(name);
  }
};

export const sweepTaps = async (parts: HostParts, running: readonly string[]): Promise<network.VmTaps[]> => {
  const left = (await parts.records.vms()).filter(({ vmId }) => !running.includes(vmId));
  const swept: network.VmTaps[] = [];
  for (const { vmId } of left) {
    const nics = await unplugNics(parts, vmId);
    swept.push({
      vmId: vmId as VmId,
      taps: nics.map(({ nicId, tap }) => ({ nicId: nicId as network.Tap['nicId'], tap })),
    });
  }
  await removeStrays(parts);
  return swept;
};
