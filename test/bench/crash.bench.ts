/** From the death of QEMU to the event in a subscriber's hands. */
import { listen } from '../e2e/support/events.ts';
import { startHouse } from '../e2e/support/house.ts';
import { importTiny, tinyVm } from '../e2e/support/tiny.ts';
import { type Row, median, quantile } from './result.ts';

const RUNS = 40;

export const benchCrash = async (): Promise<Row> => {
  const house = await startHouse();
  try {
    await importTiny(house.api);
    await house.api.succeed('POST', '/vms', { ...tinyVm('bench'), start: false });
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      await house.api.succeed('POST', '/vms/bench/start');
      const { pid } = (await house.api.vm('bench'))['process'] as { pid: number };
      const events = await listen(house.api, '?types=vm.crashed');
      const at = performance.now();
      process.kill(pid, 'SIGKILL');
      times.push((await events.next('vm.crashed')).at - at);
      events.close();
    }
    return {
      name: 'QEMU dead → vm.crashed on SSE, p99',
      figure: quantile(times, 0.99),
      unit: 'ms',
      reach: '<=',
      target: 200,
      detail: { p50: median(times), times },
    };
  } finally {
    await house.close();
  }
};
