/** The commands of webhooks, against a gateway that runs and a receiver that listens. */
import { afterEach, beforeEach, expect, it } from 'vitest';

import { startBed, type Bed } from '../../../services/gateway/test/bed.ts';
import { startReceiver, type Receiver } from '../../../services/gateway/test/receiver.ts';
import { putWorld } from '../../../services/gateway/test/samples.ts';
import { shellAt } from './shell.ts';

let bed: Bed;
let receiver: Receiver;

beforeEach(async () => {
  bed = await startBed();
  await putWorld(bed.recorder);
  receiver = await startReceiver();
});
afterEach(async () => {
  await bed.stop();
  await receiver.close();
});

const { said } = shellAt(() => ({ CHRONO_URL: bed.url, CHRONO_TOKEN: bed.token }));

it('a webhook is made, and its secret alone is on stdout', async () => {
  const { exit, out, err } = await said(
    `webhook create pager --to ${receiver.url} --types vm.*,host.lost --label team=a`,
  );
  expect([exit, out]).toEqual([0, expect.stringMatching(/^whsec_\S+\n$/)]);
  expect(err).toMatch(/pager: created .*\n.*shown this once/);
  const shown = JSON.parse((await said('webhook show pager -o json')).out) as object;
  expect(shown).toMatchObject({ types: ['vm.*', 'host.lost'], labels: { team: 'a' }, status: 'active' });
  expect((await said('webhook list -l team=a -q')).out).toBe('pager\n');
});

it('a webhook is tested, and what was sent is listed', async () => {
  await said(`webhook create pager --to ${receiver.url} -q`);
  expect((await said('webhook test pager')).exit).toBe(0);
  const { out } = await said('webhook deliveries pager -o json');
  expect((JSON.parse(out) as { items: object[] }).items).toMatchObject([{ kind: 'test', status: 204 }]);
  receiver.answer = (answer) => void answer.writeHead(500).end();
  const failed = await said('webhook test pager');
  expect(failed.exit).not.toBe(0);
  expect(failed.err).toContain('it answered 500');
});

it('a webhook is changed, sent everything again, given a new secret, and deleted', async () => {
  await said(`webhook create pager --to ${receiver.url} -q`);
  expect((await said('webhook update pager --no-enabled')).exit).toBe(0);
  expect((await said('webhook show pager --columns status -o csv --no-headers')).out).toBe('off\n');
  expect((await said('webhook replay pager 0')).exit).toBe(0);
  expect((await said('webhook replay pager soon')).err).toContain('<from> takes a whole number');
  expect((await said('webhook rotate-secret pager')).out).toMatch(/^whsec_\S+\n$/);
  expect((await said('webhook delete pager --yes')).exit).toBe(0);
  expect((await said('webhook list -q')).out).toBe('');
});

it('a webhook to a private address is refused with the place of the mistake and a way out', async () => {
  const { exit, err } = await said('webhook create pager --to http://10.0.0.1/');
  expect(exit).not.toBe(0);
  expect(err).toContain('--to');
  expect(err).toContain('CHRONO_WEBHOOK_ALLOW_PRIVATE');
});
