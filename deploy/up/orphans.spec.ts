/** Says which of a machine's processes count as left behind by a killed supervisor. */
import { describe, expect, it } from 'vitest';

import { markName, orphansAmong } from './orphans.ts';
import type { SeenProcess } from './proc.ts';

const programs = { nats: '/usr/sbin/nats-server', control: '/src/dist/control.js', host: '/src/dist/host.js' };

const seen = (commandLine: string[], mark: string | undefined = '/data', pid = 999_001): SeenProcess => ({
  pid,
  startTicks: 5,
  commandLine,
  environment: new Map(mark === '' ? [] : [[markName, mark]]),
});

const namesOf = (...processes: SeenProcess[]): string[] =>
  orphansAmong(processes, '/data', programs).map(({ name }) => name);

describe('orphans', () => {
  it('are our programs on our data folder', () => {
    expect(
      namesOf(
        seen(['/usr/sbin/nats-server', '-c', '/data/nats/nats.conf']),
        seen(['/opt/node', '/src/dist/control.js']),
        seen(['/opt/node', '/src/dist/host.js']),
      ),
    ).toEqual(['nats', 'control', 'host']);
  });

  it('are not our programs on another data folder', () => {
    expect(namesOf(seen(['/opt/node', '/src/dist/control.js'], '/data2'))).toEqual([]);
  });

  it('are not our programs that somebody started by hand', () => {
    expect(namesOf(seen(['/opt/node', '/src/dist/control.js'], ''))).toEqual([]);
  });

  it('are never vms, though these inherit the mark', () => {
    expect(namesOf(seen(['/usr/bin/qemu-system-x86_64', '-name', 'hello', '/src/dist/host.js']))).toEqual([]);
  });

  it('are never this process', () => {
    expect(namesOf(seen(['/opt/node', '/src/dist/control.js'], '/data', process.pid))).toEqual([]);
  });
});
