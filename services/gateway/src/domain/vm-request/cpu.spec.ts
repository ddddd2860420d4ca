import type { http } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { resolveCpu } from './cpu.ts';

describe('the layout of vCPUs', () => {
  it.each<[string, http.CpuBody, number, readonly [number, number, number]]>([
    ['has a core for each vCPU where nothing is said', {}, 3, [1, 3, 1]],
    ['shares the vCPUs among sockets', { sockets: 2 }, 4, [2, 2, 1]],
    ['has the most cores that may be plugged', { maxVcpus: 8 }, 2, [1, 8, 1]],
    ['has cores for what sockets and threads leave', { sockets: 2, threads: 2, maxVcpus: 8 }, 1, [2, 2, 2]],
    ['is as given', { sockets: 1, cores: 2, threads: 2, maxVcpus: 4 }, 4, [1, 2, 2]],
  ])('%s', (_, cpu, vcpus, [sockets, cores, threads]) =>
    expect(resolveCpu(cpu, vcpus)).toEqual({ value: { sockets, cores, threads } }),
  );

  it.each<readonly [string, http.CpuBody, number, readonly [code: string, pointer: string]]>([
    ['does not come out even', { sockets: 3, maxVcpus: 8 }, 1, ['request.invalid', '/cpu/maxVcpus']],
    ['does not share out', { sockets: 2 }, 3, ['request.invalid', '/cpu/sockets']],
    [
      'is not what maxVcpus says',
      { sockets: 1, cores: 2, threads: 1, maxVcpus: 4 },
      1,
      ['request.invalid', '/cpu/maxVcpus'],
    ],
    ['is smaller than what is plugged', { cores: 2 }, 4, ['vm.vcpus-over-max', '/vcpus']],
    ['is too large for any machine', { sockets: 16, cores: 64 }, 1, ['request.invalid', '/cpu/maxVcpus']],
  ])('that %s is refused with its field', (_, cpu, vcpus, [code, pointer]) =>
    expect(resolveCpu(cpu, vcpus)).toMatchObject({ findings: [{ code, pointer }] }),
  );
});
