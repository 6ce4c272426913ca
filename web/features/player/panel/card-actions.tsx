/** Right, wrong, otherwise, gone: what a person says of one finding. */
import { CheckIcon, NoSymbolIcon, PencilIcon, TrashIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { Button, IconButton } from '#ui/button.tsx';
import { usePlayer } from '../model/player-context.tsx';
import type { Observation } from '../model/observation-index.ts';
import { useCorrections, type NewCorrection } from './corrections.ts';
import { EditFinding } from './edit-finding.tsx';
import { useWords } from './words.ts';

/** @param version as the card read it; until then nothing can be said */
export function CardActions({ observation: { id, review }, observation, version }: { observation: Observation; version: number | undefined }) {
  const t = useWords();
  const choose = usePlayer((state) => state.choose);
  const { may, busy, make } = useCorrections();
  const [editing, setEditing] = useState<{ version: number }>();
  if (!may) return null;
  const waits = busy || version === undefined;
  const tell = (correction: NewCorrection, done: string): Promise<boolean> => make({ correction, done, version });
  const remove = async (): Promise<void> => { if (await tell({ kind: 'remove', observationId: id }, t('findingRemoved'))) choose(undefined); };
  return (
    <div className="flex flex-wrap gap-1.5">
      <Button className="px-2 max-sm:[&>svg]:hidden" icon={CheckIcon} disabled={waits || review === 'accepted'} onClick={() => { void tell({ kind: 'accept', observationId: id }, t('findingAccepted')); }}>{t('accept')}</Button>
      <Button className="px-2 max-sm:[&>svg]:hidden" icon={NoSymbolIcon} disabled={waits || review === 'rejected'} onClick={() => { void tell({ kind: 'reject', observationId: id }, t('findingRejected')); }}>{t('reject')}</Button>
      <Button className="px-2 max-sm:[&>svg]:hidden" icon={PencilIcon} disabled={waits} onClick={() => { if (version !== undefined) setEditing({ version }); }}>{t('correct')}</Button>
      <IconButton label={t('remove')} look="plain" icon={TrashIcon} disabled={waits} onClick={() => { void remove(); }} />
      {editing && <EditFinding observation={observation} version={editing.version} onClose={() => { setEditing(undefined); }} />}
    </div>
  );
}
