/** `npm run chaos [-- --seed N --minutes M --driver sim|qemu --vms N --clients N --calm N]`: prints the seed first and what was found last. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { againOnOwnDisk, DISK_VARIABLE } from './own-disk.ts';
import { runChaos } from './run.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
    minutes: { type: 'string', default: '2' },
    driver: { type: 'string', default: 'sim' },
    vms: { type: 'string', default: '12' },
    clients: { type: 'string', default: '4' },
    calm: { type: 'string', default: '1' },
  },
});

const number = (name: 'seed' | 'minutes' | 'vms' | 'clients' | 'calm'): number => {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value > 0) return value;
  process.stderr.write(`--${name} wants a number above 0; it is ${JSON.stringify(values[name])}\n`);
  process.exit(2);
};

const { driver } = values;
if (driver !== 'sim' && driver !== 'qemu') {
  process.stderr.write(`--driver is sim or qemu; it is ${JSON.stringify(driver)}\n`);
  process.exit(2);
}
/** Enough for what a run writes, and soon filled. */
const DISK_MIB = 96;
const DISK_MIB_A_MINUTE = 64;

const disk = process.env[DISK_VARIABLE] ?? null;
if (disk === null && process.getuid?.() === 0)
  process.exit(await againOnOwnDisk(DISK_MIB + Math.ceil(DISK_MIB_A_MINUTE * number('minutes'))));

// Whoever made the disk holds the other end: without it nobody waits for this run.
if (disk !== null)
  process.stdin
    .on('end', () => process.exit(1))
    .resume()
    .unref();

const options = {
  seed: number('seed'),
  vms: number('vms'),
  clients: number('clients'),
  calm: number('calm'),
  driver,
  disk,
} as const;
const minutes = number('minutes');
const again = `npm run chaos -- --seed ${options.seed} --minutes ${minutes} --driver ${driver} --vms ${options.vms} --clients ${options.clients} --calm ${options.calm}`;
const begun = performance.now();
const say = (line: string): void => {
  process.stdout.write(`${((performance.now() - begun) / 1_000).toFixed(1).padStart(7)} s  ${line}\n`);
};
say(again);
const { findings, ...figures } = await runChaos({ ...options, seconds: minutes * 60, say });
say(JSON.stringify(figures));
for (const finding of findings) process.stdout.write(`FOUND  ${finding}\n`);
say(findings.length === 0 ? 'everything holds' : `${findings.length} findings; again: ${again}`);
process.exitCode = findings.length === 0 ? 0 : 1;
