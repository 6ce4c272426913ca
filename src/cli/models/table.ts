/** Columns for people, and sizes as people say them. */
import type { Language } from '@aima/contract';

/** Decimal units, as on the labels of disks. */
export function bytesInWords(bytes: number, language: Language): string {
  const [unit, by] = bytes >= 1e9 ? ['GB', 1e9] as const : bytes >= 1e6 ? ['MB', 1e6] as const : ['kB', 1e3] as const;
  return `${(bytes / by).toLocaleString(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 })} ${unit}`;
}

/** Each column as wide as its widest cell, the last one free. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows.map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  ')}\n`).join('');
}
