/** Says what a deletion takes with it, before it is confirmed. */
import { cellText, isPlain, sizeText, type Plain } from '../output/cells.ts';

const partsOf = (value: unknown): readonly Plain[] => (Array.isArray(value) ? value.filter(isPlain) : []);

const numberOf = (value: unknown): number => (Array.isArray(value) ? value.length : Number(value ?? 0));

const count = (value: unknown, noun: string): string => {
  const number = numberOf(value);
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
};

const diskLine = ({ volume, size, format, pool }: Plain): string =>
  `volume ${cellText('volume', volume)} (${sizeText(Number(size))} ${cellText('format', format)} in pool ${cellText('pool', pool)})`;

const vmLosses = (vm: Plain, keepVolumes: boolean): readonly string[] => {
  const disks = partsOf(vm['disks']);
  const addresses = cellText('addresses', vm['addresses']);
  return [
    `vm ${cellText('name', vm['name'])}, ${cellText('status', vm['status'])} on host ${cellText('host', vm['host'])}`,
    ...disks.map((disk) => `${diskLine(disk)}${keepVolumes ? ': kept' : ' with everything on it'}`),
    ...(addresses === '-' ? [] : [`addresses ${addresses}`]),
  ];
};

const volumeLosses = ({ name, id, size, format, pool }: Plain): readonly string[] => [
  `volume ${cellText('name', name ?? id)} (${sizeText(Number(size))} ${cellText('format', format)} in pool ${cellText('pool', pool)}) with everything on it`,
];

const imageLosses = ({ name, kind, hosts, size }: Plain): readonly string[] => [
  `${cellText('kind', kind)} image ${cellText('name', name)} (${cellText('size', size)}) on hosts ${cellText('hosts', hosts)}`,
];

const networkLosses = ({ name, kind, nics, hosts }: Plain): readonly string[] => [
  `${cellText('kind', kind)} network ${cellText('name', name)}, standing on ${count(hosts, 'host')}, with ${count(nics, 'nic')}`,
];

const poolLosses = ({ name, host, path, volumes }: Plain): readonly string[] => [
  `pool ${cellText('name', name)} of host ${cellText('host', host)} with ${count(volumes, 'volume')}; its directory ${cellText('path', path)} stays`,
];

const byNoun: Readonly<Record<string, (document: Plain) => readonly string[]>> = {
  volume: volumeLosses,
  image: imageLosses,
  network: networkLosses,
  pool: poolLosses,
};

export interface Losses {
  readonly lines: readonly string[];
  /** What a guest wrote is lost: a plain yes is too quickly said. */
  readonly data: boolean;
}

export const lossesOf = (noun: string, document: Plain, keepVolumes: boolean): Losses => {
  if (noun === 'vm') {
    return { lines: vmLosses(document, keepVolumes), data: !keepVolumes && numberOf(document['disks']) > 0 };
  }
  const lines = byNoun[noun]?.(document) ?? [`${noun} ${cellText('name', document['name'] ?? document['id'])}`];
  return { lines, data: noun === 'volume' };
};
