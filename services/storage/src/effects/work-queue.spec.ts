import { settle } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { WorkQueue } from './work-queue.ts';

/** Work that ends when it is told to. */
const errand = (began: string[], name: string) => {
  const { promise, resolve } = Promise.withResolvers<string>();
  return {
    end: () => resolve(name),
    act: async (signal: AbortSignal): Promise<string> => {
      began.push(name);
      signal.addEventListener('abort', () => resolve(`${name} called off`));
      return promise;
    },
  };
};

describe('the queue of work', () => {
  it('does one thing after the other for one key, and goes on after a failure', async () => {
    const queue = new WorkQueue();
    const began: string[] = [];
    const [a, b] = [errand(began, 'a'), errand(began, 'b')];
    const first = queue.run('x', a.act);
    const second = queue.run('x', async () => Promise.reject(new Error('second')));
    const third = queue.run('x', b.act);
    await settle();
    expect(began).toEqual(['a']);
    a.end();
    expect(await first).toBe('a');
    await expect(second).rejects.toThrow('second');
    b.end();
    expect(await third).toBe('b');
  });

  it('does things of several keys side by side, up to its limit, in order of arrival', async () => {
    const queue = new WorkQueue(2);
    const began: string[] = [];
    const all = ['a', 'b', 'c', 'd'].map((name) => errand(began, name));
    const runs = all.map(({ act }, index) => queue.run(`key ${index}`, act));
    await settle();
    expect(began).toEqual(['a', 'b']);
    all[1]?.end();
    await runs[1];
    await settle();
    expect(began).toEqual(['a', 'b', 'c']);
    for (const { end } of all) end();
    expect(await Promise.all(runs)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('calls off what has come for a key, and leaves other keys and what comes later alone', async () => {
    const queue = new WorkQueue();
    const began: string[] = [];
    const [a, b, c] = [errand(began, 'a'), errand(began, 'b'), errand(began, 'c')];
    const runs = [queue.run('x', a.act), queue.run('y', b.act)];
    await settle();
    queue.callOff('x');
    runs.push(queue.run('x', c.act));
    await settle();
    b.end();
    c.end();
    expect(await Promise.all(runs)).toEqual(['a called off', 'b', 'c']);
  });

  it('hands the signal to what waits as well', async () => {
    const queue = new WorkQueue();
    const first = queue.run('x', async () => settle());
    const second = queue.run('x', async (signal) => signal.aborted);
    queue.callOff('x');
    await first;
    expect(await second).toBe(true);
  });

  it('closes when everything has ended', async () => {
    const queue = new WorkQueue();
    const began: string[] = [];
    const run = queue.run('x', errand(began, 'a').act);
    await settle();
    await queue.close();
    expect(await run).toBe('a called off');
  });
});
