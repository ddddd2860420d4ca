/** Types of walls.mjs, for the specs that try it. */
export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly text: string;
}
export function cruise(
  cwd?: string,
): Promise<{ readonly violations: readonly Violation[]; readonly modules: number; readonly sources: number }>;
export function checkWalls(
  cwd?: string,
): Promise<{ readonly ok: boolean; readonly note: string; readonly said: string }>;
