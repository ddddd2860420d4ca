/** Looks names up in the text of a pci.ids or usb.ids file, without taking the whole of it apart. */

export interface IdList {
  /** `10de  NVIDIA Corporation` at the start of a line. */
  top(id: string): string | null;
  /** A tab deeper, before the next entry begins. */
  below(id: string, inner: string): string | null;
}

/** The rest of the line after `id` and two spaces. */
const nameAfter = (line: string, head: string): string | null =>
  line.startsWith(head) ? line.slice(head.length).trim() : null;

export const idList = (text: string): IdList => {
  /** Where the line of an entry begins, -1 without one. */
  const find = (id: string): number => {
    if (text.startsWith(`${id}  `)) return 0;
    const found = text.indexOf(`\n${id}  `);
    return found < 0 ? -1 : found + 1;
  };
  const lineAt = (start: number): string => {
    const end = text.indexOf('\n', start);
    return text.slice(start, end < 0 ? text.length : end);
  };
  const below = (id: string, inner: string): string | null => {
    const entry = find(id);
    if (entry < 0) return null;
    for (let at = entry + lineAt(entry).length + 1; at < text.length;) {
      const line = lineAt(at);
      // Comments stand among the devices; an entry of its own ends the list.
      if (line !== '' && !line.startsWith('\t') && !line.startsWith('#')) return null;
      const name = nameAfter(line, `\t${inner}  `);
      if (name !== null) return name;
      at += line.length + 1;
    }
    return null;
  };
  return {
    top: (id) => {
      const entry = find(id);
      return entry < 0 ? null : nameAfter(lineAt(entry), `${id}  `);
    },
    below,
  };
};
