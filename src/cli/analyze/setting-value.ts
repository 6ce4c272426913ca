/** What `--set A.PARAMETER=VALUE` may say: JSON, a text, or with `@` what stands in a file or follows from a folder of results. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ResultDocument, type Language } from '@aima/contract';
import { z } from 'zod';
import { historyOf, type TrendHistory } from '../../analyzers/lib/trend/history.ts';
import { AppError } from '../../kernel/app-error.ts';

type Value = z.infer<ReturnType<typeof z.json>>;

const texts = {
  en: { unreadable: (file: string) => `What --set names cannot be read: ${file}.`, noJson: (file: string) => `This file holds no JSON: ${file}.`, noResults: (folder: string) => `There are no results (*.aima.json) in ${folder}.` },
  de: { unreadable: (file: string) => `Was --set nennt, ist nicht lesbar: ${file}.`, noJson: (file: string) => `Diese Datei enthält kein JSON: ${file}.`, noResults: (folder: string) => `In ${folder} liegen keine Ergebnisse (*.aima.json).` },
} as const satisfies Record<Language, unknown>;

const RESULT_NAME = '.aima.json';

function parsed(text: string): Value | undefined {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * The history of all results below a folder, for `trend_analysis.history`. Files that are none are passed over; a medium
 * that is analysed again stands in it with its earlier result.
 */
function resultsHistory(folder: string, language: Language): TrendHistory {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith(RESULT_NAME)).map((entry) => path.join(entry.parentPath, entry.name)).sort();
  const documents = files.flatMap((file) => ResultDocument.safeParse(parsed(readFileSync(file, 'utf8'))).data ?? []);
  if (documents.length === 0) throw new AppError('USAGE', texts[language].noResults(folder));
  return historyOf(documents);
}

/** @throws AppError USAGE */
export function settingValue(text: string, language: Language): Value {
  if (!text.startsWith('@')) {
    const value = parsed(text);
    return value === undefined ? text : value; // null is a value
  }
  const named = text.slice(1);
  const facts = statSync(named, { throwIfNoEntry: false });
  if (!facts) throw new AppError('USAGE', texts[language].unreadable(named));
  // A history is plain JSON, which its optional keys hide from the compiler.
  if (facts.isDirectory()) return z.json().parse(resultsHistory(named, language));
  const value = parsed(readFileSync(named, 'utf8'));
  if (value === undefined) throw new AppError('USAGE', texts[language].noJson(named));
  return value;
}
