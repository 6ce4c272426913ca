/** Reads what the registry describes: networks, tables of class names, and the facts for provenance. */
import type { ModelFacts } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';
import type { ModelEntry, SourceFile } from './model-entry.ts';
import { readVerified } from './package-files.ts';

/** @throws AppError MODEL_UNSUPPORTED if the entry has no file of this role */
export function fileOf(entry: ModelEntry, role: string): SourceFile {
  const file = entry.files[role];
  if (file === undefined) throw new AppError('MODEL_UNSUPPORTED', `The model ${entry.id} has no file '${role}'.`, { model: entry.id });
  return file;
}

/** Fields of one line of CSV (RFC 4180); fields hold no line breaks here. */
const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');

/** @throws AppError MODEL_UNSUPPORTED for a table without that column */
function columnOf([heading = '', ...rows]: readonly string[], column: string, id: string): string[] {
  const at = fieldsOf(heading).indexOf(column);
  if (at < 0) throw new AppError('MODEL_UNSUPPORTED', `The table of class names of ${id} has no column '${column}'.`, { model: id });
  return rows.map((row) => fieldsOf(row)[at] ?? '');
}

/** Class names in the order of the network's output; undefined where the entry has none. */
export async function readLabels(entry: ModelEntry, modelsFolder: string): Promise<readonly string[] | undefined> {
  const { labels } = entry;
  if (labels === undefined || !('file' in labels)) return labels;
  const bytes = await readVerified(fileOf(entry, labels.file), modelsFolder);
  const lines = new TextDecoder().decode(bytes).replace(/\r?\n$/, '').split(/\r?\n/);
  const names = labels.column === undefined ? lines : columnOf(lines, labels.column, entry.id);
  return [...labels.before, ...names, ...labels.after];
}

/** One line of provenance per file: what ran is these bytes. */
export const factsOf = (entry: ModelEntry): ModelFacts[] => {
  const files = Object.entries(entry.files);
  return files.map(([role, { sha256 }]) => ({ id: files.length === 1 ? entry.id : `${entry.id}/${role}`, sha256, licence: entry.licence }));
};
