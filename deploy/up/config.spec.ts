/** Says which settings follow from the environment. */
import { describe, expect, it } from 'vitest';

import { configFrom, hostNameFrom, natsPlaceOf } from './config.ts';

const which = (program: string): string => `/usr/sbin/${program}`;

describe('a host name', () => {
  it.each([
    ['Hyper-1.example.org', 'hyper-1'],
    ['my_laptop', 'my-laptop'],
    ['localhost', 'local'],
    ['', 'local'],
    ['---', 'local'],
  ])('from the machine name "%s" is "%s"', (machine, host) => {
    expect(hostNameFrom(machine)).toBe(host);
  });
});

describe('settings', () => {
  it('put everything below the data folder', () => {
    const config = configFrom({ CHRONO_DATA_DIR: '/srv/c' }, which);
    expect(config).toMatchObject({
      dataDir: '/srv/c',
      runDir: '/srv/c/run',
      logDir: '/srv/c/logs',
      natsUrl: undefined,
      feedReaders: [],
    });
    expect(config.natsProgram).toBe('/usr/sbin/nats-server');
  });

  it('make a relative data folder absolute, because the processes run elsewhere', () => {
    expect(configFrom({ CHRONO_DATA_DIR: 'here' }, which).dataDir).toBe(`${process.cwd()}/here`);
  });

  it('reach an API that listens everywhere by the loopback address', () => {
    expect(configFrom({ CHRONO_HTTP_HOST: '0.0.0.0', CHRONO_HTTP_PORT: '7099' }, which).url).toBe(
      'http://127.0.0.1:7099',
    );
    expect(configFrom({ CHRONO_HTTP_HOST: '::1' }, which).url).toBe('http://[::1]:7080');
  });

  it('leave NATS to whoever runs it when an address is given', () => {
    expect(configFrom({ CHRONO_NATS_URL: 'nats://10.0.0.1:4222' }, which).natsUrl).toBe('nats://10.0.0.1:4222');
  });

  it('takes names of readers of events, and refuses what is none', () => {
    const readersIn = (text: string) => configFrom({ CHRONO_FEED_READERS: text }, which).feedReaders;
    expect(readersIn(' billing, search,billing ')).toEqual(['billing', 'search']);
    for (const bad of ['Billing', 'a.b', 'a*', 'feed', 'reader', '>', 'x'.repeat(33)])
      expect(() => readersIn(bad)).toThrow(/^CHRONO_FEED_READERS has/);
  });

  it('show the place of NATS and never its password', () => {
    expect(natsPlaceOf('nats://user:secret@10.0.0.1:4222')).toBe('10.0.0.1:4222');
  });

  it.each(['user:secret', 'http://user:secret@10.0.0.1', 'nats://', 'secret'])(
    'are refused in words where "%s" is no address of NATS',
    (address) => {
      expect(() => natsPlaceOf(address)).toThrow(/^CHRONO_NATS_URL is no address/);
      expect(() => natsPlaceOf(address)).not.toThrow(/secret/);
    },
  );

  it('take a host name as given', () => {
    expect(configFrom({ CHRONO_HOST_NAME: 'rack-7' }, which).hostName).toBe('rack-7');
  });
});
