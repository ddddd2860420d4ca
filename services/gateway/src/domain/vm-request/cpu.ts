/** Resolves how a vm's processors are laid out, and how many it may ever have, from the parts of it that were given. */
import { type CpuTopology, type http, placesIn } from '@chronovisor/contracts';
import type { Outcome } from './disks.ts';
import { type Finding, invalid } from './findings.ts';

const MOST_VCPUS = 512;

/** Cores are what is left when sockets and threads are given, one of each being usual. */
const shared = ({ sockets = 1, threads = 1, ...cpu }: http.CpuBody, vcpus: number) => {
  const most = cpu.maxVcpus ?? (cpu.cores === undefined ? vcpus : sockets * cpu.cores * threads);
  return { most, topology: { sockets, cores: cpu.cores ?? most / (sockets * threads), threads } };
};

const unevenly = (cpu: http.CpuBody, { sockets, cores, threads }: CpuTopology, most: number): Finding =>
  invalid(
    cpu.maxVcpus === undefined ? '/cpu/sockets' : '/cpu/maxVcpus',
    `sockets x cores x threads must be maxVcpus: ${sockets} x ${cores} x ${threads} is not ${most}`,
    `For example {"sockets": 1, "cores": ${most}, "threads": 1}.`,
  );

const tooFew = (most: number): Finding => ({
  code: 'vm.vcpus-over-max',
  pointer: '/vcpus',
  detail: `at most ${most} by cpu`,
  hint: 'Raise cpu.maxVcpus, or ask for fewer vcpus.',
});

export const resolveCpu = (cpu: http.CpuBody, vcpus: number): Outcome<CpuTopology> => {
  const { most, topology } = shared(cpu, vcpus);
  if (!Number.isInteger(topology.cores) || placesIn(topology) !== most)
    return { findings: [unevenly(cpu, topology, most)] };
  if (most > MOST_VCPUS) return { findings: [invalid('/cpu/maxVcpus', `a vm has at most ${MOST_VCPUS} vCPUs`)] };
  return most < vcpus ? { findings: [tooFew(most)] } : { value: topology };
};
