import { describe, expect, it } from 'vitest';
import { momentText } from './moments.ts';

const now = new Date('2026-11-20T12:00:00.000Z');

describe('a point of the past', () => {
  it.each([
    ['10m ago', '2026-11-20T11:50:00.000Z'],
    ['2 hours ago', '2026-11-20T10:00:00.000Z'],
    ['an hour ago', '2026-11-20T11:00:00.000Z'],
    ['1.5h ago', '2026-11-20T10:30:00.000Z'],
    ['30 seconds ago', '2026-11-20T11:59:30.000Z'],
    ['3 Days ago', '2026-11-17T12:00:00.000Z'],
    ['1w ago', '2026-11-13T12:00:00.000Z'],
  ])('%s counts from now', (text, time) => expect(momentText(text, '--at', now)).toBe(time));

  it.each(['2026-11-20T03:00:00Z', '4711', 'yesterday'])('%s goes to the API as it is', (text) =>
    expect(momentText(text, '--at', now)).toBe(text),
  );

  it.each(['some time ago', '3 fortnights ago', 'ago', '999999999 weeks ago'])('%s is none', (text) =>
    expect(() => momentText(text, '--at', now)).toThrow(`--at takes a point of the past, not "${text}"`),
  );
});
