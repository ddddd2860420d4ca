import { describe, expect, it } from 'vitest';
import { parseHostSettings } from './host-settings.ts';

const env = { CHRONO_NATS_URL: 'nats://user:secret@127.0.0.1:4222', CHRONO_DATA_DIR: '/var/lib/chronovisor' };

describe('the settings of a host', () => {
  it('need no more than the bus and a directory', () => {
    expect(parseHostSettings(env)).toMatchObject({
      natsUrl: env.CHRONO_NATS_URL,
      dataDir: '/var/lib/chronovisor',
      accelerator: 'auto',
      driver: 'qemu',
      hostName: expect.stringMatching(/^[a-z0-9-]+$/u),
    });
  });

  it('tell every fault at once, by its variable, and no secret', () => {
    const faults = parseHostSettings({
      CHRONO_NATS_URL: 'http://user:secret@x',
      CHRONO_HOST_NAME: 'My Host',
      CHRONO_ACCEL: 'warp',
      CHRONO_HOST_DRIVER: 'xen',
    }) as readonly string[];
    expect(faults.map((line) => line.split(':')[0])).toEqual([
      'CHRONO_NATS_URL',
      'CHRONO_DATA_DIR',
      'CHRONO_HOST_NAME',
      'CHRONO_ACCEL',
      'CHRONO_HOST_DRIVER',
    ]);
    expect(faults.join('\n')).not.toContain('secret');
    expect(faults[1]).toContain('not set');
  });
});
