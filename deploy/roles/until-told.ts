/** Waits until the process is told to stop. */

/** Resolves with the signal; a second one, of either kind, ends the process at once. */
export const untilTold = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    let told = false;
    const hear = (signal: NodeJS.Signals): void => {
      if (told) process.exit(1);
      told = true;
      resolve(signal);
    };
    process.on('SIGTERM', hear).on('SIGINT', hear);
  });
