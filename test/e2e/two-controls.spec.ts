/** Two control processes on one store, as the product runs them: whichever is asked, whichever dies. */
import { eventually } from '@chronovisor/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importTiny, tinyVm } from './support/tiny.ts';
import { type Twins, startTwins } from './support/twins.ts';

describe('a real guest', () => {
  let twins: Twins;
  beforeAll(async () => {
    twins = await startTwins();
    await importTiny(twins.house.api);
  });
  afterAll(() => twins.close());

  it('is made through one, seen through the other, and goes on under it when the first is killed', async () => {
    const { house, second } = twins;
    const made = await house.api.succeed('POST', '/vms', tinyVm('web-1'));
    const shown = await second.api.waitFor(made.id);
    expect(shown).toMatchObject({ status: 'succeeded' });
    await second.api.vmIs('web-1', 'running');
    await second.api.serialHas('web-1', 'tiny is ready');
    await house.control.kill('SIGKILL');
    await second.api.succeed('POST', '/vms/web-1/shutdown');
    expect(await second.api.vm('web-1')).toMatchObject({ status: 'off', lastExit: { code: 0 } });
    await second.api.succeed('POST', '/vms/web-1/start');
    await house.startControl();
    await eventually(async () => (await house.api.vm('web-1'))['status'] === 'running');
    await house.api.succeed('DELETE', '/vms/web-1?force=true');
    await eventually(async () => (await second.api.list('/vms')).length === 0);
  });
});
