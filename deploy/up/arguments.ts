/** Reads what was typed after `npm start --`. */

export interface UpOptions {
  /** Leave the demo vm running at the end. */
  readonly keep: boolean;
  readonly demo: boolean;
  readonly help: boolean;
  /** When the set-up began, so that the time shown is the one the reader waited. */
  readonly since: number | undefined;
}

export const usage = `npm start [-- --no-demo] [-- --keep]

  --no-demo   start the services alone: no image, no demo vm
  --keep      leave the demo vm running at the end; the next start adopts it

Settings come from the environment: CHRONO_DATA_DIR, CHRONO_HTTP_HOST, CHRONO_HTTP_PORT, CHRONO_NATS_URL,
CHRONO_HOST_NAME, CHRONO_EVENT_STORE, CHRONO_ACCEL (see README.md), CHRONO_FEED_READERS (see docs/subscribers.md).
`;

const known = new Set(['--keep', '--no-demo', '--help']);

/** The options, or the word that is none of them. */
export const parseArguments = (args: readonly string[]): UpOptions | { readonly unknown: string } => {
  const unknown = args.find((arg) => !known.has(arg) && !arg.startsWith('--since='));
  if (unknown !== undefined) return { unknown };
  const since = args.find((arg) => arg.startsWith('--since='))?.slice('--since='.length);
  return {
    keep: args.includes('--keep'),
    demo: !args.includes('--no-demo'),
    help: args.includes('--help'),
    since: since === undefined ? undefined : Number(since),
  };
};
