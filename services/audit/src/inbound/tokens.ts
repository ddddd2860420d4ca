/** Names of audit's own parts inside its module. */
export const RECORDER = Symbol('AccessRecorder');
