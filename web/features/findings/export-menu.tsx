/** What is listed, as a file that the browser makes. */
import { ArrowDownTrayIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { call } from '#lib/api.ts';
import { number } from '#lib/format.ts';
import { saveFile } from '#lib/save-file.ts';
import { Menu } from '#ui/menu.tsx';
import { toast, toastProblem } from '#ui/toasts.tsx';
import { csvOf, jsonOf, type Found } from './export-rows.ts';
import { filterOf, writeQuery, type SearchQuery } from './search-query.ts';
import { useWords } from './words.ts';

const MOST = 10_000;
const PAGE = 500;

async function readAll(query: SearchQuery, onRead: (count: number) => void): Promise<{ rows: Found[]; cut: boolean }> {
  const rows: Found[] = [];
  for (let cursor: string | undefined; rows.length < MOST;) {
    const page = await call('searchObservations', { query: { ...filterOf(query), limit: PAGE, ...(cursor !== undefined && { cursor }) } });
    rows.push(...page.items);
    onRead(rows.length);
    cursor = page.next;
    if (cursor === undefined) return { rows, cut: false };
  }
  return { rows, cut: true };
}

export function ExportMenu({ query }: { query: SearchQuery }) {
  const t = useWords();
  const [read, setRead] = useState<number>();
  const save = async (kind: 'json' | 'csv'): Promise<void> => {
    setRead(0);
    try {
      const { rows, cut } = await readAll(query, setRead);
      const name = `aima-findings-${new Date().toISOString().slice(0, 10)}.${kind}`;
      saveFile(name, kind === 'json' ? jsonOf(rows, writeQuery(query)) : csvOf(rows), kind === 'json' ? 'application/json' : 'text/csv;charset=utf-8');
      toast(cut ? t('exportCut', { shown: number(rows.length) }) : t('exported', { count: rows.length, shown: number(rows.length) }), { tone: cut ? 'info' : 'success' });
    } catch (error) {
      toastProblem(error);
    } finally {
      setRead(undefined);
    }
  };
  if (read !== undefined) return <p role="status" className="numbers text-muted">{t('exporting', { shown: number(read) })}</p>;
  return (
    <Menu label={t('export')} actions={[{ label: t('exportCsv'), run: () => { void save('csv'); } }, { label: t('exportJson'), run: () => { void save('json'); } }]}>
      <ArrowDownTrayIcon className="size-5" aria-hidden />{t('export')}
    </Menu>
  );
}
