import { describe, expect, it } from 'vitest';
import { fakeGround, smallLiveGround } from '../../../test/qemu-img-ground.ts';
import type { DiskFormat } from './qemu-img.port.ts';

const never = new AbortController().signal;

describe.each([
  ['fake', () => fakeGround(512 * 1024)],
  ['live', () => smallLiveGround('512k')],
])('%s qemu-img on a full disk', (_, open) => {
  it('says that it is full', async () => {
    const { qemuImg, at, write } = await open();
    await write(at('raw'), 'x'.repeat(300 * 1024));
    const from = { path: at('raw'), format: 'raw' as DiskFormat };
    const converting = qemuImg.convert(from, { path: at('to'), format: 'raw' }, never);
    await expect(converting).rejects.toMatchObject({ code: 'storage.disk-full', retry: 'later' });
  });
});
