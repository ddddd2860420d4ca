/** Commands that change vms, against a gateway that runs with little machines behind it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { VmProvisioned } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';

import { startBed, type Bed } from '../../../services/gateway/test/bed.ts';
import { LittleCompute } from '../../../services/gateway/test/little-services.ts';
import { happening } from '../../../services/gateway/test/recorder.ts';
import { putWorld, vmSpec, type World } from '../../../services/gateway/test/samples.ts';
import { startRelay } from './relay.ts';
import { shellAt, until, type Ended, type Running } from './shell.ts';

let bed: Bed;
let compute: LittleCompute;
let world: World;

beforeEach(async () => {
  bed = await startBed();
  world = await putWorld(bed.recorder);
  compute = new LittleCompute(bed.far, bed.recorder);
});
afterEach(() => bed.stop());

const { said, begin } = shellAt(() => ({ CHRONO_URL: bed.url, CHRONO_TOKEN: bed.token }));

/** Starts that are asked for come up. */
const running = async (line: string): Promise<Ended> => {
  const command = begin(line);
  let isOver = false;
  const ended = command.ended.finally(() => (isOver = true));
  await until(async () => {
    await compute.finishStarts();
    expect(isOver).toBe(true);
  });
  return ended;
};

const idOf = async (name: string): Promise<string> =>
  (JSON.parse((await said(`vm show ${name} -o json`)).out) as { id: string }).id;

describe('vm create', () => {
  it('waits, tells on stderr, and leaves stdout to data', async () => {
    const { exit, out, err } = await said('vm create web-1 --memory 128MiB --nic user');
    expect([exit, out]).toEqual([0, '']);
    expect(err).toMatch(/web-1: created \(\d+\.\d s\)\n$/);
    expect(await said('vm list -q')).toEqual({ exit: 0, out: 'web-1\n', err: '' });
  });

  it('prints the name with -q and the operation as JSON', async () => {
    expect(await said('vm create web-1 -q')).toEqual({ exit: 0, out: 'web-1\n', err: '' });
    const { out } = await said('vm create web-2 -o json');
    expect(JSON.parse(out)).toMatchObject({ type: 'vm.create', status: 'succeeded' });
  });

  it('tells what is wrong in the words of the command line', async () => {
    const { exit, err } = await said('vm create web-1 --memory 3 --disk 1GiB --disk 5');
    expect(exit).toBe(2);
    expect(err).toContain('--memory: ');
    expect(err).toContain('--disk (number 2) size: ');
    expect(err).toMatch(/code: request\.invalid\nrequest: [0-9a-f]{32}\n$/);
  });

  it('ends with 6 when the name is taken', async () => {
    await said('vm create web-1');
    const { exit, err } = await said('vm create web-1');
    expect(exit).toBe(6);
    expect(err).toContain('error: the name web-1 is taken\nhint: Choose another name.\ncode: vm.name-taken\n');
  });
});

describe('vm start', () => {
  beforeEach(() => said('vm create web-1 -q'));

  it('waits until it runs', async () => {
    const { exit, err } = await running('vm start web-1');
    expect(exit).toBe(0);
    expect(err).toMatch(/^web-1: vm\.start.*\nweb-1: started \(\d+\.\d s\)\n$/);
  });

  it('with --no-wait prints the operation, which op wait takes up', async () => {
    const { exit, out } = await said('vm start web-1 --no-wait');
    expect(exit).toBe(0);
    expect(out).toMatch(/^[0-9a-f-]{36}\n$/);
    await compute.finishStarts();
    const waited = await said(`op wait ${out.trim()}`);
    expect(waited.exit).toBe(0);
    expect(waited.err).toContain('succeeded');
  });

  it('ends with 7 when the time is over, and says how to go on', async () => {
    const { exit, err } = await said('vm start web-1 --timeout 0s');
    expect(exit).toBe(7);
    expect(err).toMatch(/error: vm\.start is running after 0\.0 s\nhint: it goes on: chrono op wait [0-9a-f-]{36}\n/);
  });

  it('is waited for through a restart of the API', async () => {
    const relay = await startRelay(bed.url);
    try {
      const command = begin('vm start web-1', { env: { CHRONO_URL: relay.url } });
      await until(() => expect(command.err()).toContain('vm.start'));
      relay.lead(null);
      relay.cut();
      await compute.finishStarts();
      relay.lead(bed.url);
      expect((await command.ended).exit).toBe(0);
    } finally {
      await relay.stop();
    }
  });

  it('is left by Ctrl-C with 130, and goes on', async () => {
    const command = begin('vm start web-1');
    await until(() => expect(command.err()).toContain('vm.start'));
    command.interrupt();
    const { exit, err } = await command.ended;
    expect(exit).toBe(130);
    expect(err).toMatch(/vm\.start goes on without us\nhint: chrono op wait [0-9a-f-]{36}\n$/);
    await compute.finishStarts();
    expect((await said('vm show web-1 --columns status --no-headers')).out).toBe('running\n');
  });

  it('is shown in a line drawn over itself on a terminal, and in lines where that is not wanted', async () => {
    const drawn = begin('vm start web-1 --timeout 0.2s', { tty: { stderr: true } });
    expect((await drawn.ended).err).toContain('\r\u001b[Kweb-1: vm.start');
    const plain = await said('vm start web-1 --timeout 0.2s', {
      tty: { stderr: true },
      env: { CHRONO_ACCESSIBLE: '1' },
    });
    expect(plain.err).not.toContain('\u001b');
  });
});

describe('vm shutdown', () => {
  it('that the guest ignores ends with 1, in the words of the operation', async () => {
    await said('vm create web-1 -q');
    const { exit, err } = await said('vm shutdown web-1 --grace 1m');
    expect(exit).toBe(1);
    expect(err).toContain(
      'error: vm.shutdown failed: the guest did not power off in time\nhint: Stop it.\ncode: vm.shutdown-timeout\n',
    );
    expect(compute.heard.at(-1)).toMatchObject({ type: 'compute.ShutdownVm', data: { timeoutSeconds: 60 } });
  });
});

describe('vm update', () => {
  it('sends what changes and nothing else', async () => {
    await said('vm create web-1 -q');
    expect((await said('vm update web-1 --description x --if-revision 1')).exit).toBe(0);
    expect(compute.heard.at(-1)).toMatchObject({ type: 'compute.UpdateVm', data: { changes: { description: 'x' } } });
  });
});

describe('vm delete', () => {
  /** With a disk, as if made with it. */
  const withDisk = async (): Promise<void> => {
    await said('vm create web-1 -q');
    const vmId = await idOf('web-1');
    const disk = {
      volumeId: newId(),
      poolId: world.poolId,
      path: '/d',
      format: 'qcow2',
      bus: 'virtio',
      size: 1024 ** 3,
    };
    const { boot } = vmSpec();
    await bed.recorder.put(
      `vm-${vmId}`,
      happening(VmProvisioned, { vmId, disks: [disk], nics: [], boot, iso: null } as never),
    );
    await until(async () => expect((await said('vm show web-1 -o json')).out).toContain('1073741824'));
  };
  const names = async (): Promise<string> => (await said('vm list -q')).out;
  const ask = async (question: string): Promise<Running> => {
    const command = begin('vm delete web-1 --no-wait', { tty: { stdin: true } });
    await until(() => expect(command.err()).toContain(question));
    return command;
  };

  it('without a terminal and without --yes ends with 2 and deletes nothing', async () => {
    await withDisk();
    const { exit, err } = await said('vm delete web-1');
    expect(exit).toBe(2);
    expect(err).toContain('nobody is there to ask\nhint: say --yes when it is meant\n');
    expect(await names()).toBe('web-1\n');
  });

  it('shows what is lost and takes the name for a yes', async () => {
    await withDisk();
    const command = await ask('Type web-1 to delete: ');
    expect(command.err()).toContain('This will be gone:\n  vm web-1, off on host local\n');
    expect(command.err()).toMatch(/volume [0-9a-f-]{36} \(1GiB qcow2 in pool default\) with everything on it/);
    command.stdin.write('web-1\n');
    expect((await command.ended).exit).toBe(0);
    await until(async () => expect(await names()).toBe(''));
  });

  it('takes anything else for a no', async () => {
    await withDisk();
    const command = await ask('to delete: ');
    command.stdin.write('y\n');
    const { exit, err } = await command.ended;
    expect(exit).toBe(1);
    expect(err).toContain('error: not confirmed: nothing was deleted\n');
    expect(await names()).toBe('web-1\n');
  });

  it('is content with a y where no data is lost', async () => {
    await said('vm create web-1 -q');
    const command = await ask('Delete? [y/N] ');
    command.stdin.write('y\n');
    expect((await command.ended).exit).toBe(0);
    await until(async () => expect(await names()).toBe(''));
  });

  it('takes the end of input and Ctrl-C for a no', async () => {
    await said('vm create web-1 -q');
    const ended = await ask('Delete?');
    ended.stdin.end();
    expect((await ended.ended).exit).toBe(1);
    const left = await ask('Delete?');
    left.interrupt();
    expect((await left.ended).exit).toBe(130);
    expect(await names()).toBe('web-1\n');
  });
});

describe('launch', () => {
  it('creates and starts, with a nic unless told otherwise', async () => {
    const { exit, err } = await said('launch nothing hello');
    expect(exit).toBe(2);
    expect(err).toContain('image');
  });
});
