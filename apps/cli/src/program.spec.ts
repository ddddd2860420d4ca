import { describe, expect, it } from 'vitest';

import { chrono } from '../test/shell.ts';

/** Where nobody listens: these never get that far. */
const env = { CHRONO_URL: 'http://127.0.0.1:9', CHRONO_TOKEN: 'x' };
const said = (...argv: readonly string[]) => chrono(argv, { env });

describe('a word that is not known', () => {
  it.each([
    [['vmm', 'list'], "error: unknown command 'vmm'\nhint: did you mean vm, vms?\n"],
    [['vm', 'strat', 'x'], 'error: vm does not know "strat"\nhint: did you mean start?\n'],
    [['audit', 'nope'], 'error: audit does not know "nope"\nhint: there are list, verify; see chrono audit --help\n'],
    [['vm', 'list', '--colmns', 'a'], "error: unknown option '--colmns'\nhint: did you mean --columns?\n"],
    [['vm', 'show'], "error: missing required argument 'vm'\nhint: chrono vm show --help\n"],
    [['vm', 'start'], 'error: say which vms to start: by name, by -l or by --group\nhint: chrono vm start --help\n'],
    [
      ['vm', 'list', 'x'],
      "error: too many arguments for 'list'. Expected 0 arguments but got 1: x.\nhint: chrono vm list --help\n",
    ],
    [['completion', 'bahs'], 'error: there is no completion for "bahs"\nhint: did you mean bash?\n'],
    [['help', 'exit-code'], 'error: there is no help about "exit-code"\nhint: did you mean exit-codes?\n'],
    [['vm', 'list', '-o', 'jsom'], 'error: there is no output format "jsom"\nhint: did you mean json?\n'],
  ])('%j ends with 2 and a guess', async (argv, err) => {
    expect(await said(...argv)).toEqual({ exit: 2, out: '', err });
  });

  it('is no verb: a noun alone says what there is', async () => {
    const { exit, err } = await said('vm');
    expect(exit).toBe(2);
    expect(err).toContain('hint: there are list, create, show, update, delete, start');
  });
});

describe('help', () => {
  it('goes to stdout and ends with 0', async () => {
    for (const argv of [[], ['--help'], ['help'], ['vm', '--help'], ['vm', 'create', '-h'], ['help', 'vm', 'create']]) {
      const { exit, out, err } = await said(...argv);
      expect([exit, err]).toEqual([0, '']);
      expect(out).toContain('Usage: chrono');
    }
  });

  it('knows plurals and long nouns', async () => {
    for (const noun of ['vms', 'ops', 'operation', 'operations', 'event', 'volumes']) {
      expect((await said('help', noun)).out).toContain('list|ls');
    }
  });

  it('explains exit codes and the environment', async () => {
    expect((await said('help', 'exit-codes')).out).toMatchInlineSnapshot(`
      "  0  done
        1  failed: the work was not done, the answer was bad, or the API does not answer
        2  used wrongly: unknown word, bad value, or a confirmation that nobody could give
        3  what was named is not there
        4  no token, or not a valid one
        5  the token does not allow it
        6  it cannot be done now: wrong status, name taken, in use, or changed meanwhile
        7  the time to wait is over; the operation goes on
        8  some of several targets failed
      130  interrupted by Ctrl-C; an operation that was asked for goes on
      "
    `);
    expect((await said('help', 'environment')).out).toContain('CHRONO_TOKEN');
  });

  it('shows every flag of vm create', async () => {
    expect((await said('help', 'vm', 'create')).out).toMatchSnapshot();
  });

  it('lists everything there is', async () => {
    expect((await said()).out).toMatchSnapshot();
  });
});

describe('completion', () => {
  const candidates = async (...words: readonly string[]) =>
    (await said('__complete', ...words)).out.split('\n').filter(Boolean);

  it('offers nouns, verbs, flags and values', async () => {
    expect(await candidates('vo')).toEqual(['volume']);
    expect(await candidates('vm', 're')).toEqual(['resume', 'reset', 'restart']);
    expect(await candidates('vm', 'create', 'x', '--boot')).toEqual(['--boot-order', '--boot-menu']);
    expect(await candidates('vm', 'create', '--firmware', '')).toEqual(['bios', 'uefi']);
    expect(await candidates('vm', 'list', '-o', 'n')).toEqual(['ndjson', 'name']);
  });

  it('is silent where there is nobody to ask for names', async () => {
    expect(await said('__complete', 'vm', 'show', '')).toEqual({ exit: 0, out: '', err: '' });
  });

  it('has a script for each shell', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { exit, out } = await said('completion', shell);
      expect(exit).toBe(0);
      expect(out).toContain('chrono __complete');
    }
  });
});

describe('without an API', () => {
  it('one sentence says so, with the way out', async () => {
    expect(await said('vm', 'list')).toEqual({
      exit: 1,
      out: '',
      err: 'error: the API at http://127.0.0.1:9 does not answer\ncause: nobody listens there (ECONNREFUSED)\nhint: check --url or CHRONO_URL, and that Chronovisor runs there\ncode: api.unreachable\n',
    });
  });

  it('where it was only looked for in its usual place, it is not running', async () => {
    const { exit, err } = await chrono(['vm', 'list'], { env: { CHRONO_HTTP_PORT: '9' } });
    expect(exit).toBe(1);
    expect(err).toContain('error: Chronovisor is not running at http://127.0.0.1:9\n');
    expect(err).toContain('hint: start it with npm start, or say where it is with --url or CHRONO_URL\n');
  });

  it('the version of the command is still told', async () => {
    expect((await said('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await said('version')).out).toMatch(/^chrono \d+\.\d+\.\d+\nserver unknown: /);
  });

  it('flags before the noun count as well', async () => {
    const { err } = await chrono(['--url', '127.0.0.1:8', '-q', 'vm', 'list'], { env });
    expect(err).toContain('http://127.0.0.1:8');
  });
});

describe('a wrong value', () => {
  it.each([
    [['vm', 'delete', 'web-1', '--volumes', 'burn'], '--volumes takes delete or keep, not "burn"'],
    [['vm', 'delete', 'web-1', '--if-revision', 'x'], '--if-revision takes a number, not "x"'],
    [['vm', 'start', 'web-1', '--timeout', 'soon'], '--timeout takes a time, not "soon"'],
    [['vm', 'list', '-n', '0'], '--limit takes a number from 1 to 999999999, not "0"'],
    [['vm', 'show', ''], '"" names no vm'],
    [['vm', 'start', '..'], '".." names no vm'],
    [['op', 'undo', '.'], '"." names no operation'],
    [['group', 'delete', '.', '--yes'], '"." names no group'],
    [['vm', 'list', '--token', 'a\nb'], 'the token holds what no token can hold'],
    [['vm', 'update', 'web-1'], 'there is nothing to change'],
    [['api', 'FETCH', '/vms'], 'there is no method "FETCH"'],
    [['api', '/vms', '-f', 'x'], '"x" is no field'],
    [['doctor', '-o', 'csv'], 'doctor does not speak csv'],
  ])('%j is refused before anybody is asked', async (argv, message) => {
    const { exit, err } = await said(...argv);
    expect(exit).toBe(2);
    expect(err).toContain(`error: ${message}\n`);
  });
});
