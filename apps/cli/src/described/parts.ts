/** `--disk` and `--nic`: one part of a vm in one word, as `1GiB,format=raw` or `user,forward=tcp:2222:22`. */
import { usage } from '../failure.ts';
import { didYouMean } from '@chronovisor/kernel';
import { sizeValue } from './flag-values.ts';

type Part = Record<string, unknown>;

interface Grammar {
  readonly flag: string;
  /** What the first segment means when it has no `=`. */
  readonly first: string;
  readonly keys: readonly string[];
  readonly example: string;
}

const disk: Grammar = {
  flag: '--disk',
  first: 'size',
  keys: ['size', 'format', 'bus', 'pool', 'image', 'volume'],
  example: '--disk 10GiB,format=qcow2,bus=virtio,pool=default or --disk volume=data',
};

const nic: Grammar = {
  flag: '--nic',
  first: 'network',
  keys: ['network', 'mac', 'model', 'forward'],
  example: '--nic default,mac=52:54:00:12:34:56 or --nic user,forward=tcp:2222:22',
};

type Pair = readonly [key: string, value: string];

const unknownWord = (word: string, { flag, keys, example }: Grammar): Error =>
  usage(`${flag} does not know "${word}"`, didYouMean(word, keys) ?? `for example ${example}`);

const pairOf = (segment: string, index: number, grammar: Grammar): Pair => {
  const { flag, first, keys, example } = grammar;
  const [, key, value = ''] = /^([^=]+)=(.*)$/s.exec(segment) ?? [];
  if (key === undefined) {
    if (index === 0 && segment !== '' && !segment.includes('=')) return [first, segment];
    throw unknownWord(segment, grammar);
  }
  if (!keys.includes(key)) throw unknownWord(key, grammar);
  if (value === '') throw usage(`${flag} ${key}= says nothing`, `for example ${example}`);
  return [key, value];
};

const pairsOf = (text: string, grammar: Grammar): readonly Pair[] => {
  const pairs = text.split(',').map((segment, index) => pairOf(segment, index, grammar));
  const once = pairs.map(([key]) => key).filter((key) => key !== 'forward');
  const twice = once.find((key, index) => once.indexOf(key) !== index);
  if (twice !== undefined) throw usage(`${grammar.flag} names ${twice} twice`, `for example ${grammar.example}`);
  return pairs;
};

export const diskPart = (text: string): Part =>
  Object.fromEntries(pairsOf(text, disk).map(([key, value]) => [key, key === 'size' ? sizeValue(value) : value]));

const FORWARD = /^(?:(tcp|udp):)?(?:(\d+\.\d+\.\d+\.\d+):)?(\d{0,5}):(\d{1,5})$/;

/** `tcp:2222:22`, `2222:22`, `tcp:0.0.0.0:2222:22`; `tcp::22` lets the host pick a port. */
const forward = (text: string): Part => {
  const match = FORWARD.exec(text);
  if (match === null)
    throw usage(`--nic forward=${text} is no port forward`, 'write forward=tcp:2222:22, host port first');
  const [, protocol = 'tcp', hostAddress, hostPort = '', guestPort] = match;
  return {
    protocol,
    ...(hostAddress === undefined ? {} : { hostAddress }),
    hostPort: Number(hostPort),
    guestPort: Number(guestPort),
  };
};

export const nicPart = (text: string): Part => {
  const pairs = pairsOf(text, nic);
  const forwards = pairs.filter(([key]) => key === 'forward').map(([, value]) => forward(value));
  const rest = Object.fromEntries(pairs.filter(([key]) => key !== 'forward'));
  if (rest['network'] === undefined) throw usage('--nic needs a network', `for example ${nic.example}`);
  return forwards.length === 0 ? rest : { ...rest, forwards };
};

export interface PartParser {
  readonly parse: (text: string) => Part;
  readonly value: string;
  readonly help: string;
}

/** By field of the body. */
export const partParsers: Readonly<Record<string, PartParser>> = {
  disks: {
    parse: diskPart,
    value: 'size[,key=value...]',
    help: `a disk; may be given again. Keys: ${disk.keys.join(', ')}. ${disk.example}`,
  },
  nics: {
    parse: nicPart,
    value: 'network[,key=value...]',
    help: `a nic; may be given again. Keys: ${nic.keys.join(', ')}. ${nic.example}`,
  },
};
