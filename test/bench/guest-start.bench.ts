/** From the request to the guest's first serial byte, against the same QEMU command line run by hand. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHouse } from '../e2e/support/house.ts';
import { importTiny, tinyVm } from '../e2e/support/tiny.ts';
import { type Row, median } from './result.ts';

const RUNS = 7;
const LOOK_EVERY_MS = 2;

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

const firstByte = async (file: string, before: number): Promise<number> => {
  while ((await sizeOf(file)) <= before) await sleep(LOOK_EVERY_MS);
  return performance.now();
};

/** The vm's own arguments in an empty directory, started by hand. */
const byHand = async (argv: readonly string[], directory: string): Promise<number> => {
  const [program = '', ...args] = argv;
  await rm(join(directory, 'serial.log'), { force: true });
  const begun = performance.now();
  const qemu = spawn(program, args, { cwd: directory, stdio: 'ignore' });
  const took = (await firstByte(join(directory, 'serial.log'), 0)) - begun;
  const ended = once(qemu, 'exit');
  qemu.kill('SIGKILL');
  await ended;
  return took;
};

export const benchGuestStart = async (): Promise<Row> => {
  const house = await startHouse();
  const scratch = await mkdtemp(join(tmpdir(), 'chrono-bench-'));
  try {
    await importTiny(house.api);
    await house.api.succeed('POST', '/vms', tinyVm('bench'));
    const vm = await house.api.vm('bench');
    const directory = join(house.dataDir, 'hosts/h1/vms', String(vm['id']));
    const argv = (await readFile(`/proc/${(vm['process'] as { pid: number }).pid}/cmdline`, 'utf8'))
      .split('\0')
      .slice(0, -1);
    await house.api.succeed('POST', '/vms/bench/stop');
    const ours: number[] = [];
    const bare: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const log = join(directory, 'serial.log');
      const before = await sizeOf(log);
      const begun = performance.now();
      await house.api.post('/vms/bench/start');
      ours.push((await firstByte(log, before)) - begun);
      await house.api.vmIs('bench', 'running');
      await house.api.succeed('POST', '/vms/bench/stop');
      await rm(join(scratch, 'vm'), { recursive: true, force: true });
      await mkdir(join(scratch, 'vm'));
      bare.push(await byHand(argv, join(scratch, 'vm')));
    }
    return {
      name: 'POST start to the first serial byte ÷ the same QEMU by hand',
      figure: median(ours) / median(bare),
      unit: '×',
      reach: '<=',
      target: 1.05,
      detail: { oursMs: ours, bareMs: bare },
    };
  } finally {
    await house.close();
    await rm(scratch, { recursive: true, force: true });
  }
};
