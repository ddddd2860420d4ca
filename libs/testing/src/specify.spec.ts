import { type Decider, refuse } from '@chronovisor/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRepeatedCommands, specify } from './index.ts';

type Command = { type: 'light' } | { type: 'blow' };
type Event = { type: 'Lit' | 'Blown' };
const candle: Decider<Command, 'off' | 'on' | 'used', Event> = {
  initial: 'off',
  decide: ({ type }, state) => {
    if (type === 'blow') return state === 'on' ? [{ type: 'Blown' }] : [];
    if (state === 'used') return refuse('candle.used', 'it has burnt');
    return state === 'on' ? [] : [{ type: 'Lit' }];
  },
  evolve: (_state, { type }) => (type === 'Lit' ? 'on' : 'used'),
};
/** Forgets that it is lit. */
const forgetful: typeof candle = { ...candle, decide: ({ type }) => [{ type: type === 'light' ? 'Lit' : 'Blown' }] };

describe('specify', () => {
  const rules = specify(candle);

  it('tells what happened', () =>
    rules
      .given([])
      .when({ type: 'light' })
      .then([{ type: 'Lit' }])
      .thenState((state) => expect(state).toBe('on'))
      .thenOnlyOnce());
  it('tells types alone', () => rules.when({ type: 'light' }).thenTypes('Lit'));
  it('tells that nothing happened', () =>
    rules
      .given([{ type: 'Lit' }])
      .when({ type: 'light' })
      .thenNothing());
  it('tells a refusal', () =>
    rules
      .given([])
      .after({ type: 'light' })
      .after({ type: 'blow' })
      .when({ type: 'light' })
      .thenRefused('candle.used'));

  it('fails on what did not happen', () => {
    expect(() => rules.when({ type: 'blow' }).then([{ type: 'Blown' }])).toThrow('deeply equal');
    expect(() => rules.when({ type: 'light' }).thenNothing()).toThrow('deeply equal');
    expect(() => rules.when({ type: 'light' }).thenRefused('candle.used')).toThrow('to match object');
    expect(() =>
      rules
        .given([{ type: 'Blown' }])
        .when({ type: 'light' })
        .thenNothing(),
    ).toThrow('candle.used');
    expect(() => specify(forgetful).when({ type: 'light' }).thenTypes('Lit').thenOnlyOnce()).toThrow('repeated');
  });
});

describe('the repeated command property', () => {
  const commands = fc.constantFrom<Command>({ type: 'light' }, { type: 'blow' });

  it('holds for a decider that remembers', () => {
    expect(() => checkRepeatedCommands(candle, commands)).not.toThrow();
  });
  it('finds one that forgets', () => {
    expect(() => checkRepeatedCommands(forgetful, commands)).toThrow('light');
  });
  it('says when nothing was shown', () => {
    expect(() => checkRepeatedCommands(candle, fc.constant<Command>({ type: 'blow' }))).toThrow('shows nothing');
  });
});
