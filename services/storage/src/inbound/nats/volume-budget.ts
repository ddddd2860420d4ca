/** What a volume takes of its project's quota, from the moment it is asked for until it is gone. */
import { type AnyPart, type Executor, freePart, missingHoldPart } from '@chronovisor/event-store';
import { projectBudget } from '@chronovisor/nest';
import type { PresentVolume, Volume } from '../../domain/volume/state.ts';

const present = (volume: Volume): PresentVolume | null => ('body' in volume ? volume : null);

export const volumeBudget =
  (executor: Pick<Executor, 'load'>, volumeId: string) =>
  async (before: Volume, after: Volume): Promise<readonly AnyPart[]> => {
    const owner = `volumes/${volumeId}`;
    const had = present(before)?.body ?? null;
    const has = present(after)?.body ?? null;
    if (has === null) return had === null ? [] : [freePart(projectBudget(had.projectId), [owner])];
    if (had?.held === has.held) return [];
    return missingHoldPart(executor, projectBudget(has.projectId), { owner, amounts: { disk: has.held } });
  };
