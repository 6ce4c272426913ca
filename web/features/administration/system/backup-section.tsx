/** The whole installation as one file. */
import { ArrowDownTrayIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { Button } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Checkbox } from '#ui/fields.tsx';
import { Card } from '#ui/surface.tsx';
import { toast } from '#ui/toasts.tsx';
import { useWords } from './words.ts';

/** The browser writes it as it comes; nothing of it is held in the page. */
function download(mediaKeys: boolean): void {
  const link = document.createElement('a');
  link.href = `/api/v1/system/backup?mediaKeys=${String(mediaKeys)}`;
  link.download = 'aima.backup';
  link.click();
}

export function BackupSection() {
  const t = useWords();
  const [mediaKeys, setMediaKeys] = useState(false);
  const [known, setKnown] = useState(false);
  const [asking, setAsking] = useState(false);
  const make = (): Promise<void> => {
    download(mediaKeys);
    toast(t('begun'));
    setKnown(false);
    return Promise.resolve();
  };
  return (
    <Card title={t('backup')}>
      <div className="flex flex-col gap-3">
        <p>{t('backupText')}</p>
        <p className="rounded-md bg-warning/20 p-3 text-warning-ink">{t('backupWarn')}</p>
        <p className="text-muted">{t('keyNote')}</p>
        <Checkbox label={t('mediaKeys')} hint={t('mediaKeysText')} checked={mediaKeys} onChange={({ target }) => { setMediaKeys(target.checked); }} />
        <div><Button look="primary" icon={ArrowDownTrayIcon} onClick={() => { setAsking(true); }}>{t('make')}</Button></div>
      </div>
      <Confirm open={asking} onClose={() => { setAsking(false); }} title={t('makeTitle')} action={t('make')} disabled={!known} onConfirm={make}>
        <p>{t('backupWarn')}</p>
        {mediaKeys && <p>{t('mediaKeysText')}</p>}
        <Checkbox label={t('sensitive')} checked={known} onChange={({ target }) => { setKnown(target.checked); }} />
      </Confirm>
    </Card>
  );
}
