/** The rules of a project, read as sentences. */
import { DEFAULT_PROJECT, type ProjectId, type Quota } from '@chronovisor/contracts';
import { checkRepeatedCommands, specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProjectCommand, projectDecider } from './decide.ts';

const project = specify(projectDecider);
const id = '01900000-0000-7000-8000-000000000001' as ProjectId;
const quota: Quota = { vms: 5, vcpus: null, memory: null, disk: null, addresses: null };

const command = (type: string, data: object, commandId = type): ProjectCommand =>
  ({
    type: `compute.${type}`,
    version: 1,
    data: { projectId: id, ...data },
    meta: { commandId, operationId: commandId },
  }) as unknown as ProjectCommand;
const create = (data: object = {}, commandId?: string) =>
  command('CreateProject', { name: 'web', labels: { a: '1' }, quota, ...data }, commandId);
const update = (changes: object, data: object = {}) => command('UpdateProject', { changes, ...data });
const remove = (data: object = {}) => command('DeleteProject', data);
const there = project.given([]).after(create());

describe('a project', () => {
  it('is made once, however often it is asked for', () => {
    project.when(create()).thenTypes('compute.ProjectCreated').thenOnlyOnce();
    there.when(create({}, 'another')).thenRefused('project.id-taken');
  });

  it('changes what is named and nothing else', () =>
    there
      .when(update({ labels: { b: '2', a: null }, quota: { disk: 9 } }))
      .thenTypes('compute.ProjectUpdated')
      .thenState((state) =>
        expect(state).toMatchObject({ name: 'web', labels: { b: '2' }, quota: { ...quota, disk: 9 } }),
      ));

  it('records only what is new', () => {
    there.when(update({ name: 'web', quota: { vms: 5 }, labels: { a: '1' } })).thenNothing();
    const request = { operationId: 'UpdateProject', commandId: 'UpdateProject' };
    const data = { projectId: id, changes: { name: 'shop' }, request };
    there
      .when(update({ name: 'shop', quota: {} }))
      .then([{ type: 'compute.ProjectUpdated', version: 1, data }] as never);
  });

  it('takes a limit away that is null', () =>
    there
      .when(update({ quota: { vms: null } }))
      .thenTypes('compute.ProjectUpdated')
      .thenState((state) => expect(state).toMatchObject({ quota: { vms: null } })));

  it('has at most so many labels', () => {
    const labels = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`k${i}`, '']));
    there.when(update({ labels })).thenRefused('project.too-many-labels');
  });

  it('is gone once, and its id stays used', () => {
    there.when(remove()).thenTypes('compute.ProjectDeleted').thenOnlyOnce();
    const gone = there.after(remove());
    gone.when(update({ name: 'x' })).thenRefused('project.not-found');
    gone.when(create({}, 'another')).thenRefused('project.id-taken');
    project.when(remove()).thenRefused('project.not-found');
  });

  it('that all begin with keeps its name and stays, and may have a quota', () => {
    const first = { projectId: DEFAULT_PROJECT };
    const built = project.given([]).after(create(first));
    built.when(remove(first)).thenRefused('project.built-in');
    built.when(update({ name: 'x' }, first)).thenRefused('project.built-in');
    built.when(update({ quota: { vms: 1 } }, first)).thenTypes('compute.ProjectUpdated');
  });

  it('hears every repeated command once', () => {
    const commands = fc.constantFrom(create(), update({ name: 'x' }), update({ labels: { a: null } }), remove());
    expect(() => checkRepeatedCommands(projectDecider, commands)).not.toThrow();
  });
});
