import { describe, expect, it } from 'vitest';
import { readyWords } from './ready-words.ts';

const heard = (pattern: string | undefined, ...pieces: readonly string[]): boolean => {
  const hear = readyWords(pattern);
  return pieces.map((piece) => hear(new TextEncoder().encode(piece))).some(Boolean);
};

describe('a guest says that it is ready', () => {
  it('with the word of the built-in guests', () =>
    expect(heard(undefined, 'boot\r\n@@READY up=1.2: tiny is ready\r\n')).toBe(true));
  it('by asking for a login, which no line end follows', () =>
    expect(heard(undefined, 'Debian GNU/Linux 12 web-1 ttyS0\r\n\r\nweb-1 login: ')).toBe(true));
  it('with words that come in pieces', () => expect(heard('database is up', 'the data', 'base is ', 'up')).toBe(true));
  it('with a star for what nobody knows before', () =>
    expect(heard('started in * ms', '12:00 started in 312 ms, listening\n')).toBe(true));
  it('between colours', () => expect(heard('OK Reached', '[\u001b[32mOK\u001b[0m Reached target\n')).toBe(true));
});

describe('a guest does not say that it is ready', () => {
  it('with other words', () => expect(heard(undefined, 'last login: yesterday\n', 'READY\n')).toBe(false));
  it('over two lines', () => expect(heard('database is up', 'database is\n', 'up\n')).toBe(false));
  it('with a line that never ends, however long it gets', () => {
    const hear = readyWords('a*b*c*d');
    const piece = new TextEncoder().encode('abc'.repeat(10_000));
    expect(Array.from({ length: 50 }, () => hear(piece)).some(Boolean)).toBe(false);
  });
});
