/** Reads the settings of control and host before anything is started, so that all their faults are told together. */
import { parseControlSettings } from '@chronovisor/nest/settings';
import { parseHostSettings } from '../roles/host-settings.ts';
import { StartFailure } from './start-failure.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const faultsOf = (parsed: object | readonly string[]): readonly string[] => (Array.isArray(parsed) ? parsed : []);

/** One line per variable that does not hold; empty when all do. */
export const settingsFaults = (environment: Variables): readonly string[] => [
  ...new Set([...faultsOf(parseControlSettings(environment)), ...faultsOf(parseHostSettings(environment))]),
];

export const requireSettings = (environment: Variables): void => {
  const faults = settingsFaults(environment);
  if (faults.length === 0) return;
  throw new StartFailure(
    `the settings do not hold:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    'set these variables right, or leave them out; README.md lists them all',
  );
};
