/** The types of build.mjs, which is plain JavaScript because the set-up runs it before anything is installed. */

export interface TinyGuest {
  readonly dir: string;
  /** Absolute, as all paths here. */
  readonly kernel: string;
  readonly initrd: string;
  readonly cmdline: string;
  /** Bytes. */
  readonly memoryMin: number;
  readonly sha256: { readonly kernel: string; readonly initrd: string };
  readonly imageJson: string;
  /** True when nothing had to be built. */
  readonly cached: boolean;
}

export interface BuildTinyOptions {
  readonly log?: (line: string) => void;
  readonly cacheDir?: string;
  /** Take Debian's newest kernel even though an older one is cached. */
  readonly refresh?: boolean;
}

/** Throws an error named `GuestBuildError` with a `remedy` when something is missing that only the machine's owner can put there. */
export function buildTiny(options?: BuildTinyOptions): Promise<TinyGuest>;
