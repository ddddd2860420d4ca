import { consoleSubject } from '@chronovisor/bus';
import { newId } from '@chronovisor/kernel/ids';
import { describe, expect, it } from 'vitest';
import { specOf } from '../../test/asking.ts';
import { fakePlace } from '../../test/fake-host.ts';

const running = async (over: Parameters<typeof specOf>[0] = {}) => {
  const here = fakePlace();
  const control = here.control();
  const host = await here.startHost();
  const spec = specOf(over);
  await here.start(spec);
  await control.hears('RecordVmStarted');
  return { ...here, control, host, spec, guest: here.world.guest(spec.vmId) };
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the serial log', () => {
  it('is read by offset and from its end', async () => {
    const { serial, spec, guest } = await running();
    guest.print('hello');
    expect(await serial(spec.vmId)).toMatchObject({ text: 'boot\nhello', offset: 0, next: 10, end: 10 });
    expect((await serial(spec.vmId, { offset: 5 })).text).toBe('hello');
    expect((await serial(spec.vmId, { offset: null, tail: 2 })).text).toBe('lo');
    expect((await serial(spec.vmId, { max: 4 })).next).toBe(4);
  });

  it('is waited for', async () => {
    const { serial, spec, guest, settle } = await running();
    const more = serial(spec.vmId, { offset: 5, waitMs: 20_000 });
    await settle();
    guest.print('later');
    expect((await more).text).toBe('later');
  });

  it('is waited for no longer than was asked', async () => {
    const { serial, spec, clock, settle } = await running();
    const more = serial(spec.vmId, { offset: 5, waitMs: 1 });
    await settle();
    await clock.advance(1_000);
    expect((await more).text).toBe('');
  });

  it('keeps nobody waiting when the host process ends', async () => {
    const { serial, spec, host, settle } = await running();
    const more = serial(spec.vmId, { offset: 5, waitMs: 20_000 });
    await settle();
    host.beginToEnd();
    expect((await more).text).toBe('');
    expect((await serial(spec.vmId, { offset: 5, waitMs: 20_000 })).text).toBe('');
  });

  it('is there after the vm has ended, and not for a vm this host does not know', async () => {
    const { serial, spec, guest, control, ask } = await running();
    guest.powerOff();
    await control.hears('RecordVmStopped');
    expect((await serial(spec.vmId)).text).toBe('boot\n');
    const unknown = { vmId: newId(), offset: 0, tail: null, max: 1, waitMs: 0 };
    expect(await ask('ReadSerial', unknown)).toMatchObject({ kind: 'refusal', code: 'vm.not-found' });
  });

  it('does not wait behind a command of the vm', async () => {
    const { serial, spec, host } = await running();
    const held = Promise.withResolvers<void>();
    void host.register.get(spec.vmId).perform('long', () => held.promise);
    expect((await serial(spec.vmId)).text).toBe('boot\n');
    held.resolve();
  });
});

describe('a console', () => {
  const joined = async () => {
    const here = await running();
    const sessionId = newId();
    const said: string[] = [];
    here.controlBus.subscribe(consoleSubject(sessionId, 'out'), (payload) =>
      said.push(new TextDecoder().decode(payload)),
    );
    const reply = await here.ask('OpenConsole', { vmId: here.spec.vmId, sessionId });
    return { ...here, sessionId, said, reply };
  };

  it('shows what the guest says from the offset on that it was given', async () => {
    const { said, reply, guest, settle } = await joined();
    expect(reply).toEqual({ kind: 'result', result: { offset: 5 } });
    guest.print('prompt> ');
    await settle();
    expect(said).toEqual(['prompt> ']);
  });

  it('takes what people type', async () => {
    const { said, controlBus, sessionId, settle } = await joined();
    controlBus.publish(consoleSubject(sessionId, 'in'), bytes('ls'));
    await settle();
    expect(said).toEqual(['ls']);
  });

  it('is shared', async () => {
    const { ask, spec, said, guest, controlBus, settle } = await joined();
    const other = newId();
    const heard: string[] = [];
    controlBus.subscribe(consoleSubject(other, 'out'), (payload) => heard.push(new TextDecoder().decode(payload)));
    await ask('OpenConsole', { vmId: spec.vmId, sessionId: other });
    guest.print('x');
    await settle();
    expect([said, heard]).toEqual([['x'], ['x']]);
  });

  it('ends when its other end is silent, and not before', async () => {
    const { host, clock, controlBus, sessionId } = await joined();
    await clock.advance(20_000);
    controlBus.publish(consoleSubject(sessionId, 'alive'), new Uint8Array());
    await clock.advance(20_000);
    expect(host.consoles.open).toBe(1);
    await clock.advance(20_000);
    expect(host.consoles.open).toBe(0);
  });

  it('is refused for a vm that is off', async () => {
    const { ask } = await running();
    const reply = await ask('OpenConsole', { vmId: newId(), sessionId: newId() });
    expect(reply).toMatchObject({ kind: 'refusal', code: 'vm.not-running' });
  });
});

describe('a screenshot', () => {
  it('is a PNG', async () => {
    const { ask, spec } = await running({ graphics: { type: 'vnc' } });
    const reply = await ask('Screenshot', { vmId: spec.vmId });
    const { png } = (reply as unknown as { result: { png: string } }).result;
    expect(Buffer.from(png, 'base64').subarray(1, 4).toString()).toBe('PNG');
  });

  it('needs a screen and a vm that runs', async () => {
    const { ask, spec } = await running();
    expect(await ask('Screenshot', { vmId: spec.vmId })).toMatchObject({ code: 'vm.no-graphics' });
    expect(await ask('Screenshot', { vmId: newId() })).toMatchObject({ code: 'vm.not-running' });
  });
});
