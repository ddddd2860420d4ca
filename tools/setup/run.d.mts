/** Types of run.mjs for its specs. */
import type { SpawnOptions } from 'node:child_process';

export declare function run(
  file: string,
  args: readonly string[],
  options?: SpawnOptions,
): Promise<{ code: number | null; said: string }>;
export declare function runOrStop(
  file: string,
  args: readonly string[],
  options?: SpawnOptions & { remedy?: string },
): Promise<string>;
