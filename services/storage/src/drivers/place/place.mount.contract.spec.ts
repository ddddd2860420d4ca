import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeGround, smallLiveGround } from '../../../test/place-ground.ts';

const never = new AbortController().signal;

describe.each([
  ['fake', () => fakeGround(256 * 1024)],
  ['live', () => smallLiveGround('256k')],
])('a %s place that is full', (_, open) => {
  it('says so, of copies and of texts', async () => {
    const { place, folder, write } = await open();
    await write(join(folder, 'half'), 'x'.repeat(140 * 1024));
    const copying = place.copy(join(folder, 'half'), join(folder, 'other'), never);
    await expect(copying).rejects.toMatchObject({ code: 'storage.disk-full' });
    await place.removeFile(folder, 'other');
    const saving = place.writeText(join(folder, 'text'), 'x'.repeat(140 * 1024));
    await expect(saving).rejects.toMatchObject({ code: 'storage.disk-full' });
  });
});
