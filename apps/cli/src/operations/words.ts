/** Says in one line that something was done. */

const done: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  start: 'started',
  shutdown: 'shut down',
  stop: 'stopped',
  pause: 'paused',
  resume: 'resumed',
  reset: 'reset',
  restart: 'restarted',
  import: 'imported',
  grow: 'resized',
  resize: 'resized',
  cancel: 'cancelled',
  retry: 'undone at last',
  skip: 'went on without it',
  force: 'ended as it is',
  undo: 'undone',
  'drift-adopt': 'taken as it is',
  'drift-repair': 'brought back',
  wait: 'succeeded',
};

export const doneWord = (verb: string): string => done[verb] ?? `${verb}: done`;
