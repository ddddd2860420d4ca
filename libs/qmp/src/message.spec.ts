/** Every line becomes one of the things QEMU may say, or garbage; never an exception. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from './message.ts';

const greeting =
  '{"QMP":{"version":{"qemu":{"micro":22,"minor":2,"major":7},"package":"Debian 1:7.2+dfsg-7"},"capabilities":["oob"]}}';

describe('a line from QEMU', () => {
  it('is understood when it greets, answers, refuses or tells', () => {
    expect(parseMessage(greeting)).toEqual({ kind: 'greeting', version: '7.2.22', capabilities: ['oob'] });
    expect(parseMessage('{"return":{},"id":4}')).toEqual({ kind: 'reply', id: 4, value: {} });
    expect(parseMessage('{"id":5,"error":{"class":"GenericError","desc":"no"}}')).toEqual({
      kind: 'refused',
      id: 5,
      class: 'GenericError',
      description: 'no',
    });
    expect(parseMessage('{"timestamp":{"seconds":2,"microseconds":500000},"event":"STOP"}')).toEqual({
      kind: 'event',
      name: 'STOP',
      data: {},
      at: 2500,
    });
  });

  it('is garbage with a reason when it is anything else', () => {
    const strange = [
      '[]',
      'null',
      '3',
      '{}',
      '{"QMP":{}}',
      '{"return":{}}',
      '{"event":"X"}',
      '{"error":{"class":"G","desc":"JSON parse error"}}',
    ];
    for (const line of strange) expect(parseMessage(line)).toMatchObject({ kind: 'garbage' });
  });

  it('never throws', () => {
    const named = fc.dictionary(fc.constantFrom('QMP', 'event', 'return', 'error', 'id', 'timestamp'), fc.jsonValue());
    const kinds = ['greeting', 'reply', 'refused', 'event', 'garbage'];
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      named.map((value) => JSON.stringify(value)),
    );
    fc.assert(fc.property(anything, (line) => kinds.includes(parseMessage(line).kind)));
    expect(parseMessage('').kind).toBe('garbage');
  });
});
