/** All views of the gateway in one hand: who feeds them, and how a name becomes an id. */
import { DEFAULT_PROJECT, Heartbeat, type Labels } from '@chronovisor/contracts';
import type { Follower } from '@chronovisor/nest';
import { AuditView } from '../audit/view.ts';
import { Checkpoints } from '../checkpoints/view.ts';
import { DevicesView } from '../devices/view.ts';
import { DependenciesView } from '../dependencies/view.ts';
import type { Documents } from '../documents/documents.ts';
import { FeedView } from '../feed/view.ts';
import { GroupsView } from '../groups/view.ts';
import { HostsView } from '../hosts/view.ts';
import { ImagesView } from '../images/view.ts';
import { LastLabels } from '../last-labels/view.ts';
import { NetworksView } from '../networks/view.ts';
import { OperationsView } from '../operations/view.ts';
import { PoolsView } from '../pools/view.ts';
import { ProjectsView } from '../projects/view.ts';
import type { Names } from '../vms/document.ts';
import { SchedulesView } from '../schedules/view.ts';
import { VmsView } from '../vms/view.ts';
import { VolumesView } from '../volumes/view.ts';
import { WebhooksView } from '../webhooks/view.ts';

/** The nouns whose things have an id and a name. */
export const nouns = [
  'vms',
  'groups',
  'schedules',
  'hosts',
  'pools',
  'volumes',
  'networks',
  'images',
  'projects',
  'devices',
  'operations',
  'webhooks',
] as const;
export type Noun = (typeof nouns)[number];

/** Those there may be a great many of. */
export const slicedNouns = ['vms', 'volumes', 'operations'] as const satisfies readonly Noun[];
export const isSliced = (noun: Noun): boolean => (slicedNouns as readonly Noun[]).includes(noun);

/** Part of the things that there are a great many of; what is said of the others changes nothing. */
export interface CatalogueSlice {
  readonly keeps: (id: string) => boolean;
  /** Of vms that are not in it. */
  readonly vmName: (id: string) => string | null;
}

// oxlint-disable-next-line typescript/no-explicit-any
type AnyDocuments = Documents<any, any>;

export class Catalogue {
  readonly #names: Names = {
    host: (id) => this.hosts.documents.row(id)?.name ?? id,
    pool: (id) => this.pools.documents.row(id)?.name ?? id,
    network: (id) => this.networks.documents.row(id)?.name ?? id,
    project: (id) => this.projects.documents.row(id)?.name ?? (id === DEFAULT_PROJECT ? 'default' : id),
  };
  readonly operations = new OperationsView();
  readonly hosts: HostsView = new HostsView(() => this.#forgetNames());
  readonly projects: ProjectsView = new ProjectsView(() => this.#forgetNames());
  readonly pools: PoolsView = new PoolsView(this.#names.host);
  readonly volumes = new VolumesView(this.#names);
  readonly networks: NetworksView = new NetworksView(this.#names.host);
  readonly images = new ImagesView(this.#names.host);
  readonly devices = new DevicesView(this.#names.host);
  readonly vms = new VmsView(this.#names);
  readonly groups: GroupsView = new GroupsView((id) => this.vms.documents.row(id)?.name ?? this.#elsewhere(id));
  readonly checkpoints: Checkpoints = new Checkpoints((vmId) => this.vms.documents.row(vmId));
  readonly schedules: SchedulesView = new SchedulesView((id) => this.groups.documents.row(id)?.name);
  readonly dependencies = new DependenciesView();
  readonly webhooks = new WebhooksView();
  readonly labels: LastLabels = new LastLabels((subject) => this.#labelsOf(subject));
  readonly audit = new AuditView();
  readonly feed = new FeedView();

  #inUse: readonly Follower[] = [];
  readonly #slice: CatalogueSlice | null;

  constructor(slice: CatalogueSlice | null = null) {
    this.#slice = slice;
    if (slice !== null) for (const noun of slicedNouns) this.documents(noun).keepOnly(slice.keeps);
  }

  /** All that follow from the log alone; the feed is a stretch of the log itself, with those who listen to it. */
  folded(): readonly Follower[] {
    return this.followers().filter((follower) => follower !== this.feed);
  }

  /** For whoever reads the log: they stay, while the views behind them may be replaced. */
  steady(): readonly Follower[] {
    this.#inUse = this.followers();
    return this.#inUse.map(({ name }, index) => ({
      name,
      reset: () => this.#inUse[index]?.reset(),
      apply: (event) => this.#inUse[index]?.apply(event),
    }));
  }

  /** Shows from now on what another shows, which has read as far as this one. */
  takeOver(fresh: Catalogue): void {
    fresh.operations.takeWaiting(this.operations);
    const { feed } = this;
    const views = Object.entries(fresh).filter(([name]) => name !== 'feed');
    Object.assign(this, Object.fromEntries(views), { feed });
    this.#inUse = this.followers();
  }

  /** What another was told by hosts and no event tells. */
  hearFrom(other: Catalogue): void {
    for (const { id, live } of other.hosts.documents.rows())
      this.hosts.documents.change(id, (host) => void (host.live = live));
    for (const { id, space } of other.pools.documents.rows())
      this.pools.documents.change(id, (pool) => void (pool.space = space));
  }

  /** In the order in which they are to hear an event: listeners of the feed find every other view up to date. */
  followers(): readonly Follower[] {
    const { labels, hosts, projects, pools, volumes, networks, images, devices, vms, groups, webhooks } = this;
    const { checkpoints, dependencies, schedules, operations, audit, feed } = this;
    const things = [hosts, projects, pools, volumes, networks, images, devices, vms, groups, webhooks];
    return [labels, ...things, checkpoints, dependencies, schedules, operations, audit, feed];
  }

  documents(noun: Noun): AnyDocuments {
    return this[noun].documents;
  }

  /** The ids a reference may mean: itself when it is an id, else everything of that name. */
  find(noun: Noun, reference: string): readonly string[] {
    const documents = this.documents(noun);
    const lower = reference.toLowerCase();
    return documents.row(lower) === undefined ? documents.named(reference) : [lower];
  }

  /** Takes a heartbeat as it came; what is none is no business of a view. */
  hear(payload: Uint8Array): void {
    const parsed = Heartbeat.safeParse(parseJson(payload));
    if (!parsed.success) return;
    this.hosts.hear(parsed.data);
    this.pools.hear(parsed.data);
  }

  sizes(): readonly { readonly name: string; readonly items: number }[] {
    return [
      ...nouns.map((name) => ({ name, items: this.documents(name).size })),
      { name: 'audit', items: this.audit.size },
      { name: 'feed', items: this.feed.size },
    ];
  }

  #elsewhere(vmId: string): string | null {
    return this.#slice === null || this.#slice.keeps(vmId) ? null : this.#slice.vmName(vmId);
  }

  #labelsOf(subject: string): Labels | undefined {
    const [noun = '', id = ''] = subject.split('/');
    if (!(nouns as readonly string[]).includes(noun)) return undefined;
    return (this.documents(noun as Noun).document(id) as { readonly labels?: Labels } | undefined)?.labels;
  }

  #forgetNames(): void {
    const speaking = ['vms', 'pools', 'volumes', 'networks', 'images', 'devices'] as const;
    for (const noun of speaking) this.documents(noun).forgetDocuments();
  }
}

const parseJson = (payload: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return null;
  }
};
