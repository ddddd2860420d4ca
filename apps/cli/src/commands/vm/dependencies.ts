/** `vm dependencies` and `vm depend`: what a vm needs before it starts, one need in one word, as `db,until=port:5432,timeout=2m`. */
import { addChangeFlags, carryOutChange, checkValues, send } from '../../described/change.ts';
import { addFlag } from '../../described/flags.ts';
import { queryFrom, shapeOf, withQuery } from '../../described/list.ts';
import { placesOf } from '../../described/places.ts';
import { pathFor, type OperationSpec } from '../../described/spec.ts';
import { withTarget } from '../../described/targets.ts';
import { exitCodes } from '../../exit-codes.ts';
import { usage } from '../../failure.ts';
import type { Plain } from '../../output/cells.ts';
import type { CommandPlan } from '../../plan.ts';

type Need = Record<string, unknown>;

interface Shown {
  readonly until: Readonly<Record<string, unknown>>;
}

const example = 'for example db,until=port:5432,timeout=2m or group=backend,until=ready';

/** `port:5432` of `{type: 'port', port: 5432}`. */
const untilText = ({ type, ...rest }: Shown['until']): string => [type, ...Object.values(rest)].join(':');

export const dependenciesPlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  summary: spec.summary,
  description: spec.description,
  words: '<vm>',
  addFlags: (command) => spec.query.forEach((field) => addFlag(command, field, false)),
  run: async ({ api, printer }, { words: [vm = ''], values }) => {
    const query = queryFrom(spec.query, values);
    const needs = await withTarget(api(), spec, vm, (found) =>
      api().ask<readonly (Plain & Shown)[]>({ path: withQuery(pathFor(spec, found), query), placeOf: placesOf(spec) }),
    );
    const items = needs.map((need) => ({ ...need, until: untilText(need.until) }));
    await printer.list({ ...shapeOf(spec), noun: 'dependency' }, items, needs);
    return exitCodes.ok;
  },
});

const untilOf = (text: string): Need => {
  const [, type = text, rest = ''] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  if (type === 'port') return { type, port: Number(rest) };
  if (type === 'delay') return { type, seconds: Number(rest.replace(/s$/, '')) };
  return rest === '' ? { type } : { type, pattern: rest };
};

/** The first segment names a vm; a pattern may hold anything but a comma. */
export const needOf = (text: string): Need => {
  const [first = '', ...rest] = text.split(',');
  const named = first.includes('=') ? [first, ...rest] : [`vm=${first}`, ...rest];
  const pairs = named.map((segment): readonly [string, unknown] => {
    const [, key = '', value = ''] = /^(vm|group|until|timeout)=(.+)$/s.exec(segment) ?? [];
    if (key === '') throw usage(`a dependency does not know "${segment}"`, example);
    return [key, key === 'until' ? untilOf(value) : value];
  });
  return Object.fromEntries(pairs);
};

export const dependPlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  summary: spec.summary,
  description: `${spec.description ?? ''} Each as name[,until=running|ready[:pattern]|port:number|delay:seconds][,timeout=60s]; none takes all away.`,
  words: '<vm> [dependency...]',
  examples: [
    'chrono vm depend web db,until=port:5432 cache',
    'chrono vm depend web group=backend,until=ready,timeout=5m',
    'chrono vm depend web',
  ],
  addFlags: (command) => {
    addChangeFlags(command, spec);
  },
  run: async (session, call) => {
    const [vm = '', ...words] = call.words;
    checkValues(spec, call.values);
    const body = words.map(needOf);
    const api = session.api();
    const ask = () =>
      withTarget(api, spec, vm, (found) => send(api, spec, { path: pathFor(spec, found), call, body: body as never }));
    return carryOutChange(session, spec, call, [{ label: vm, ask }]);
  },
});
