/** What a host's accelerators are worth: not what is installed, but what was seen working a moment ago. */

export type Accelerator = 'kvm' | 'tcg';

export interface AcceleratorProof {
  /** The one the proof is about; with `auto`, the one to use. */
  readonly accelerator: Accelerator;
  readonly usable: boolean;
  /** One sentence for people: what was seen, or what stands in the way. With `auto` also why it is not KVM. */
  readonly reason: string;
  /** The letters of the steps the probe passed, in order; empty when it never ran. */
  readonly stage: string;
  /** What `-cpu` was: a proof holds for no other model. */
  readonly cpuModel: string;
  readonly tookMs: number;
}

export interface AcceleratorPort {
  /** Runs the probe; never longer than its time limit. `auto` is KVM if that is proven, else TCG, which is put to the same proof. */
  prove(kind: Accelerator | 'auto'): Promise<AcceleratorProof>;
}

/** What is run when a vm says nothing else; the proof has to be about the same. */
export const usualCpuModels: Readonly<Record<Accelerator, string>> = { kvm: 'host', tcg: 'max' };
