/** Starts one tool of the check, keeps what it says, and ends it when it takes too long. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folders the rules speak of. Named one by one: a tool let loose on `.` may follow links for ever. */
export const parts = ['libs', 'services', 'apps', 'deploy', 'test', 'tools'];

const require = createRequire(import.meta.url);

/** The script behind a package's command, started with this very Node: npx would cost half a second each. */
export const bin = (pkg, name = pkg) => {
  const manifest = join(root, 'node_modules', pkg, 'package.json');
  const { bin: declared } = require(manifest);
  return join(dirname(manifest), typeof declared === 'string' ? declared : declared[name]);
};

/** Runs `node script args` and answers with its exit code (null when ended by us), its words and the time it took. */
export const run = (script, args, { timeoutMs = 180_000, echo = false, cwd = root, env = {} } = {}) =>
  new Promise((resolve) => {
    const begun = performance.now();
    const child = spawn(process.execPath, [script, ...args], {
      cwd,
      env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const out = [];
    const said = [];
    child.stdout.on('data', (chunk) => {
      out.push(chunk);
      said.push(chunk);
      if (echo) process.stdout.write(chunk);
    });
    child.stderr.on('data', (chunk) => {
      said.push(chunk);
      if (echo) process.stderr.write(chunk);
    });
    let late = false;
    const end = (signal) => {
      try {
        // WHY SAFE: the group was made for this child alone (`detached`), so nobody else's process is in it.
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    };
    const timer = setTimeout(() => {
      late = true;
      end('SIGKILL');
    }, timeoutMs);
    let stopped = false;
    const passOn = () => {
      stopped = true;
      end('SIGTERM');
    };
    process.once('SIGINT', passOn).once('SIGTERM', passOn);
    const finish = (code, trouble) => {
      clearTimeout(timer);
      process.off('SIGINT', passOn).off('SIGTERM', passOn);
      if (stopped) process.exit(130);
      if (late) said.push(Buffer.from(`\nended after ${timeoutMs / 1000} s\n`));
      if (trouble !== undefined) said.push(Buffer.from(`\n${trouble.message}\n`));
      const text = (chunks) => Buffer.concat(chunks).toString('utf8');
      resolve({ code, late, stdout: text(out), said: text(said).trim(), ms: performance.now() - begun });
    };
    child.once('error', (trouble) => finish(null, trouble));
    child.once('close', (code) => finish(code));
  });
