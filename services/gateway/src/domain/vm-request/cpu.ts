/** Resolves how a vm's processors are laid out, and how many it may ever have, from the parts of it that were given. */
import { type CpuTopology, type http, placesIn } from '@chronovisor/contracts';
import type { Outcome } from './disks.ts';
import { invalid } from './findings.ts';

const DETAIL = 'sockets x cores x threads must be maxVcpus';

/** Cores are what is left when sockets and threads are given, one of each being usual. */
export const resolveCpu = (cpu: http.CpuBody, vcpus: number): Outcome<CpuTopology> => {
  const { sockets = 1, threads = 1 } = cpu;
  const most = cpu.maxVcpus ?? (cpu.cores === undefined ? vcpus : sockets * cpu.cores * threads);
  const cores = cpu.cores ?? most / (sockets * threads);
  const topology = { sockets, cores, threads };
  if (!Number.isInteger(cores) || placesIn(topology) !== most) {
    const field = cpu.maxVcpus === undefined ? 'sockets' : 'maxVcpus';
    const hint = `For example {"sockets": 1, "cores": ${most}, "threads": 1}.`;
    return {
      findings: [invalid(`/cpu/${field}`, `${DETAIL}: ${sockets} x ${cores} x ${threads} is not ${most}`, hint)],
    };
  }
  if (most > 512) return { findings: [invalid('/cpu/maxVcpus', 'a vm has at most 512 vCPUs')] };
  if (most >= vcpus) return { value: topology };
  const hint = 'Raise cpu.maxVcpus, or ask for fewer vcpus.';
  return { findings: [{ code: 'vm.vcpus-over-max', pointer: '/vcpus', detail: `at most ${most} by cpu`, hint }] };
};
