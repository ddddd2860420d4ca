/** Our tables in the host's firewall; those of others are never touched. */

export interface NatTable {
  /** `chrono_...`. */
  readonly name: string;
  readonly bridge: string;
  /** CIDR. */
  readonly subnet: string;
}

/** Every call replaces or removes a whole table at once or changes nothing. Fault `nft.foreign` for another's name. */
export interface Nft {
  /** Names of the tables of ours, of any host process on this machine. */
  tables(): Promise<readonly string[]>;
  /** Guests reach the outside by the host's address; from outside only answers come in. */
  applyNat(table: NatTable): Promise<void>;
  /** A table without rules, kept as a note that lives as long as the kernel's settings do. */
  applyNote(name: string): Promise<void>;
  /** Gone already is fine. */
  remove(name: string): Promise<void>;
}
