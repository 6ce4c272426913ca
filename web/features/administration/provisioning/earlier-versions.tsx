import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { useAct } from '#lib/api.ts';
import { dateTime } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import { ChangedParts } from './changed-parts.tsx';
import { useWords } from './words.ts';

type Settings = components['schemas']['ProvisioningSettings'];
type Version = components['schemas']['ProvisioningVersion'];

const UNTOUCHED: Version = { version: 0, edits: {} };

export function EarlierVersions({ settings }: { settings: Settings }) {
  const t = useWords();
  const undo = useAct('undoProvisioning', ['getProvisioning']);
  const [bringing, setBringing] = useState<Version>();
  const touched = Object.keys(settings.edits).length > 0;
  return (
    <Card title={t('earlier')} actions={touched && <Button onClick={() => { setBringing(UNTOUCHED); }}>{t('undoAll')}</Button>}>
      {settings.earlier.length === 0 && <p className="text-muted">{t('noEarlier')}</p>}
      <ul className="divide-y divide-line">
        {settings.earlier.map((each) => (
          <li key={each.version} className="py-2">
            <div className="flex flex-wrap items-center gap-2"><Badge>{t('version', { version: each.version })}</Badge><span className="grow text-muted">{each.changedAt === undefined ? '' : dateTime(each.changedAt)}{each.repeats !== undefined && ` · ${t('repeats', { version: each.repeats })}`}</span><Button aria-label={t('restoreLong', { version: each.version })} onClick={() => { setBringing(each); }}>{t('restore')}</Button></div>
            <details><summary className="text-link">{t('edits')}</summary><pre tabIndex={0} aria-label={t('version', { version: each.version })} className="overflow-x-auto rounded-md bg-canvas p-2 font-mono text-xs">{JSON.stringify(each.edits, null, 2)}</pre></details>
          </li>
        ))}
      </ul>
      <Confirm
        open={bringing !== undefined} onClose={() => { setBringing(undefined); }} danger title={bringing?.version === 0 ? t('undoAllLong') : t('restoreLong', { version: bringing?.version ?? 0 })} action={bringing?.version === 0 ? t('undoAll') : t('restore')}
        onConfirm={async () => { if (bringing) await undo.mutateAsync({ body: { version: bringing.version }, ifMatch: settings.version }); }}
      >
        <p>{t(bringing?.version === 0 ? 'undoAllText' : 'restoreText')}</p>
        {bringing && <ChangedParts before={settings.edits} after={bringing.edits} />}
      </Confirm>
    </Card>
  );
}
