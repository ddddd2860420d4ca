/** Runs the host's own programs: `ip`, `nft`, `dnsmasq` and such. */

/**
 * Faults: `program.missing` (never), `program.failed` (never; facts: program, exitCode, said),
 * `program.late` (look-first: it was ended half-way).
 */
export interface Program {
  /** Runs it to its end and gives what it printed. Arguments are handed over as they are; there is no shell. */
  run(name: string, args: readonly string[], input?: string): Promise<string>;
}
