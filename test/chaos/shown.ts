/** Everything the interface shows, all pages of it. */
import type { http } from '@chronovisor/contracts';
import type { Api } from '../e2e/support/api.ts';

export interface Shown {
  readonly vms: readonly http.VmDocument[];
  readonly volumes: readonly http.VolumeDocument[];
  readonly networks: readonly http.NetworkDocument[];
  readonly images: readonly http.ImageDocument[];
  readonly pools: readonly http.PoolDocument[];
  readonly groups: readonly http.GroupDocument[];
  readonly projects: readonly http.ProjectDocument[];
  readonly schedules: readonly http.ScheduleDocument[];
  readonly webhooks: readonly http.WebhookDocument[];
  readonly hosts: readonly http.HostDocument[];
  readonly operations: readonly http.OperationDocument[];
}
export type ListName = keyof Shown;

export const allOf = async <N extends ListName>(api: Api, name: N): Promise<Shown[N]> => {
  const items: Shown[ListName][number][] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body } = await api.get(`/${name}?limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`);
    if (status !== 200) throw new Error(`GET /${name} was answered ${status}: ${JSON.stringify(body)}`);
    const page = body as unknown as { readonly items: Shown[N]; readonly nextCursor?: string | null };
    items.push(...page.items);
    cursor = page.nextCursor ?? null;
  }
  return items as readonly unknown[] as Shown[N];
};

export const showAll = async (api: Api): Promise<Shown> => ({
  vms: await allOf(api, 'vms'),
  volumes: await allOf(api, 'volumes'),
  networks: await allOf(api, 'networks'),
  images: await allOf(api, 'images'),
  pools: await allOf(api, 'pools'),
  groups: await allOf(api, 'groups'),
  projects: await allOf(api, 'projects'),
  schedules: await allOf(api, 'schedules'),
  webhooks: await allOf(api, 'webhooks'),
  hosts: await allOf(api, 'hosts'),
  operations: await allOf(api, 'operations'),
});

interface Detail {
  readonly id: string;
  readonly body?: unknown;
}

/** What only the page of one thing shows. */
export const showDetails = async (api: Api): Promise<Readonly<Record<string, readonly Detail[]>>> => {
  const pages = async (kind: ListName, rest: string, ids: readonly string[]): Promise<readonly Detail[]> => {
    const found: Detail[] = [];
    for (const id of ids) {
      const { body } = await api.get(`/${kind}/${id}${rest}`);
      found.push({ id, body });
    }
    return found;
  };
  const idsOf = async (kind: ListName): Promise<readonly string[]> => (await allOf(api, kind)).map(({ id }) => id);
  const bulks = (await allOf(api, 'operations')).filter(({ bulk }) => bulk !== undefined).map(({ id }) => id);
  return {
    dependencies: await pages('vms', '/dependencies', await idsOf('vms')),
    runs: await pages('schedules', '/runs', await idsOf('schedules')),
    bulks: await pages('operations', '', bulks),
  };
};

/** Heartbeats, and what is measured at each of them, are not of the log. */
const measured: Readonly<Record<string, readonly string[]>> = {
  hosts: ['live', 'status', 'revision', 'updatedAt'],
  pools: ['total', 'free', 'usable'],
};

const withoutMeasured = (name: string, item: object): object =>
  Object.fromEntries(Object.entries(item).filter(([field]) => measured[name]?.includes(field) !== true));

type Looked = Readonly<Record<string, readonly Detail[]>>;

/** What two looks at the same log show differently. */
export const differences = (one: Looked, other: Looked): readonly string[] =>
  Object.keys(one).flatMap((name) => {
    const of = (shown: Looked): ReadonlyMap<string, string> =>
      new Map((shown[name] ?? []).map((item) => [item.id, JSON.stringify(withoutMeasured(name, item))]));
    const [before, after] = [of(one), of(other)];
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter((id) => before.get(id) !== after.get(id))
      .map((id) => `${name}/${id} is shown differently after a rebuild: ${before.get(id)} and ${after.get(id)}`);
  });
