/** Which vms a request means: those it names, those in a group, or those whose labels fit. */
import type { http } from '@chronovisor/contracts';
import { isRefusal, refuse, selects } from '@chronovisor/kernel';
import { parseSelector } from '../../../domain/selector/selector.ts';
import type { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import type { VmRow } from '../../../projections/vms/row.ts';
import { HttpProblem, invalidAt } from '../http-problem.ts';
import { resolveEach } from '../reader.ts';

type Picked = Pick<http.BulkBody, 'ids' | 'selector' | 'group'>;

const WAYS = ['ids', 'selector', 'group'] as const;

const wayOf = (picked: Picked): (typeof WAYS)[number] => {
  const [way, ...others] = WAYS.filter((name) => picked[name] !== undefined);
  if (way === undefined) throw invalidAt('', 'say which vms: give one of ids, selector and group');
  if (others.length > 0) throw invalidAt(`/${others[0]}`, `give only one of ${[way, ...others].join(' and ')}`);
  return way;
};

const bySelector = (catalogue: Catalogue, text: string): readonly string[] => {
  const selector = parseSelector(text, '/selector');
  if (isRefusal(selector)) throw new HttpProblem(selector);
  return catalogue.vms.documents.rows().flatMap(({ id, labels }) => (selects(selector, labels) ? [id] : []));
};

const byGroup = (catalogue: Catalogue, reference: string): readonly string[] => {
  const [id] = catalogue.find('groups', reference);
  const group = id === undefined ? undefined : catalogue.groups.documents.row(id);
  if (group === undefined) throw invalidAt('/group', `there is no group ${reference}`, 'group.unknown');
  return [...group.vmIds];
};

const idsOf = (catalogue: Catalogue, picked: Picked): readonly string[] => {
  if (picked.selector !== undefined) return bySelector(catalogue, picked.selector);
  if (picked.group !== undefined) return byGroup(catalogue, picked.group);
  return resolveEach(catalogue, 'vms', { references: picked.ids ?? [], pointer: '/ids' });
};

/** Each once, in the order in which they were named, or made. */
export const vmsMeant = (catalogue: Catalogue, picked: Picked): readonly VmRow[] => {
  const way = wayOf(picked);
  const vms = [...new Set(idsOf(catalogue, picked))].flatMap((id) => catalogue.vms.documents.row(id) ?? []);
  if (vms.length > 0) return vms;
  const detail = way === 'ids' ? 'no vm is named' : `no vm is meant by the ${way} ${picked[way] as string}`;
  const hint = 'Nothing was done. `GET /vms` takes the same selector and group, and shows which vms they mean.';
  throw new HttpProblem(refuse('bulk.no-vms', detail, { hint, errors: [{ pointer: `/${way}`, detail }] }));
};
