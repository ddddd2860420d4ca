/** Lays text out in columns. */

/** Terminal columns a text takes. */
export type WidthOf = (text: string) => number;

const isAscii = (text: string): boolean => /^[\u0020-\u007e]*$/.test(text);

/** The package that knows wide characters is loaded only where there are any. */
export const widthsFor = async (rows: readonly (readonly string[])[]): Promise<WidthOf> => {
  if (rows.every((row) => row.every(isAscii))) return (text) => text.length;
  const { default: stringWidth } = await import('string-width');
  return (text) => stringWidth(text);
};

const GAP = '  ';

/** Colours one cell; it sees the text as it was before the padding. */
export type Decorate = (text: string, row: number, column: number) => string;

export const layOut = (
  rows: readonly (readonly string[])[],
  widthOf: WidthOf,
  decorate: Decorate,
): readonly string[] => {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[column] ?? '')), 0),
  );
  return rows.map((row, rowIndex) =>
    row
      .map((text, column) => {
        const padding = column === row.length - 1 ? '' : ' '.repeat((widths[column] as number) - widthOf(text));
        return decorate(text, rowIndex, column) + padding;
      })
      .join(GAP)
      .trimEnd(),
  );
};
