/** An undo that is overtaken: planned anew, and never answered with a revision that nobody named. */
import { VmUpdated, type CommandEnvelope } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBed, type Bed } from './bed.ts';
import { happening } from './recorder.ts';
import { created, provisioned, putWorld, requestOf } from './samples.ts';

let bed: Bed;
let operationId: string;
let asked: CommandEnvelope[];
/** How many times the vm changes just before the undo arrives. */
let overtakes: number;

beforeEach(async () => {
  bed = await startBed();
  const world = await putWorld(bed.recorder);
  const vmId = newId();
  const request = requestOf();
  operationId = request.operationId;
  await bed.recorder.put(`vm-${vmId}`, created(vmId, world.host.hostId), provisioned(vmId));
  await bed.recorder.put(`vm-${vmId}`, happening(VmUpdated, { vmId, changes: { description: 'x' }, request }));
  asked = [];
  bed.far.serveCommands('compute', async (command) => {
    asked.push(command);
    if (asked.length <= overtakes) return { kind: 'refusal', code: 'revision.stale', message: 'it has another one' };
    const { meta } = command;
    const changes = { description: '' };
    const own = { operationId: meta.operationId, commandId: meta.commandId };
    const position = await bed.recorder.put(`vm-${vmId}`, happening(VmUpdated, { vmId, changes, request: own }));
    const { operationId: awaits } = meta;
    return { kind: 'accepted', position, revision: 3, duplicate: false, awaits: null, operationId: awaits };
  });
});
afterEach(() => bed.stop());

const undo = async (headers: Record<string, string> = {}) => {
  const response = await bed.call('POST', `/api/v1/operations/${operationId}/undo`, { headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('an undo that is overtaken', () => {
  it('is worked out anew on what is there then', async () => {
    overtakes = 3;
    expect(await undo()).toMatchObject({ status: 202, body: { type: 'vm.update', reversible: true } });
    expect(asked).toHaveLength(4);
  });

  it('again and again is a conflict, with what to do', async () => {
    overtakes = 99;
    expect(await undo()).toMatchObject({
      status: 409,
      body: { code: 'operation.changed-meanwhile', hint: expect.stringContaining('ask again') },
    });
  });

  it('is told so to whoever named a revision', async () => {
    overtakes = 99;
    expect(await undo({ 'if-match': '"1"' })).toMatchObject({ status: 412, body: { code: 'revision.stale' } });
    expect(asked).toHaveLength(1);
  });
});
