/** RFC 4180: values as the API has them, quoted where they need it. */

/** As a program reads it: text as it is, the rest as JSON, nothing as nothing. */
export const plainText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const csvLine = (values: readonly unknown[]): string =>
  values.map((value) => quoted(plainText(value))).join(',');
