/** Types of the doctor for TypeScript callers; the code itself is plain JavaScript because it runs before anything is installed. */

export type Level = 'ok' | 'warn' | 'fail';

export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  /** What was seen, in words. */
  readonly found: string;
  /** What it means for the reader. */
  readonly why?: string;
  /** What to type or do about it. */
  readonly remedy?: string;
  /** Debian packages that would cure it. */
  readonly packages?: readonly string[];
}

export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Everything the doctor may ask of a machine; a test gives a small one of its own. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly uid: number;
  readonly user: string;
  readonly nodeVersion: string;
  readonly now: () => number;
  readonly which: (program: string) => string | undefined;
  readonly run: (file: string, args: readonly string[]) => Promise<RunResult>;
  readonly readText: (path: string) => string | undefined;
  readonly exists: (path: string) => boolean;
  readonly access: (path: string) => 'ok' | 'denied' | 'missing';
  /** The nearest existing folder at or above the path. */
  readonly nearest: (path: string) => string;
  readonly freeBytes: (path: string) => number | undefined;
  /** `free`, or the code of the error that listening gave. */
  readonly tryListen: (host: string, port: number) => Promise<string>;
  readonly portHolder: (port: number) => { pid: number; name: string } | undefined;
}

export interface Settings {
  readonly dataDir: string;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly ownNats: boolean;
}

export interface Need {
  readonly id: string;
  readonly package: string;
  /** A program on the search path, or files of which one must exist. */
  readonly program?: string;
  readonly files?: readonly string[];
  /** `start`: nothing works without; `network`: only root can use it; `extra`: one feature is missing without. */
  readonly use: 'start' | 'network' | 'extra';
  readonly purpose: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where programs are that an ordinary user's PATH does not show. */
export declare const systemFolders: readonly string[];
export declare function liveMachine(env: Environment): Machine;
export declare function settingsFrom(
  env: Readonly<Record<string, string | undefined>>,
  uid: number,
  home: string,
): Settings;
export declare function examine(machine: Machine, settings: Settings): Promise<Finding[]>;
export declare function worst(findings: readonly Finding[]): Level;
export declare function toText(findings: readonly Finding[], options?: { colour?: boolean }): string;
export declare function toJson(findings: readonly Finding[]): string;
export declare const needed: readonly Need[];
export declare function missingPackages(machine: Machine, needs?: readonly Need[]): Need[];
export declare function aptLine(packages: readonly string[], options?: { sudo?: boolean }): string;
export declare function wordsForOthers(needs: readonly Need[]): string;
export declare function osRelease(machine: Machine): { readonly name: string; readonly debian: boolean };
export declare function portHolder(port: number): { pid: number; name: string } | undefined;
/** The Node that the set-up brings. */
export declare const nodeVersion: string;
export declare function isNewEnough(version: string): boolean;
export declare function cacheFolder(env: Environment, home: string): string;
/** Where it is below the cache folder; its program is `bin/node`. */
export declare function nodeFolder(cache: string): string;
