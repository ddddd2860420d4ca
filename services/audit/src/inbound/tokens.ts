/** Names of audit's own parts inside its module. */
export const CHAIN_END = Symbol('ChainEndView');
