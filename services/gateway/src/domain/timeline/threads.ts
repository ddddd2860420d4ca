/** Puts what the log and the host tell of a vm into threads, each in the order of cause: request, command, event, host command, what was said to QEMU, outcome. */
import { eventRegistry, publicEventType, type http, type JournalLine } from '@chronovisor/contracts';
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

const requestEntry = (first: Logged, receivedAt: Told['receivedAt']): readonly Entry[] => {
  const { kind, id, source } = actorOf(first);
  if (kind !== 'user') return [];
  const told = receivedAt(threadKey(first));
  const at = told !== null && told < first.at ? told : first.at;
  const detail = source === undefined ? `by ${id}` : `by ${id} from ${source}`;
  return [{ ...blank, at, kind: 'request', name: first.meta['action'] ?? first.meta['command'] ?? 'unknown', detail }];
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
    const done = request === null ? [] : entriesOf(linesOf(request.commandId));
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

const threadOf = (events: readonly Logged[], news: readonly JournalLine[], told: Told): http.TimelineThread => {
  const first = events[0] as Logged;
  const key = threadKey(first);
  const isAsked = events.some((event) => event.type.startsWith('saga.') || requestIn(event)?.operationId === key);
  const chain = chainOf(events, (commandId) => told.lines.filter((line) => line.commandId === commandId));
  return {
    operation: isAsked ? key : null,
    correlationId: first.meta['correlationId'] ?? key,
    actor: actorOf(first),
    entries: [...requestEntry(first, told.receivedAt), ...withNews(chain, news)],
  };
};

/** A line said in nobody's name belongs to the first thread that is heard of after it. */
const ownerOf = (line: JournalLine, threads: readonly (readonly Logged[])[]): readonly Logged[] | undefined => {
  const next = threads.flat().reduce<Logged | null>((nearest, event) => {
    if (event.at < line.at || (nearest !== null && nearest.at <= event.at)) return nearest;
    return event;
  }, null);
  return threads.find((events) => next !== null && events.includes(next));
};

export const threadsOf = (told: Told): readonly http.TimelineThread[] => {
  const groups = [...Map.groupBy(told.events, threadKey).values()];
  const unnamed = told.lines.filter(({ commandId, at }) => commandId === null && at >= told.since);
  const news = Map.groupBy(unnamed, (line) => ownerOf(line, groups));
  return groups.map((events) => threadOf(events, news.get(events) ?? [], told));
};
