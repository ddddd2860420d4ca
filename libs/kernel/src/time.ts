/** Arithmetic on RFC 3339 times that came with a message. Reads no clock, so the pure rooms may use it. */

/** The time so many seconds after `at`. */
export const secondsAfter = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1_000).toISOString();

/** Milliseconds from `from` to `to`; negative when `to` is earlier. */
export const millisecondsBetween = (from: string, to: string): number => Date.parse(to) - Date.parse(from);
