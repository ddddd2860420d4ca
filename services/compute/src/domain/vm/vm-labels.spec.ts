import type { Labels } from '@chronovisor/contracts';
import { specify } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { vmDecider } from './decide/decide.ts';
import { happened } from './decide/types.ts';
import type { Vm, VmEvent } from './state.ts';
import { build } from './vm.fixture.ts';

const vm = specify(vmDecider);
const { events: e, commands: c, ids, facts } = build();
const off = [e.created(), e.provisioned()];
const running = [...off, e.startRequested(), e.started()];

const labelled = (labels: Labels): VmEvent =>
  happened('compute.VmUpdated', { vmId: facts.vmId, changes: { labels }, request: ids.other });
const labelsAre = (labels: object) => (state: Vm) => expect(state).toHaveProperty('config.labels', labels);

describe('labels', () => {
  it('can be set and taken away at any time, each by itself', () =>
    vm
      .given([...running, labelled({ set: 'web', tier: 'db' })])
      .when(c.update({ labels: { tier: null, env: 'a' } }))
      .then([{ ...labelled({ env: 'a', set: 'web' }) }])
      .thenState(labelsAre({ env: 'a', set: 'web' }))
      .thenOnlyOnce());

  it('are there from the creation, and none where none were asked for', () => {
    const created = happened('compute.VmCreated', {
      vmId: facts.vmId,
      name: 'web-1',
      hostId: facts.hostId,
      request: ids.create,
      spec: { ...facts.spec, labels: { set: 'web' } },
      start: false,
    });
    vm.given([created])
      .when(c.provisioned())
      .thenTypes('compute.VmProvisioned')
      .thenState(labelsAre({ set: 'web' }));
    vm.given([e.created()]).when(c.provisioned()).thenTypes('compute.VmProvisioned').thenState(labelsAre({}));
  });

  it('that are so already are no news', () =>
    vm
      .given([...off, labelled({ set: 'web' })])
      .when(c.update({ labels: { set: 'web', gone: null } }))
      .thenNothing());

  it('are refused when they become too many, with the place', () => {
    const many = Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`l${index}`, '']));
    const full = vm.given([...off, labelled(many)]);
    full
      .when(c.update({ labels: { more: '' } }))
      .thenRefused('vm.too-many-labels', { errors: [{ pointer: '/labels', detail: 'at most 64 in all' }] });
    full.when(c.update({ labels: { more: '', l0: null } })).thenTypes('compute.VmUpdated');
  });
});
