import { isRefusal, type Refusal } from '@chronovisor/kernel';
import { describe, expect, it } from 'vitest';
import { decideAccess, type Knock } from './decide.ts';

const knock = (given: Partial<Knock>): unknown => {
  const answer = decideAccess({ openness: 'admin', fromLoopback: true, credentials: 'none', ...given });
  return isRefusal(answer) ? answer.code : answer.actorId;
};

describe('the door', () => {
  it('opens for the right token, wherever it comes from', () => {
    expect(knock({ credentials: 'right', fromLoopback: false })).toBe('admin');
  });

  it('stays shut without a token, with a wrong one and with something else', () => {
    expect(knock({})).toBe('auth.missing');
    expect(knock({ credentials: 'wrong' })).toBe('auth.invalid');
    expect(knock({ credentials: 'malformed' })).toBe('auth.invalid');
  });

  it('is open to all for what holds nothing of the installation', () => {
    expect(knock({ openness: 'public', fromLoopback: false })).toBe('anonymous');
    expect(knock({ openness: 'public', credentials: 'wrong' })).toBe('anonymous');
  });

  it('tells a browser how to sign in, and a program how to', () => {
    const hintAt = (openness: Knock['openness']) =>
      (decideAccess({ openness, fromLoopback: true, credentials: 'none' }) as Refusal).hint;
    expect(hintAt('page')).toContain('the token for the password');
    expect(hintAt('admin')).toContain('Authorization: Bearer');
    expect(knock({ openness: 'page', credentials: 'right' })).toBe('admin');
    expect(knock({ openness: 'page', credentials: 'wrong' })).toBe('auth.invalid');
  });

  it('is open to the same machine only for metrics', () => {
    expect(knock({ openness: 'loopback' })).toBe('anonymous');
    expect(knock({ openness: 'loopback', fromLoopback: false })).toBe('auth.missing');
  });
});
