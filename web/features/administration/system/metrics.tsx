/** What Prometheus reads, for whoever sets it up. */
import { useState } from 'react';
import { client } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { CopyField } from '#ui/copy.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { Card } from '#ui/surface.tsx';
import { useWords } from './words.ts';

export function Metrics() {
  const t = useWords();
  const [text, setText] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const show = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      setText(await (await client().raw('getSystemMetrics', {})).text());
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={t('metrics')} actions={<Button busy={busy} onClick={() => { void show(); }}>{t('showMetrics')}</Button>}>
      <CopyField label={t('metricsText')} text={`${location.origin}/api/v1/system/metrics`} />
      {error !== undefined && <ProblemNote error={error} />}
      {text !== undefined && <pre tabIndex={0} aria-label={t('metrics')} className="mt-3 max-h-96 overflow-auto rounded-md border border-line bg-canvas p-3 text-xs">{text}</pre>}
    </Card>
  );
}
