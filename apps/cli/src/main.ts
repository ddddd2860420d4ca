/** Entry of `chrono`: the real shell in, an exit code out. */
import { homedir } from 'node:os';

import { exitCodes } from './exit-codes.ts';
import { run } from './program.ts';

const asked = new AbortController();

process.on('SIGINT', () => {
  // Whoever asks twice is not waiting for a clean end.
  if (asked.signal.aborted) process.exit(exitCodes.interrupted);
  asked.abort();
});

/** A reader such as `head` has seen enough: that is no failure of ours. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  uid: process.getuid?.() ?? -1,
  home: homedir(),
  interrupted: asked.signal,
});
