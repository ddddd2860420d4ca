/** Flags made from the fields of an operation. */
import type { Command } from 'commander';

import type { Field } from './spec.ts';

/** Names better than the field's own. */
const named: Readonly<Record<string, string>> = {
  'overcommit.vcpus': 'overcommit-vcpus',
  'overcommit.memory': 'overcommit-memory',
  'boot.order': 'boot-order',
  'boot.menu': 'boot-menu',
  'graphics.type': 'graphics',
  timeoutSeconds: 'grace',
  disks: 'disk',
  nics: 'nic',
  labels: 'label',
  vms: 'vm',
  addVms: 'add',
  removeVms: 'remove',
  'when.daily.at': 'daily',
  'when.weekly.days': 'weekly',
  'when.weekly.at': 'weekly-at',
  'when.monthly.day': 'monthly',
  'when.monthly.at': 'monthly-at',
  url: 'to',
};

const kebab = (text: string): string => text.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

export const flagName = ({ path }: Field): string => named[path.join('.')] ?? kebab(path.at(-1) as string);

/** The name under which commander keeps the value of `--boot-order`. */
export const optionKey = (flag: string): string =>
  flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const isSeconds = ({ path }: Field): boolean => path.at(-1)?.endsWith('Seconds') === true;

const moments: ReadonlySet<string> = new Set(['at', 'from', 'to']);

export const isMoment = ({ path }: Field): boolean => path.length === 1 && moments.has(path[0] as string);

const valueWord = (field: Field): string => {
  if (isSeconds(field) || isMoment(field)) return 'time';
  if (field.kind === 'choice') return (field.choices ?? []).join('|');
  const words = {
    integer: 'number',
    number: 'number',
    size: 'size',
    list: 'a,b',
    text: 'text',
    flag: '',
    parts: '',
    map: 'key=value',
  } as const;
  return words[field.kind];
};

/** For fields that the API leaves to speak for themselves. */
const spoken: Readonly<Record<string, string>> = {
  description: 'a note for people',
  os: 'what runs in the guest',
  vcpus: 'virtual CPUs',
  firmware: 'what starts the guest',
  format: 'format of the file',
  kind: 'what it is',
  limit: 'at most so many',
  path: 'a file on the host',
  'boot.menu': 'let the firmware show its menu',
  'boot.initrd': 'an initial RAM disk on the host, for --kernel',
  'boot.cmdline': 'arguments for --kernel',
  'boot.order': 'where to look for something to boot, first to last',
  'graphics.type': 'a screen that can be looked at, or none',
  kernel: 'a kernel on the host',
  initrd: 'its initial RAM disk',
  cmdline: 'its arguments',
  iso: 'an `iso` image, or an absolute path on the host',
  'when.daily.at': 'every day at this time, such as 20:00',
  'when.weekly.days': 'on these days of the week, with --weekly-at',
  'when.weekly.at': 'at this time of day, with --weekly',
  'when.monthly.at': 'at this time of day, with --monthly',
  'when.monthly.day': 'on this day of the month, with --monthly-at',
  enabled: 'it runs at its times',
};

const usualNote = (field: Field): string => {
  if (field.usual === undefined || field.kind === 'flag') return '';
  return `usual: ${field.usual}${isSeconds(field) ? 's' : ''}`;
};

const descriptionOf = (field: Field, patch: boolean): string => {
  const { description, kind, choices = [], nullable } = field;
  const says = description ?? spoken[field.path.join('.')] ?? '';
  const notes = [
    kind === 'list' ? choices.join(', ') : '',
    patch && nullable === true ? '"none" takes it away' : '',
    usualNote(field),
  ].filter((note) => note !== '');
  return [says, ...(notes.length === 0 ? [] : [`(${notes.join('; ')})`])].filter((text) => text !== '').join(' ');
};

/** Short letters for the flags people type most. */
const letters: Readonly<Record<string, string>> = { follow: '-f, ', limit: '-n, ', selector: '-l, ' };

/** `patch`: what is not said stays as it is, so "no" and "none" have to be sayable. */
export const addFlag = (command: Command, field: Field, patch: boolean): void => {
  const flag = flagName(field);
  const text = descriptionOf(field, patch);
  if (field.kind === 'flag') {
    command.option(`${letters[flag] ?? ''}--${flag}`, text);
    if (patch) command.option(`--no-${flag}`, 'the contrary');
    return;
  }
  command.option(`${letters[flag] ?? ''}--${flag} <${valueWord(field)}>`, text);
};
