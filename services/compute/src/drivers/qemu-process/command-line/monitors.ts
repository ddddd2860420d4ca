/** Two monitors: QEMU greets one client on each, so one that hangs does not lock us out. */
export const monitorSockets = ['qmp.sock', 'qmp2.sock'] as const;

export const monitorArguments = (): readonly string[] =>
  monitorSockets.flatMap((path, index) => [
    '-chardev',
    `socket,id=monitor${index},path=${path},server=on,wait=off`,
    '-mon',
    `chardev=monitor${index},mode=control`,
  ]);
