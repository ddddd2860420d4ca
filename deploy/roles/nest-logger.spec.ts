/** Says at which level Nest's own words stand in our log, and with what beside them. */
import type { Logger } from '@chronovisor/telemetry';
import { describe, expect, it } from 'vitest';
import { nestLogger } from './nest-logger.ts';

type Line = readonly [level: string, fields: unknown, message: unknown];

const listen = () => {
  const lines: Line[] = [];
  const at = (level: string) => (fields: unknown, message: unknown) => void lines.push([level, fields, message]);
  const log = Object.fromEntries(['trace', 'debug', 'info', 'warn', 'error'].map((level) => [level, at(level)]));
  return { lines, nest: nestLogger(log as unknown as Logger) };
};

describe("Nest's words", () => {
  it.each([
    ['log', 'debug'],
    ['debug', 'debug'],
    ['verbose', 'trace'],
    ['warn', 'warn'],
    ['error', 'error'],
  ] as const)('said by %s stand at level %s, with their place', (method, level) => {
    const { lines, nest } = listen();
    nest[method]?.('mapped /vms', 'RouterExplorer');
    expect(lines).toMatchObject([[level, { context: 'RouterExplorer' }, 'mapped /vms']]);
  });

  it('keep the stack of an error apart from its place', () => {
    const { lines, nest } = listen();
    nest.error('it broke', 'Error: it broke\n    at here', 'ExceptionsHandler');
    expect(lines).toEqual([
      ['error', { context: 'ExceptionsHandler', detail: 'Error: it broke\n    at here' }, 'it broke'],
    ]);
  });

  it('without a place are of nest, and are text whatever they were', () => {
    const { lines, nest } = listen();
    nest.warn(new Error('odd'));
    nest.log({ toString: () => 'an object' });
    expect(lines).toEqual([
      ['warn', { context: 'nest' }, 'Error: odd'],
      ['debug', { context: 'nest' }, 'an object'],
    ]);
  });
});
