/** The version of this command line: that of the project it comes with. */
import manifest from '../package.json' with { type: 'json' };

export const version: string = manifest.version;
