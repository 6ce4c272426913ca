/** Codes that are shown once: to copy, to keep as a file, to print. */
import { ArrowDownTrayIcon, PrinterIcon } from '@heroicons/react/24/outline';
import { createPortal } from 'react-dom';
import { dateTime } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { CopyButton } from '#ui/copy.tsx';
import { recoveryFile, recoveryFileName } from './recovery-file.ts';
import { say, useWords } from './words.ts';

function fileOf(email: string, codes: readonly string[]): string {
  return recoveryFile({
    title: say('fileTitle'), account: say('fileAccount', { email }), address: say('fileAddress', { address: location.origin }), made: say('fileMade', { at: dateTime(Date.now()) }), text: say('fileText'),
  }, codes);
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers begin to read it only after this turn.
  setTimeout(() => { URL.revokeObjectURL(url); }, 10_000);
}

export function RecoveryCodesShown({ codes }: { codes: readonly string[] }) {
  const t = useWords();
  const email = useMe()?.account.email ?? '';
  return (
    <div className="flex flex-col gap-3">
      <h3>{t('recoveryTitle')}</h3>
      <p className="text-muted">{t('recoveryText')}</p>
      {createPortal(<pre className="print-sheet">{fileOf(email, codes)}</pre>, document.body)}
      <ul aria-label={t('recoveryTitle')} className="numbers grid grid-cols-2 gap-x-4 gap-y-1 rounded-md border border-line bg-canvas p-3 font-mono">{codes.map((code) => <li key={code}>{code}</li>)}</ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={codes.join('\n')} label={t('copyAll')} />
        <Button icon={ArrowDownTrayIcon} onClick={() => { download(recoveryFileName(email), fileOf(email, codes)); }}>{t('download')}</Button>
        <Button icon={PrinterIcon} onClick={() => { print(); }}>{t('print')}</Button>
      </div>
    </div>
  );
}
