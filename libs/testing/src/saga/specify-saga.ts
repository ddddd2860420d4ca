/** The tests every saga gets for free: each step fails, repeats, comes late, cannot be undone, and its runner dies everywhere. */
import { describe, it } from 'vitest';
import type { AnySaga } from '@chronovisor/saga';
import { scenariosOf } from './scenarios.ts';
import type { SagaExample } from './stage.ts';

/** Call it at the top of a spec file, once for each example input worth it. */
export const specifySaga = (saga: AnySaga, example: SagaExample & { readonly title?: string }): void => {
  describe(`the saga ${saga.name} version ${saga.version}${example.title === undefined ? '' : ` ${example.title}`}`, () => {
    for (const { title, play } of scenariosOf(saga, example)) {
      // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- both are the scenario's own.
      it(title, { timeout: 60_000 }, play);
    }
  });
};
