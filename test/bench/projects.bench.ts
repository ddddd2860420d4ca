/** What a creation costs in a project with very many vms: against one with few, turn by turn, on the same machine and log. */
import { type House, startHouse } from '../e2e/support/house.ts';
import { type Row, median } from './result.ts';

const FEW = 100;
const MANY = 10_000;
const AT_ONCE = 32;
const SAMPLES = 300;

const body = (project: string, index: number): Record<string, unknown> => ({
  name: `${project}-${index}`,
  project,
  memory: '4MiB',
});

const fill = async (house: House, project: string, count: number): Promise<number> => {
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) await house.api.succeed('POST', '/vms', body(project, next++));
    }),
  );
  return (performance.now() - begun) / count;
};

const creationTime = async (house: House, project: string, index: number): Promise<number> => {
  const begun = performance.now();
  const answer = await house.api.post('/vms', body(project, index));
  const time = performance.now() - begun;
  if (answer.status !== 202) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  await house.api.waitFor(String(answer.body['id']));
  return time;
};

export const benchProjects = async (): Promise<Row> => {
  const house = await startHouse({ env: { CHRONO_HOST_DRIVER: 'sim' } });
  try {
    for (const name of ['few', 'many'])
      await house.api.succeed('POST', '/projects', { name, quota: { vms: 2 * MANY } });
    const each = { few: await fill(house, 'few', FEW), many: await fill(house, 'many', MANY) };
    const times: Record<'few' | 'many', number[]> = { few: [], many: [] };
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      times.few.push(await creationTime(house, 'few', FEW + sample));
      times.many.push(await creationTime(house, 'many', MANY + sample));
    }
    return {
      name: `a creation in a project of ${MANY} vms ÷ in one of ${FEW}`,
      figure: median(times.many) / median(times.few),
      unit: '×',
      reach: '<=',
      target: 1.2,
      detail: { few: median(times.few), many: median(times.many), msEachAtOnce: each },
    };
  } finally {
    await house.close();
  }
};
