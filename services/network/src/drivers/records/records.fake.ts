/** Records in memory. */
import type { NetworkRecord, Records, VmRecord } from './records.port.ts';

export const fakeRecords = (): Records => {
  const networks = new Map<string, NetworkRecord>();
  const vms = new Map<string, VmRecord>();
  return {
    networks: async () => [...networks.values()],
    saveNetwork: async (record) => void networks.set(record.networkId, structuredClone(record)),
    forgetNetwork: async (networkId) => void networks.delete(networkId),
    vms: async () => [...vms.values()],
    saveVm: async (record) => void vms.set(record.vmId, structuredClone(record)),
    forgetVm: async (vmId) => void vms.delete(vmId),
  };
};
