/** All faults of all settings, in one answer. */
import { describe, expect, it } from 'vitest';
import { requireSettings, settingsFaults } from './settings.ts';

const good = { CHRONO_DATA_DIR: '/data', CHRONO_NATS_URL: 'nats://u:secret@127.0.0.1:4222' };

describe('settings', () => {
  it('that hold have no faults', () => {
    expect(settingsFaults(good)).toEqual([]);
    expect(() => requireSettings(good)).not.toThrow();
  });

  it('that do not hold are named all at once, control’s and the host’s, each once, and no secret is shown', () => {
    const bad = {
      ...good,
      CHRONO_ACCEL: 'x',
      CHRONO_LOG_LEVEL: 'loud',
      CHRONO_HOST_NAME: 'Bad Name',
      CHRONO_HTTP_PORT: '99999',
      CHRONO_NATS_URL: 'http://u:secret@x',
    };
    const faults = settingsFaults(bad).join('\n');
    for (const name of ['CHRONO_ACCEL', 'CHRONO_LOG_LEVEL', 'CHRONO_HOST_NAME', 'CHRONO_HTTP_PORT', 'CHRONO_NATS_URL'])
      expect(faults).toContain(name);
    expect(faults).not.toContain('secret');
    expect(() => requireSettings(bad)).toThrow('the settings do not hold');
  });
});
