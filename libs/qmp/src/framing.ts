/** First station of what QEMU says: bytes in, whole lines out, and never more than one line's worth kept. */

export interface Framer {
  /** The lines this chunk completes. `overflow` once a line passes the bound: the framer is of no use after that. */
  push(chunk: Uint8Array): { readonly lines: readonly string[]; readonly overflow: boolean };
  /** Bytes held back until their line ends. */
  readonly held: number;
}

const newline = 0x0a;

export const createFramer = (maxLineBytes: number): Framer => {
  // Kept as a list: joining on every chunk would cost the square of a long line's length.
  let parts: Uint8Array[] = [];
  let held = 0;
  let overflow = false;

  const take = (piece: Uint8Array): string => {
    const line = parts.length === 0 ? piece : Buffer.concat([...parts, piece]);
    parts = [];
    held = 0;
    return Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8').trim();
  };

  const push: Framer['push'] = (chunk) => {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1 && !overflow; end = chunk.indexOf(newline, from)) {
      overflow = held + (end - from) > maxLineBytes;
      const line = overflow ? '' : take(chunk.subarray(from, end));
      if (line !== '') lines.push(line);
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    overflow ||= held + rest.length > maxLineBytes;
    if (!overflow && rest.length > 0) {
      parts.push(rest);
      held += rest.length;
    }
    return { lines, overflow };
  };

  return {
    push,
    get held() {
      return held;
    },
  };
};
