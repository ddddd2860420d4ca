/** Which devices a QEMU was started with: its own arguments say so, whatever version of us wrote them. Pure. */

export interface LaunchedDevices {
  /** Driver by id. */
  readonly named: ReadonlyMap<string, string>;
  /** How many have no id; QEMU numbers them in the order of its arguments. */
  readonly unnamed: number;
}

export const launchedDevices = (args: readonly string[]): LaunchedDevices => {
  const given = args.flatMap((arg, index) => (args[index - 1] === '-device' ? [arg] : []));
  const named = new Map<string, string>();
  for (const device of given) {
    const id = /,id=(?<id>[^,]+)/u.exec(device)?.groups?.['id'];
    if (id !== undefined) named.set(id, device.split(',', 1)[0] ?? device);
  }
  return { named, unnamed: given.length - named.size };
};
