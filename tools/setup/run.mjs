/** Runs a program for set-up and keeps what it said, to be shown only when it fails. */
import { spawn } from 'node:child_process';

import { Stop } from './say.mjs';

const lastLines = (text, count) => text.trimEnd().split('\n').slice(-count).join('\n');

/** Answers with exit code and everything the program said, in the order it said it. */
export const run = (file, args, options = {}) =>
  new Promise((done) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('error', (error) => done({ code: null, said: `${said}${error.message}` }));
    child.on('close', (code, signal) => done({ code, said: signal === null ? said : `${said}ended by ${signal}` }));
  });

/** As `run`, but a failure stops set-up with the program's last words. */
export const runOrStop = async (file, args, { remedy, ...options } = {}) => {
  const { code, said } = await run(file, args, options);
  if (code === 0) return said;
  throw new Stop(
    `${[file, ...args].join(' ')} failed${code === null ? '' : ` with exit code ${code}`}:\n${lastLines(said, 15)}`,
    remedy,
  );
};

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Becomes the given program as far as a parent can: same terminal, same signals, same end. */
export const become = (file, args, options = {}) =>
  new Promise((done, failed) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    const forward = Object.fromEntries(forwarded.map((signal) => [signal, () => child.kill(signal)]));
    for (const signal of forwarded) process.on(signal, forward[signal]);
    child.on('error', failed);
    child.on('close', (code, signal) => {
      for (const each of forwarded) process.off(each, forward[each]);
      done(code ?? exitCodeOf(signal));
    });
  });

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** What a shell would report for a program ended by this signal. */
const exitCodeOf = (signal) => 128 + (signalNumbers[signal] ?? 0);
