/** Names of storage's own parts inside its module. */
export const PLACES = Symbol('PlacesView');
export const STORAGE_COMMANDS = Symbol('StorageCommands');
