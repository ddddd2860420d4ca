import { readdirSync } from 'node:fs';
import { commandRegistry, eventRegistry, hostRegistry, refusalClasses } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { root, services, textOf } from './tree.ts';

const golden = 'libs/contracts/golden';
const goldenFiles = readdirSync(`${root}${golden}`);
const nameOf = (event: { readonly type: string; readonly version: number }): string =>
  `${event.type}.v${event.version}.json`;
const messages = [...commandRegistry.values(), ...eventRegistry.values(), ...hostRegistry.values()];

/** Words that say "it happened" without ending in -ed. */
const happened =
  /(ed|Ready|Lost|Found|Held|Reset|Grown|Undone|Stuck|Unstuck|Reply|Begun|Made|Built|Kept|Sent|Gone|Cut|Set)$/u;

describe('a message', () => {
  it('is named <service>.<PascalCase>', () => {
    const speakers = [...services, 'saga', 'claims', 'budgets'];
    const wrong = messages.filter(({ type }) => {
      const [service = '', name = '', ...rest] = type.split('.');
      return !speakers.includes(service) || !/^([A-Z][a-z0-9]+)+$/u.test(name) || rest.length > 0;
    });
    expect(wrong.map((message) => message.type)).toEqual([]);
  });

  it('says in a sentence what it means', () => {
    expect(messages.filter(({ doc }) => !/^[A-Z].{5,}\.$/su.test(doc)).map((message) => message.type)).toEqual([]);
  });
});

describe('an event', () => {
  it('tells what happened, in the past', () => {
    expect([...eventRegistry.keys()].filter((type) => !happened.test(type))).toEqual([]);
  });

  it('is never called like a command', () => {
    expect([...eventRegistry.keys()].filter((type) => commandRegistry.has(type))).toEqual([]);
  });

  it('has a golden sample of every version, and each sample still reads', () => {
    const missing = [...eventRegistry.values()].filter((event) => !goldenFiles.includes(nameOf(event)));
    expect(missing.map(nameOf)).toEqual([]);
    const unreadable = [...eventRegistry.values()]
      .filter((event) => goldenFiles.includes(nameOf(event)))
      .filter((event) => !event.data.safeParse(JSON.parse(textOf(`${golden}/${nameOf(event)}`))).success);
    expect(unreadable.map(nameOf)).toEqual([]);
  });

  it('leaves no sample behind without an event or an upcaster', () => {
    const latest = new Map([...eventRegistry.values()].map((event) => [event.type, event.version]));
    const strays = goldenFiles
      .filter((file) => file.endsWith('.json'))
      .filter((file) => {
        const [, type = '', version = ''] = /^(.+)\.v(\d+)\.json$/u.exec(file) ?? [];
        return Number(version) > (latest.get(type) ?? 0);
      });
    expect(strays).toEqual([]);
  });

  it('carries the request whose operation it opens or ends', () => {
    const about = [...eventRegistry.values()].filter((event) => event.opens !== undefined || event.ends !== undefined);
    const silent = about.filter((event) => !('shape' in event.data) || !('request' in (event.data.shape as object)));
    expect(silent.map((event) => event.type)).toEqual([]);
  });
});

describe('a refusal code', () => {
  const codes = Object.keys(refusalClasses);
  const published = textOf(`${golden}/refusal-codes.txt`).trim().split('\n');

  it('is <noun>.<what>', () => {
    expect(codes.filter((code) => !/^[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*$/u.test(code))).toEqual([]);
  });

  it('once published is never lost, and a new one is published', () => {
    expect(published.filter((code) => !codes.includes(code))).toEqual([]);
    expect(codes.filter((code) => !published.includes(code))).toEqual([]);
  });
});
