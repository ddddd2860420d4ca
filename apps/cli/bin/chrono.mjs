#!/usr/bin/env node
/** The command `chrono`: runs under whatever Node the shell finds, and goes on under the Node that the set-up brought. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { cacheFolder, isNewEnough, nodeFolder } from '../../../libs/doctor/src/index.mjs';

const bundle = fileURLToPath(new URL('../../../dist/chrono.js', import.meta.url));

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
    if (signal === null) process.exitCode = code ?? 1;
    // WHY SAFE: the pid is this process's own: it ends as its child did.
    else process.kill(process.pid, signal);
  });
};

const brought = join(nodeFolder(cacheFolder(process.env, homedir())), 'bin', 'node');

if (!existsSync(bundle)) stop('chrono is not built yet');
else if (isNewEnough(process.versions.node)) await import(pathToFileURL(bundle).href);
else if (existsSync(brought)) goOnUnder(brought);
else stop('chrono needs Node 24');
