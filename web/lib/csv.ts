/** Tables as files. Pure. */

/** A table program must not take a text for a formula (OWASP, CSV injection): such a text begins with an apostrophe. */
export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[\s\u200e\u200f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",;\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export type CsvColumn<Row> = readonly [title: string, value: (row: Row) => string | number | undefined];

/** RFC 4180, with a mark of UTF-8 in front, which table programs need for umlauts. */
export const csvTable = <Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string =>
  `\ufeff${[columns.map(([title]) => title), ...rows.map((row) => columns.map(([, value]) => csvCell(value(row))))].map((cells) => cells.join(',')).join('\r\n')}\r\n`;
