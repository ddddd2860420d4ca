/** Types of dependencies.mjs for its specs. */
export interface LockEntry {
  readonly version?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
}
export interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}
export declare function differences(lock: Lock, installed: Partial<Lock>): string[];
export declare function isInstalled(root: string): Promise<boolean>;
export declare function bringDependencies(root: string): Promise<void>;
