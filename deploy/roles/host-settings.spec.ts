import { describe, expect, it } from 'vitest';
import { parseHostSettings } from './host-settings.ts';

const env = { CHRONO_NATS_URL: 'nats://user:secret@127.0.0.1:4222', CHRONO_DATA_DIR: '/var/lib/chronovisor' };

describe('the settings of a host', () => {
  it('need no more than the bus and a directory', () => {
    expect(parseHostSettings(env)).toMatchObject({
      natsUrl: env.CHRONO_NATS_URL,
      dataDir: '/var/lib/chronovisor',
      accelerator: 'auto',
      simulation: null,
      hostName: expect.stringMatching(/^[a-z0-9-]+$/u),
    });
  });

  it('say what a simulated host is to meet', () => {
    const asked = {
      CHRONO_HOST_DRIVER: 'sim',
      CHRONO_SIM_LATENCY: 'launch=200..400 create-volume=50',
      CHRONO_SIM_FAILURES: 'launch=0.05',
      CHRONO_SIM_SEED: '7',
    };
    expect(parseHostSettings({ ...env, ...asked })).toMatchObject({
      simulation: {
        latency: { launch: { from: 200, to: 400 }, 'create-volume': { from: 50, to: 50 } },
        failures: { launch: 0.05 },
        seed: 7,
      },
    });
    expect(parseHostSettings({ ...env, CHRONO_HOST_DRIVER: 'sim' })).toMatchObject({
      simulation: { latency: {}, failures: {}, seed: 1 },
    });
  });

  it.each([
    ['CHRONO_SIM_LATENCY', 'boot=1'],
    ['CHRONO_SIM_LATENCY', 'launch=400..200'],
    ['CHRONO_SIM_LATENCY', 'launch'],
    ['CHRONO_SIM_FAILURES', 'launch=1.5'],
    ['CHRONO_SIM_SEED', 'seven'],
  ])('refuse %s=%s', (name, value) => {
    expect(parseHostSettings({ ...env, CHRONO_HOST_DRIVER: 'sim', [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: write `, 'u')),
    ]);
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
