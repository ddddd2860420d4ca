/** Real guests on the host role: seen, heard, typed to, and every way they end. */
import type { HostReply, Nic, VmProcess } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { eventually } from '@chronovisor/testing';
import { stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newRequest } from './asking.ts';
import { type RealPlace, realPlace } from './real-host.ts';
import { booted, says, typing } from './real-vms.ts';

let place: RealPlace;
beforeEach(async () => {
  place = await realPlace();
});
afterEach(() => place.close());

describe('a guest on a host', { timeout: 300_000 }, () => {
  it('boots, is seen and heard, typed to, and powers off on its button', async () => {
    await place.startHost();
    const spec = await booted(place, 'chrono.shell=lines', { graphics: { type: 'vnc' } });
    const console = await typing(place, place.controlBus, spec.vmId);
    console.type('echo sum=$((40+2))');
    await eventually(() => console.text().includes('sum=42'), { withinMs: 20_000 });
    const screen = (await place.ask('Screenshot', { vmId: spec.vmId })) as Extract<HostReply, { kind: 'result' }>;
    expect(
      Buffer.from((screen.result as { png: string }).png, 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    const request = newRequest();
    await place.power('ShutdownVm', spec, request);
    const { data } = await place.control.hears('RecordVmStopped');
    expect(data).toMatchObject({ reason: 'guest-shutdown', request, exit: { code: 0, signal: null } });
  });

  it('pauses, resumes and resets; its own reboot is told once', async () => {
    await place.startHost();
    const spec = await booted(place, 'chrono.shell=lines');
    await place.power('PauseVm', spec);
    await place.control.hears('RecordVmPaused');
    await place.power('ResumeVm', spec);
    await place.control.hears('RecordVmResumed');
    await place.power('ResetVm', spec);
    expect((await place.control.hears('RecordVmReset')).data).toMatchObject({ by: 'request' });
    await says(place, spec.vmId, /@@READY[^]*@@READY/u);
    const console = await typing(place, place.controlBus, spec.vmId);
    console.type('reboot -f');
    await place.control.hears('RecordVmReset', ({ data }) => data['by'] === 'guest');
    await says(place, spec.vmId, /@@READY[^]*@@READY[^]*@@READY/u);
    expect(place.control.of('RecordVmReset')).toHaveLength(2);
    expect(place.control.order.filter((type) => type === 'RecordVmPaused' || type === 'RecordVmResumed')).toHaveLength(
      2,
    );
  });

  it('is reached through a port that the host picked', async () => {
    await place.startHost();
    const nic: Nic = {
      nicId: newId() as Nic['nicId'],
      networkId: newId() as Nic['networkId'],
      kind: 'user',
      mac: '52:54:00:00:00:01',
      model: 'virtio',
      address: null,
      forwards: [{ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 0, guestPort: 80 }],
    };
    const spec = await booted(place, 'chrono.http=80 chrono.name=reached', { nics: [nic] });
    const { data } = await place.control.hears('RecordVmStarted');
    const [forward] = (data['process'] as VmProcess).forwards ?? [];
    expect(forward).toMatchObject({ nicId: nic.nicId, guestPort: 80, hostPort: expect.any(Number) });
    await says(place, spec.vmId, /@@HTTP 80/u);
    const page = await eventually(async () => (await fetch(`http://127.0.0.1:${forward?.hostPort}/`)).text(), {
      withinMs: 20_000,
    });
    expect(page).toContain('reached');
  });

  it('that ignores its button runs until it is stopped', async () => {
    await place.startHost();
    const spec = await booted(place, 'chrono.noacpi=1');
    await place.power('ShutdownVm', spec);
    const request = newRequest();
    await place.power('StopVm', spec, request);
    expect((await place.control.hears('RecordVmStopped')).data).toMatchObject({ reason: 'stop-requested', request });
  });

  it('boots by UEFI and keeps its variables', async () => {
    await place.startHost();
    const spec = await booted(place, '', { firmware: 'uefi', memory: 256 * 1024 ** 2 });
    await place.power('StopVm', spec);
    await place.control.hears('RecordVmStopped');
    const kept = await stat(place.fileOf(spec.vmId, 'vars.fd'));
    await place.start({ ...spec, generation: 2 });
    await place.control.hears('RecordVmStarted', ({ data }) => data['generation'] === 2);
    expect((await stat(place.fileOf(spec.vmId, 'vars.fd'))).ino).toBe(kept.ino);
  });
});
