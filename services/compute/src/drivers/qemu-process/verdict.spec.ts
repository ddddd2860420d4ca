import { describe, expect, it } from 'vitest';
import { type Traces, verdictOf } from './verdict.ts';

const traces = (over: Partial<Traces>): Traces => ({
  shutdown: null,
  exitStatus: null,
  pidFileLeft: true,
  asked: false,
  away: false,
  logTail: 'last words',
  ...over,
});

describe('the end of a QEMU', () => {
  it('that said SHUTDOWN for its guest is the guest powering off', () => {
    const end = verdictOf(traces({ shutdown: 'guest-shutdown', exitStatus: 0, pidFileLeft: false }));
    expect(end).toMatchObject({ clean: true, reason: 'guest-shutdown', exit: { code: 0, signal: null } });
  });

  it('that was told to quit is a stop on request, whoever told it', () => {
    expect(verdictOf(traces({ shutdown: 'host-qmp-quit', exitStatus: 0 })).reason).toBe('stop-requested');
    expect(verdictOf(traces({ asked: true, exitStatus: 0 })).reason).toBe('stop-requested');
  });

  it('that obeyed somebody else is put down to the signal', () => {
    expect(verdictOf(traces({ shutdown: 'host-signal', exitStatus: 0 }))).toMatchObject({
      clean: true,
      reason: 'host-signal',
    });
  });

  it('without a word is a crash, with the signal by name', () => {
    const end = verdictOf(traces({ exitStatus: 137 }));
    expect(end).toMatchObject({
      clean: false,
      exit: { code: null, signal: 'SIGKILL', reason: 'QEMU was killed by SIGKILL', logTail: 'last words' },
    });
    expect(verdictOf(traces({ exitStatus: 134 })).exit.signal).toBe('SIGABRT');
    expect(verdictOf(traces({ exitStatus: 1 }))).toMatchObject({ clean: false, exit: { code: 1, signal: null } });
  });

  it('by a signal in the middle of its goodbye is a crash', () => {
    expect(verdictOf(traces({ shutdown: 'guest-shutdown', exitStatus: 139 })).clean).toBe(false);
  });

  it('that nobody saw is a crash without a code', () => {
    expect(verdictOf(traces({}))).toMatchObject({
      clean: false,
      exit: { code: null, signal: null, reason: 'QEMU is gone and nobody saw how' },
    });
  });

  it('in good order while nobody listened is clean: status 0 and no pidfile', () => {
    expect(verdictOf(traces({ exitStatus: 0, pidFileLeft: false, away: true }))).toMatchObject({
      clean: true,
      reason: 'while-away',
    });
    expect(verdictOf(traces({ exitStatus: 0, pidFileLeft: true, away: true })).clean).toBe(false);
  });

  it('that we had to kill is no crash, and says so', () => {
    const end = verdictOf(traces({ asked: true, exitStatus: 137 }));
    expect(end).toMatchObject({
      clean: true,
      reason: 'stop-requested',
      exit: { signal: 'SIGKILL', reason: 'QEMU did not obey and was killed by SIGKILL' },
    });
  });
});
