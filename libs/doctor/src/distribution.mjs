/** Tells whether a machine's distribution installs software with apt, which decides how remedies are worded. */

/** @type {typeof import('./index.mjs').osRelease} */
export const osRelease = (machine) => {
  const text = machine.readText('/etc/os-release') ?? '';
  const value = (key) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  const family = [value('ID'), ...value('ID_LIKE').split(' ')];
  const debian = family.includes('debian') || family.includes('ubuntu');
  return { name: value('PRETTY_NAME') || machine.platform, debian: debian && machine.which('apt-get') !== undefined };
};
