import { expect, it, onTestFinished } from 'vitest';
import { startControl } from './control.ts';
import * as say from './samples.ts';

it('begins with the networks user and default, and answers over NATS', async () => {
  const control = await startControl();
  onTestFinished(() => control.close());
  const created = (await control.all()).filter(({ type }) => type === 'network.NetworkCreated');
  expect(created.map(({ data }) => data)).toMatchObject([
    { name: 'user', networkKind: 'user' },
    { name: 'default', networkKind: 'nat' },
  ]);
  expect(await control.send(say.createNetwork({ name: 'default' }))).toMatchObject({
    kind: 'refusal',
    code: 'network.name-taken',
  });
});
