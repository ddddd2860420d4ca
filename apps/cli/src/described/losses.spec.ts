import { expect, it } from 'vitest';

import { lossesOf } from './losses.ts';

const vm = {
  name: 'web-1',
  status: 'running',
  host: 'local',
  addresses: ['10.0.2.15'],
  disks: [{ volume: '0199', size: 1_073_741_824, format: 'qcow2', pool: 'default' }],
};

it('names every disk that goes with a vm', () => {
  expect(lossesOf('vm', vm, false)).toEqual({
    lines: [
      'vm web-1, running on host local',
      'volume 0199 (1GiB qcow2 in pool default) with everything on it',
      'addresses 10.0.2.15',
    ],
    data: true,
  });
});

it('tells what is kept', () => {
  const { lines, data } = lossesOf('vm', vm, true);
  expect(lines[1]).toBe('volume 0199 (1GiB qcow2 in pool default): kept');
  expect(data).toBe(false);
});

it('knows that a volume is data and a network is not', () => {
  expect(lossesOf('volume', { id: '0199', name: null, size: 512, format: 'raw', pool: 'default' }, false)).toEqual({
    lines: ['volume 0199 (512B raw in pool default) with everything on it'],
    data: true,
  });
  expect(lossesOf('network', { name: 'lab', kind: 'nat', nics: [], hosts: [{}] }, false)).toEqual({
    lines: ['nat network lab, standing on 1 host, with 0 nics'],
    data: false,
  });
});

it('shows nothing that steers the terminal', () => {
  expect(lossesOf('image', { name: '\u001b[2Jx', kind: 'iso', hosts: [], size: null }, false).lines[0]).not.toContain(
    '\u001b',
  );
});
