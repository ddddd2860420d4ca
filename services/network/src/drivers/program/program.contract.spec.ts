import { describe, expect, it } from 'vitest';
import { fakeProgram } from './program.fake.ts';
import { liveProgram } from './program.live.ts';

const never = (): Promise<never> => new Promise(() => {});
const fake = (timeoutMs?: number) =>
  fakeProgram(
    {
      cat: (_args, input) => ({ exitCode: 0, stdout: input }),
      printf: ([, ...args]) => ({ exitCode: 0, stdout: args.map((arg) => `<${arg}>`).join('') }),
      ls: ([path]) => ({ exitCode: 2, stderr: `ls: cannot access '${path}': No such file or directory` }),
      sleep: never,
    },
    timeoutMs,
  );
const live = (timeoutMs?: number) => liveProgram(timeoutMs === undefined ? {} : { timeoutMs });

describe.each([
  ['fake', fake],
  ['live', live],
])('a %s program', (_, programs) => {
  it('reads its input and gives what it prints', async () => {
    expect(await programs().run('cat', [], 'one\ntwo')).toBe('one\ntwo');
  });

  it('is handed its arguments as they are', async () => {
    expect(await programs().run('printf', ['<%s>', 'a b', '$HOME', '; id'])).toBe('<a b><$HOME><; id>');
  });

  it('that fails is a fault with its own words', async () => {
    await expect(programs().run('ls', ['/not/there'])).rejects.toMatchObject({
      code: 'program.failed',
      message: expect.stringContaining('No such file'),
      facts: { program: 'ls', exitCode: 2, said: expect.stringContaining('/not/there') },
    });
  });

  it('that is not installed is told as that', async () => {
    await expect(programs().run('no-such-program', [])).rejects.toMatchObject({
      code: 'program.missing',
      retry: 'never',
    });
  });

  it('that hangs is ended', async () => {
    await expect(programs(200).run('sleep', ['30'])).rejects.toMatchObject({
      code: 'program.late',
      retry: 'look-first',
    });
  });
});

it('a live program runs behind the words put before it', async () => {
  const behind = liveProgram({ through: ['env', 'COLOUR=blue'] });
  expect(await behind.run('printenv', ['COLOUR'])).toBe('blue');
});
