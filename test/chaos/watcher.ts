/** Outlives a chaos run: when the pipe from it breaks before it said that it is done, everything of it is ended and removed. */
import { argv } from 'node:process';
import { text } from 'node:stream/consumers';
import { DONE, removeRun } from './leftovers.ts';

const [, , folder = ''] = argv;
if ((await text(process.stdin)) !== DONE) await removeRun(folder);
