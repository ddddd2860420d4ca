/** Puts what the log and the host tell of a vm into threads, each in the order of cause: request, command, event, host command, what was said to QEMU, outcome. */
import { eventRegistry, publicEventType, SagaStarted, type http, type JournalLine } from '@chronovisor/contracts';
import { wordsFor } from './words.ts';

export interface Logged {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly at: string;
  readonly position: number;
  readonly meta: Readonly<Record<string, string>>;
}

export interface Told {
  /** In the order of the log. */
  readonly events: readonly Logged[];
  readonly lines: readonly JournalLine[];
  /** What QEMU said by itself before is of no thread here. */
  readonly since: string;
  /** The order to many vms that events of one cause belong to. */
  readonly wholes: ReadonlyMap<string, http.TimelineWhole>;
  /** When a request of that operation came in, where its id tells. */
  readonly receivedAt: (operationId: string) => string | null;
}

type Entry = http.TimelineEntry;

const blank = { detail: '', position: null, commandId: null, tookMs: null };

/** Events of one key have one cause. */
export const threadKey = ({ id, meta }: Logged): string => meta['operationId'] ?? id;

const requestIn = ({ data }: Logged): { readonly operationId: string; readonly commandId: string } | null =>
  (data as { readonly request?: { operationId: string; commandId: string } | null } | null)?.request ?? null;

const actorOf = ({ meta }: Logged): http.TimelineThread['actor'] => ({
  kind: meta['actorKind'] ?? 'system',
  id: meta['actorId'] ?? 'unknown',
  ...(meta['actorSource'] === undefined ? {} : { source: meta['actorSource'] }),
});

/** Of a larger operation one vm may have seen only steps: the operation's type says what was asked for. */
const askedIn = (events: readonly Logged[]): string => {
  const action = events.find(({ meta }) => meta['action'] !== undefined)?.meta['action'];
  const started = events.find(({ type }) => type === SagaStarted.type)?.data as { readonly type: string } | undefined;
  return action ?? started?.type ?? events[0]?.meta['command'] ?? 'unknown';
};

const wholeOf = ({ meta }: Logged, { wholes }: Told): http.TimelineWhole | null =>
  wholes.get(meta['causationId'] ?? '') ?? null;

const requestEntry = (events: readonly Logged[], told: Told): readonly Entry[] => {
  const first = events[0] as Logged;
  const { kind, id, source } = actorOf(first);
  if (kind !== 'user') return [];
  const whole = wholeOf(first, told);
  const received = told.receivedAt(whole?.operation ?? threadKey(first));
  const at = received !== null && received < first.at ? received : first.at;
  const detail = source === undefined ? `by ${id}` : `by ${id} from ${source}`;
  return [{ ...blank, at, kind: 'request', name: whole?.request ?? askedIn(events), detail }];
};

const joined = (sent: string, answer: string): string => [sent, answer].filter((text) => text !== '').join(' -> ');

const answers: ReadonlySet<string> = new Set(['answered', 'refused', 'lost']);

/** A command and its answer are one entry; so are a host command and its end. */
const entriesOf = (lines: readonly JournalLine[]): readonly Entry[] => {
  const entries: Entry[] = [];
  for (const { at, kind, name, detail, tookMs, commandId } of lines) {
    const open = entries.findLast(
      (entry) => entry.name === name && entry.kind === 'qmp-command' && entry.tookMs === null,
    );
    if (answers.has(kind) && open !== undefined) {
      open.detail = joined(open.detail, kind === 'answered' ? detail : `${kind}: ${detail}`);
      open.tookMs = tookMs;
    } else if (kind === 'asked') entries.push({ ...blank, at, kind: 'host-command', name, commandId });
    else if (kind === 'sent') entries.push({ ...blank, at, kind: 'qmp-command', name, detail, commandId });
    else if (kind === 'event') entries.push({ ...blank, at, kind: 'qmp-event', name, detail, commandId });
  }
  return entries;
};

/** A question asked over and over, while something is waited for, is one entry with what was answered last. */
const isAskedAgain = (entry: Entry, before: Entry | undefined): before is Entry =>
  before !== undefined &&
  entry.kind === 'qmp-command' &&
  before.kind === 'qmp-command' &&
  entry.name === before.name &&
  entry.name.startsWith('query-');

const withoutRepeats = (entries: readonly Entry[]): readonly Entry[] => {
  const told: Entry[] = [];
  const times = new Map<Entry, number>();
  for (const entry of entries) {
    const before = told.at(-1);
    if (!isAskedAgain(entry, before)) {
      told.push(entry);
      continue;
    }
    times.set(before, (times.get(before) ?? 1) + 1);
    before.detail = entry.detail;
    before.tookMs = entry.tookMs;
  }
  for (const [entry, count] of times) entry.detail = `${count} times, at last ${entry.detail}`;
  return told;
};

const chainOf = (events: readonly Logged[], linesOf: (commandId: string) => readonly JournalLine[]): Entry[] => {
  const commands = new Set<string>();
  return events.flatMap((event) => {
    const { at, type, data, position, meta } = event;
    const commandId = meta['commandId'] ?? null;
    const isNew = commandId !== null && !commands.has(commandId);
    if (isNew) commands.add(commandId);
    const command: Entry = { ...blank, at, kind: 'command', name: meta['command'] ?? 'unknown', commandId };
    const own: Entry = {
      ...blank,
      at,
      kind: 'event',
      name: publicEventType(type),
      detail: wordsFor(type, data),
      position,
      commandId,
    };
    const request = eventRegistry.get(type)?.opens === undefined ? null : requestIn(event);
    const done = request === null ? [] : withoutRepeats(entriesOf(linesOf(request.commandId)));
    return [...(isNew ? [command] : []), own, ...done];
  });
};

/** What QEMU said by itself stands before the event that it led to. */
const withNews = (entries: readonly Entry[], news: readonly JournalLine[]): readonly Entry[] => {
  const all = [...entries];
  for (const entry of entriesOf(news)) {
    const place = all.findIndex(({ kind, at }) => kind !== 'request' && at >= entry.at);
    all.splice(place === -1 ? all.length : place, 0, entry);
  }
  return all;
};

/** The event that ends a request may name it as the one that began it did. */
const onceFrom = (lines: readonly JournalLine[]): ((commandId: string) => readonly JournalLine[]) => {
  const left = Map.groupBy(lines, ({ commandId }) => commandId as string | null);
  return (commandId) => {
    const own = left.get(commandId) ?? [];
    left.delete(commandId);
    return own;
  };
};

const threadOf = (events: readonly Logged[], news: readonly JournalLine[], told: Told): http.TimelineThread => {
  const first = events[0] as Logged;
  const key = threadKey(first);
  const isAsked = events.some((event) => event.type.startsWith('saga.') || requestIn(event)?.operationId === key);
  const chain = chainOf(events, onceFrom(told.lines));
  return {
    operation: isAsked ? key : null,
    partOf: wholeOf(first, told),
    correlationId: first.meta['correlationId'] ?? key,
    actor: actorOf(first),
    entries: [...requestEntry(events, told), ...withNews(chain, news)],
  };
};

/** What was not asked for yet cannot have been the cause of anything. */
const mayFollow = (
  line: JournalLine,
  events: readonly Logged[] | undefined,
  receivedAt: Told['receivedAt'],
): boolean => {
  const first = events?.[0];
  if (first === undefined || actorOf(first).kind !== 'user') return first !== undefined;
  return (receivedAt(threadKey(first)) ?? first.at) <= line.at;
};

interface Said {
  /** Of all threads, in the order of time. */
  readonly events: readonly Logged[];
  readonly threads: readonly (readonly Logged[])[];
  readonly receivedAt: Told['receivedAt'];
}

/** A line said in nobody's name belongs to the first thread that is heard of after it, or it is what was left of the one before. */
const ownerOf = (line: JournalLine, { events, threads, receivedAt }: Said): readonly Logged[] | undefined => {
  const of = (event: Logged | undefined) => threads.find((thread) => event !== undefined && thread.includes(event));
  const next = of(events.find((event) => event.at >= line.at));
  return mayFollow(line, next, receivedAt) ? next : of(events.findLast((event) => event.at < line.at));
};

export const threadsOf = (told: Told): readonly http.TimelineThread[] => {
  const groups = [...Map.groupBy(told.events, threadKey).values()];
  const events = told.events.toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
  const said = { events, threads: groups, receivedAt: told.receivedAt };
  const unnamed = told.lines.filter(({ commandId, at }) => commandId === null && at >= told.since);
  const news = Map.groupBy(unnamed, (line) => ownerOf(line, said));
  return groups.map((events) => threadOf(events, news.get(events) ?? [], told));
};
