/** Names of compute's own parts inside its module. */
export const HOSTS_VIEW = Symbol('HostsView');
export const ORDER_VIEW = Symbol('OrderView');
export const VM_COMMANDS = Symbol('VmCommands');
export const PROJECT_COMMANDS = Symbol('ProjectCommands');
export const HOST_COMMANDS = Symbol('HostCommands');
export const COMMAND_TABLE = Symbol('CommandTable');
export const SAGA_RUNNER = Symbol('SagaRunner');
