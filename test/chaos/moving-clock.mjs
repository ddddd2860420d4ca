/** Loaded before a process of a chaos run: its wall clock is off by as many milliseconds as a file of its name says; the monotonic one is not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';

const file = join(env.CHAOS_CLOCKS ?? '', env.CHRONO_HOST_NAME ?? 'control');
const LOOK_EVERY_MS = 100;

const Real = globalThis.Date;
let offset = 0;
const look = () => {
  try {
    offset = Number(readFileSync(file, 'utf8')) || 0;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
};
look();
setInterval(look, LOOK_EVERY_MS).unref();

const now = () => Real.now() + offset;
globalThis.Date = new Proxy(Real, {
  construct: (target, args, called) => Reflect.construct(target, args.length === 0 ? [now()] : args, called),
  apply: () => new Real(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
