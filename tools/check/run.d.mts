/** Types of run.mjs, for the specs that start tools. */
export interface Ended {
  /** Null when the tool was ended by a signal. */
  readonly code: number | null;
  readonly late: boolean;
  readonly stdout: string;
  readonly said: string;
  readonly ms: number;
}
export const root: string;
export const parts: readonly string[];
export function bin(pkg: string, name?: string): string;
export function run(
  script: string,
  args: readonly string[],
  options?: {
    readonly timeoutMs?: number;
    readonly echo?: boolean;
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<Ended>;
