/** From what was seen of a probe to a proof in words. */
import type { Accelerator, AcceleratorProof } from './accelerator.port.ts';

/** How a run of the probe went. */
export type Observation =
  /** It was not even tried. */
  | { readonly kind: 'prevented'; readonly why: string }
  | { readonly kind: 'ran'; readonly end: ProbeEnd; readonly stage: string; readonly errors: string };

export type ProbeEnd =
  | { readonly by: 'exit'; readonly code: number }
  | { readonly by: 'signal'; readonly signal: string }
  /** KVM gave up on the guest, and QEMU stays there, paused. */
  | { readonly by: 'kvm-error' }
  | { readonly by: 'limit'; readonly limitMs: number };

/** In the order the probe goes through them. */
export const steps: readonly (readonly [letter: string, name: string])[] = [
  ['R', 'real mode'],
  ['P', 'protected mode'],
  ['L', 'long mode'],
  ['I', 'interrupts'],
  ['H', 'memory mapped in the high half'],
  ['S', 'descriptor tables'],
  ['F', 'the interrupt flag'],
  ['G', 'the TLB'],
  ['M', 'model specific registers'],
  ['T', 'the timer'],
  ['U', 'user mode'],
];
export const allSteps = steps.map(([letter]) => letter).join('');
/** What `out 0xf4, 0x10` becomes. */
export const successCode = 33;

const names: Readonly<Record<Accelerator, string>> = { kvm: 'KVM', tcg: 'TCG' };

const endInWords = (end: ProbeEnd): string => {
  switch (end.by) {
    case 'exit':
      return `QEMU ended with status ${end.code}`;
    case 'signal':
      return `QEMU was ended by ${end.signal}`;
    case 'kvm-error':
      return 'KVM could not go on';
    case 'limit':
      return `it did not finish within ${end.limitMs} ms`;
  }
};

const placeInWords = (stage: string): string => {
  if (stage.endsWith('!')) return `a wrong result after ${nameOf(stage.at(-2))}`;
  if (stage.endsWith('X')) return `an unexpected exception after ${nameOf(stage.at(-2))}`;
  const next = steps.find(([letter]) => !stage.includes(letter));
  return next === undefined ? 'after the last step' : `at ${next[1]}`;
};

const nameOf = (letter: string | undefined): string => steps.find(([known]) => known === letter)?.[1] ?? 'the start';

/** QEMU warns a good deal; the first line that is none is its reason. */
const firstComplaint = (errors: string): string | undefined =>
  errors
    .split('\n')
    .map((line) => line.replace(/^qemu-system-\w+: /, '').trim())
    .find((line) => line !== '' && !/\bwarning\b/i.test(line))
    ?.slice(0, 160);

const failureInWords = (name: string, { end, stage, errors }: Extract<Observation, { kind: 'ran' }>): string => {
  const complaint = firstComplaint(errors);
  const where = stage === '' ? 'before the first instruction' : placeInWords(stage);
  return `${name} is present and does not work: ${endInWords(end)}, ${where}${complaint === undefined ? '' : ` (${complaint})`}`;
};

export interface ProbeRun {
  readonly accelerator: Accelerator;
  readonly cpuModel: string;
  readonly observation: Observation;
  readonly tookMs: number;
}

export const proofFrom = ({ accelerator, cpuModel, observation, tookMs }: ProbeRun): AcceleratorProof => {
  const about = { accelerator, cpuModel, tookMs };
  if (observation.kind === 'prevented') return { ...about, usable: false, reason: observation.why, stage: '' };
  const { end, stage } = observation;
  const usable = end.by === 'exit' && end.code === successCode && stage === allSteps;
  const name = names[accelerator];
  const reason = usable
    ? `${name} ran a probe through every step with the processor model ${cpuModel}`
    : failureInWords(name, observation);
  return { ...about, usable, reason, stage };
};

/** KVM if it is proven, else TCG with the reason said. */
export const chosenBetween = async (
  prove: (kind: Accelerator) => Promise<AcceleratorProof>,
): Promise<AcceleratorProof> => {
  const kvm = await prove('kvm');
  if (kvm.usable) return kvm;
  const tcg = await prove('tcg');
  const reason = tcg.usable ? `${kvm.reason}; TCG is used instead` : `${kvm.reason}; ${tcg.reason}`;
  return { ...tcg, reason, tookMs: kvm.tookMs + tcg.tookMs };
};
