/** A host with a KVM of one's choice: goes through the probe's steps as the real one does, and stops where it is broken. */
import { usualCpuModels, type Accelerator, type AcceleratorPort, type AcceleratorProof } from './accelerator.port.ts';
import { chosenBetween, proofFrom, steps, successCode, type Observation } from './verdict.ts';

export interface FakeAcceleratorOptions {
  readonly kvm?: 'works' | 'absent' | 'forbidden' | { readonly brokenAfter: string };
  readonly qemu?: 'installed' | 'missing';
  readonly cpuModels?: Partial<Record<Accelerator, string>>;
  /** In the fake's own time, of which every step takes `stepMs`. */
  readonly limitMs?: number;
  readonly stepMs?: number;
}

const knownCpuModels = new Set(['host', 'max', 'qemu64']);

export const fakeAccelerator = (options: FakeAcceleratorOptions = {}): AcceleratorPort => {
  const prove = async (accelerator: Accelerator): Promise<AcceleratorProof> => {
    const cpuModel = options.cpuModels?.[accelerator] ?? usualCpuModels[accelerator];
    const host = new FakeHost(options);
    const observation = host.run(accelerator, cpuModel);
    return proofFrom({ accelerator, cpuModel, observation, tookMs: host.elapsedMs });
  };
  return { prove: (kind) => (kind === 'auto' ? chosenBetween(prove) : prove(kind)) };
};

class FakeHost {
  elapsedMs = 0;
  readonly #options: FakeAcceleratorOptions;

  constructor(options: FakeAcceleratorOptions) {
    this.#options = options;
  }

  run(accelerator: Accelerator, cpuModel: string): Observation {
    const why = (accelerator === 'kvm' ? this.#kvmAbsence() : undefined) ?? this.#qemuAbsence();
    if (why !== undefined) return { kind: 'prevented', why };
    if (!knownCpuModels.has(cpuModel)) return failed(1, `unable to find CPU model '${cpuModel}'`);
    const { kvm } = this.#options;
    return this.#walk(accelerator === 'kvm' && typeof kvm === 'object' ? kvm.brokenAfter : undefined);
  }

  #kvmAbsence(): string | undefined {
    const { kvm = 'absent' } = this.#options;
    if (kvm === 'absent') return 'this machine offers no KVM: there is no /dev/kvm';
    return kvm === 'forbidden' ? 'KVM is present and this user may not use it: /dev/kvm is closed to it' : undefined;
  }

  #qemuAbsence(): string | undefined {
    return this.#options.qemu === 'missing' ? 'qemu-system-x86_64 is not installed on this machine' : undefined;
  }

  #walk(brokenAfter: string | undefined): Observation {
    const { limitMs = 2_000, stepMs = 5 } = this.#options;
    let stage = '';
    for (const [letter] of steps) {
      this.elapsedMs += stepMs;
      if (this.elapsedMs > limitMs) return { kind: 'ran', end: { by: 'limit', limitMs }, stage, errors: '' };
      stage += letter;
      if (letter === brokenAfter)
        return { kind: 'ran', end: { by: 'kvm-error' }, stage, errors: 'KVM internal error. Suberror: 1\n' };
    }
    return { kind: 'ran', end: { by: 'exit', code: successCode }, stage, errors: '' };
  }
}

const failed = (code: number, error: string): Observation => ({
  kind: 'ran',
  end: { by: 'exit', code },
  stage: '',
  errors: `qemu-system-x86_64: ${error}\n`,
});
