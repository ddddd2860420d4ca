/** The revision of what shares its stream with others: a number that follows from what it says, the same wherever it is asked. */
import { canonicalJson, sha256 } from '@chronovisor/kernel';

/** As many as a number holds exactly. */
const HEX_DIGITS = 12;

export const contentRevision = (content: unknown): number =>
  Number.parseInt(sha256(canonicalJson(content)).slice(0, HEX_DIGITS), 16);
