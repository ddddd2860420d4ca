import { describe, expect, it } from 'vitest';

import { diskPart, nicPart } from './parts.ts';

describe('--disk', () => {
  it('takes a size first, then what else is wanted', () => {
    expect(diskPart('1GiB')).toEqual({ size: '1GiB' });
    expect(diskPart('1073741824')).toEqual({ size: 1_073_741_824 });
    expect(diskPart('1GiB,format=raw,bus=sata,pool=fast,image=debian')).toEqual({
      size: '1GiB',
      format: 'raw',
      bus: 'sata',
      pool: 'fast',
      image: 'debian',
    });
    expect(diskPart('volume=data')).toEqual({ volume: 'data' });
  });

  it.each([
    ['1GiB,fromat=raw', '--disk does not know "fromat"'],
    ['1GiB,raw', '--disk does not know "raw"'],
    ['', '--disk does not know ""'],
    ['1GiB,', '--disk does not know ""'],
    ['=1GiB', '--disk does not know "=1GiB"'],
    ['size=', '--disk size= says nothing'],
    ['1GiB,size=2GiB', '--disk names size twice'],
  ])('refuses %j', (text, message) => {
    expect(() => diskPart(text)).toThrow(message);
  });
});

describe('--nic', () => {
  it('takes a network first, then what else is wanted', () => {
    expect(nicPart('default')).toEqual({ network: 'default' });
    expect(nicPart('default,mac=52:54:00:12:34:56,model=e1000')).toEqual({
      network: 'default',
      mac: '52:54:00:12:34:56',
      model: 'e1000',
    });
  });

  it('takes forwards in every length, host port first', () => {
    const forward = (text: string): unknown => (nicPart(`user,forward=${text}`)['forwards'] as unknown[])[0];
    expect(forward('tcp:2222:22')).toEqual({ protocol: 'tcp', hostPort: 2222, guestPort: 22 });
    expect(forward('2222:22')).toEqual({ protocol: 'tcp', hostPort: 2222, guestPort: 22 });
    expect(forward('udp::53')).toEqual({ protocol: 'udp', hostPort: 0, guestPort: 53 });
    const open = { protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 80, guestPort: 8080 };
    expect(forward('tcp:0.0.0.0:80:8080')).toEqual(open);
  });

  it('takes several forwards', () => {
    expect(nicPart('user,forward=2222:22,forward=8080:80')['forwards']).toHaveLength(2);
  });

  it.each([
    ['mac=52:54:00:12:34:56', '--nic needs a network'],
    ['user,forward=22', '--nic forward=22 is no port forward'],
    ['user,forward=icmp:1:2', 'is no port forward'],
    ['user,modle=e1000', '--nic does not know "modle"'],
  ])('refuses %j', (text, message) => {
    expect(() => nicPart(text)).toThrow(message);
  });
});
