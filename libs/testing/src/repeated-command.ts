/** The property every decider keeps: at-least-once delivery never makes anything happen twice. */
import type { Decider } from '@chronovisor/kernel';
import * as fc from 'fast-check';
import { isRefusal } from '@chronovisor/kernel';
import { expectOnce } from './specify.ts';

export interface RepeatedCommandOptions {
  readonly numRuns?: number;
  readonly maxLength?: number;
}

/**
 * Drives the decider through random sequences of commands and repeats each at once. Throws with the shortest
 * sequence found when a repeat makes events; also when no command was ever accepted, since then nothing was shown.
 */
export const checkRepeatedCommands = <C, S, E>(
  decider: Decider<C, S, E>,
  commands: fc.Arbitrary<C>,
  options: RepeatedCommandOptions = {},
): void => {
  const { numRuns = 200, maxLength = 12 } = options;
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(commands, { minLength: 1, maxLength }), (sequence) => {
      let state = decider.initial;
      for (const command of sequence) {
        expectOnce(decider, state, command);
        const decision = decider.decide(command, state);
        if (isRefusal(decision)) continue;
        if (decision.length > 0) accepted += 1;
        state = decision.reduce(decider.evolve, state);
      }
    }),
    { numRuns },
  );
  if (accepted === 0) throw new Error('no command was ever accepted: the property shows nothing');
};
