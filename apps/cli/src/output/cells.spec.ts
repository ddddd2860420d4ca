import { describe, expect, it } from 'vitest';

import { cellText, harmless, sizeText, timeText } from './cells.ts';

describe('a size', () => {
  it('is exact where it can be', () => {
    expect([0, 512, 1024, 536_870_912, 1_073_741_824, 64 * 1024 ** 4].map(sizeText)).toEqual([
      '0B',
      '512B',
      '1KiB',
      '512MiB',
      '1GiB',
      '64TiB',
    ]);
  });

  it('has one decimal elsewhere', () => expect(sizeText(1_500_000_000)).toBe('1.4GiB'));
});

describe('a cell', () => {
  it('shows values as people read them', () => {
    const cells = [
      cellText('memory', 536_870_912),
      cellText('vcpus', 2),
      cellText('subnet', null),
      cellText('usable', true),
      cellText('addresses', ['10.0.0.2', '10.0.0.3']),
      cellText('addresses', []),
      cellText('operation', { id: '0199', type: 'vm.start' }),
      cellText('hosts', [{ host: 'a', status: 'active' }, { host: 'b' }]),
      cellText('progress', { done: 1, total: 2 }),
      cellText('overcommit', { vcpus: 4, memory: 1.5 }),
    ];
    expect(cells).toEqual([
      '512MiB',
      '2',
      '-',
      'yes',
      '10.0.0.2,10.0.0.3',
      '-',
      'vm.start',
      'a,b',
      'done=1 total=2',
      'vcpus=4 memory=1.5',
    ]);
  });

  it('shows times of the reader', () => {
    const text = '2026-11-20T22:10:05.123Z';
    expect(cellText('createdAt', text)).toBe(timeText(text));
    expect(timeText(text)).toMatch(/^2026-11-2\d \d\d:\d\d:05$/);
  });

  it('lets nothing through that steers the terminal', () => {
    expect(harmless('a\u001b[2Jb\nc\u0007\u009b')).toBe('a\ufffd[2Jb c\ufffd\ufffd');
    expect(cellText('description', '\u001b]0;x\u0007')).not.toContain('\u001b');
    expect(cellText('x', { name: 'a\u001bb' })).toBe('a\ufffdb');
  });
});
