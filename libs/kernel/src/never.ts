/** The end of an exhaustive switch: reaching it is a bug of ours. */
export const assertNever = (value: never): never => {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
};
