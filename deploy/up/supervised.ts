/** Keeps one process running: starts it, notes its pid, starts it again when it dies, ends it when asked. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';

import { deathsInARow, delayAfter } from './back-off.ts';
import { endOfLog, openLog, lastWords } from './log-file.ts';
import { removePidFile, writePidFile } from './pid-file.ts';

export interface ProcessPlan {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly pidFile: string;
  readonly logFile: string;
}

export interface Supervised {
  readonly plan: ProcessPlan;
  /** Deaths in a row, as counted at the last one. */
  deaths(): number;
  pid(): number | undefined;
  start(): void;
  /** SIGTERM, then SIGKILL when it has not ended in time. True when it ended by itself. */
  stop(patience: number): Promise<boolean>;
  kill(): void;
}

const howItEnded = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;

interface State {
  child: ChildProcess | undefined;
  timer: NodeJS.Timeout | undefined;
  stopping: boolean;
  deaths: number;
  begun: number;
  logFrom: number;
}

/** Whoever is killed from outside had no last words. */
const farewellWords = (plan: ProcessPlan, state: State, signal: NodeJS.Signals | null): string => {
  const [last] = signal === null ? lastWords(plan.logFile, 1, state.logFrom) : [];
  return last === undefined ? '' : `; its last words: ${last.slice(0, 300)}`;
};

/** A session of its own, so that Ctrl-C in the terminal reaches the supervisor only. */
const launch = (plan: ProcessPlan): ChildProcess => {
  const log = openLog(plan.logFile);
  try {
    return spawn(plan.file, [...plan.args], {
      cwd: plan.cwd,
      env: { ...plan.env },
      stdio: ['ignore', log, log],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
};

export const supervise = (plan: ProcessPlan, say: (line: string) => void): Supervised => {
  const state: State = { child: undefined, timer: undefined, stopping: false, deaths: 0, begun: 0, logFrom: 0 };

  const ended = (child: ChildProcess, how: string, signal: NodeJS.Signals | null): void => {
    if (state.child !== child) return;
    state.child = undefined;
    if (child.pid !== undefined) removePidFile(plan.pidFile, child.pid);
    if (state.stopping) return;
    state.deaths = deathsInARow(state.deaths, Date.now() - state.begun);
    const delay = delayAfter(state.deaths);
    say(`${plan.name} ended (${how})${farewellWords(plan, state, signal)}; it is started again in ${delay / 1000} s`);
    state.timer = setTimeout(start, delay);
  };

  const start = (): void => {
    if (state.child !== undefined || state.stopping) return;
    state.begun = Date.now();
    state.logFrom = endOfLog(plan.logFile);
    const child = launch(plan);
    state.child = child;
    if (child.pid !== undefined) writePidFile(plan.pidFile, child.pid);
    child.once('error', (error) => ended(child, error.message, null));
    child.once('exit', (code, signal) => ended(child, howItEnded(code, signal), signal));
  };

  const stop = async (patience: number): Promise<boolean> => {
    state.stopping = true;
    clearTimeout(state.timer);
    const { child } = state;
    // Without a pid it never began: its error is on the way.
    if (child?.pid === undefined) return true;
    return endChild(child, patience);
  };

  return {
    plan,
    deaths: () => state.deaths,
    pid: () => state.child?.pid,
    start,
    stop,
    kill: () => void state.child?.kill('SIGKILL'),
  };
};

const endChild = (child: ChildProcess, patience: number): Promise<boolean> =>
  new Promise((done) => {
    let byItself = true;
    const timer = setTimeout(() => {
      byItself = false;
      child.kill('SIGKILL');
    }, patience);
    child.once('exit', () => {
      clearTimeout(timer);
      done(byItself);
    });
    child.kill('SIGTERM');
  });
