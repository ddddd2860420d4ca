/** The environment of a control process: what is enough, and how each fault is told. */
import { describe, expect, it } from 'vitest';
import { parseControlSettings } from './settings.ts';

const enough = { CHRONO_DATA_DIR: '/data', CHRONO_NATS_URL: 'nats://user:secret@127.0.0.1:4222' };

describe('the settings', () => {
  it('need a folder and a bus, and know the rest', () => {
    expect(parseControlSettings(enough)).toEqual({
      dataDir: '/data',
      httpHost: '127.0.0.1',
      httpPort: 7080,
      natsUrl: 'nats://user:secret@127.0.0.1:4222',
      feedUrl: 'nats://user:secret@127.0.0.1:4222',
      feedFrom: 0,
      webhookPrivate: [],
      eventStore: 'sqlite',
      logLevel: 'info',
      hostTimeoutSeconds: 10,
      otlpEndpoint: undefined,
      selfCheckSeconds: 86_400,
    });
  });

  it('take what they are given', () => {
    const given = {
      ...enough,
      CHRONO_HTTP_HOST: '::',
      CHRONO_HTTP_PORT: '0',
      CHRONO_FEED_URL: 'off',
      CHRONO_FEED_FROM: '42',
      CHRONO_WEBHOOK_ALLOW_PRIVATE: '10.0.0.0/8,fd00::/8',
      CHRONO_EVENT_STORE: 'kurrentdb+discover://db:2113?tls=true',
      CHRONO_LOG_LEVEL: 'debug',
      CHRONO_HOST_TIMEOUT: '2.5',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      PATH: '/bin',
    };
    expect(parseControlSettings(given)).toMatchObject({
      httpHost: '::',
      httpPort: 0,
      feedUrl: null,
      feedFrom: 42,
      webhookPrivate: ['10.0.0.0/8', 'fd00::/8'],
      eventStore: 'kurrentdb+discover://db:2113?tls=true',
      logLevel: 'debug',
      hostTimeoutSeconds: 2.5,
      otlpEndpoint: 'http://127.0.0.1:4318',
    });
  });

  it('tell every fault at once, each by its variable', () => {
    const faults = parseControlSettings({ CHRONO_HTTP_PORT: '70000', CHRONO_LOG_LEVEL: 'loud' });
    const told = (faults as readonly string[]).map((line) => line.split(':')[0]);
    expect(told).toEqual(['CHRONO_DATA_DIR', 'CHRONO_HTTP_PORT', 'CHRONO_NATS_URL', 'CHRONO_LOG_LEVEL']);
    expect((faults as readonly string[])[1]).toContain('70000');
    expect((faults as readonly string[])[0]).toContain('it is not set');
  });

  it.each([
    ['CHRONO_DATA_DIR', 'data'],
    ['CHRONO_HTTP_PORT', '-1'],
    ['CHRONO_HTTP_PORT', 'http'],
    ['CHRONO_HOST_TIMEOUT', '0'],
    ['CHRONO_EVENT_STORE', 'postgres://x'],
    ['CHRONO_NATS_URL', 'http://127.0.0.1'],
    ['CHRONO_FEED_URL', 'http://127.0.0.1'],
    ['CHRONO_FEED_FROM', '-1'],
    ['CHRONO_WEBHOOK_ALLOW_PRIVATE', '10.0.0.0/33'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'somewhere'],
  ])('do not take %s=%s', (name, value) => {
    expect(parseControlSettings({ ...enough, [name]: value })).toEqual([expect.stringContaining(`${name}: `)]);
  });

  it('keep the password of the bus to themselves', () => {
    const [fault] = parseControlSettings({ ...enough, CHRONO_NATS_URL: 'tls://user:secret@nats' }) as readonly string[];
    expect(fault).not.toContain('secret');
  });
});
