#!/usr/bin/env node
/** The command `chrono`: runs under whatever Node the shell finds, and goes on under the Node that the set-up brought. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { cacheFolder, isNewEnough, nodeFolder } from '../../../libs/doctor/src/node24.mjs';

const at = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const bundle = at('dist/chrono.js');

const stop = (message) => {
  process.stderr.write(`error: ${message}\nhint: npm start brings it; \`npm start -- --help\` alone does too\n`);
  process.exitCode = 1;
};

/** A terminal gives Ctrl-C to both; what was sent to this process alone is handed on. */
const goOnUnder = (node) => {
  const child = spawn(node, [bundle, ...process.argv.slice(2)], { stdio: 'inherit' });
  const handOn = (signal) => void (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, handOn);
  child.on('exit', (code, signal) => {
    for (const each of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(each, handOn);
    if (signal === null) {
      process.exitCode = code ?? 1;
      return;
    }
    // WHY SAFE: it is this process, ended by the signal that ended its child, so that the shell sees the same end.
    process.kill(process.pid, signal);
  });
};

const nodeToUse = () => {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const brought = join(nodeFolder(cacheFolder(process.env, homedir())), 'bin', 'node');
  return existsSync(brought) ? brought : undefined;
};

/** Only where the packages are there already: bringing them is the set-up's work, and takes its time. */
const build = (node) => {
  const builder = at('tools/build/build.mjs');
  if (!existsSync(builder) || !existsSync(at('node_modules/rolldown'))) return;
  // What the builder says is no answer to the command.
  spawnSync(node, [builder, 'chrono'], { stdio: ['ignore', 2, 2] });
};

const node = nodeToUse();
if (node !== undefined && !existsSync(bundle)) build(node);
if (!existsSync(bundle)) stop('chrono is not built yet');
else if (node === undefined) stop('chrono needs Node 24');
else if (node === process.execPath) await import(pathToFileURL(bundle).href);
else goOnUnder(node);
