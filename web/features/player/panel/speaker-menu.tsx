/** Who speaks in a phrase: changed for this phrase, or called by another name in the whole medium. */
import { CheckIcon, PencilSquareIcon, UserIcon, UserPlusIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { Confirm } from '#ui/dialog.tsx';
import { TextField } from '#ui/fields.tsx';
import { Menu, type MenuAction } from '#ui/menu.tsx';
import { useScene } from '../model/player-context.tsx';
import { useCorrections, versionOf } from './corrections.ts';
import { newSpeakerId, type Speaker } from './speakers.ts';
import type { TranscriptRow } from './transcript.ts';
import { say, useWords } from './words.ts';

export type Speakers = ReadonlyMap<string, Speaker>;

/** As people called them, else by their number. */
export function speakerName(speakers: Speakers, id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const speaker = speakers.get(id);
  return speaker?.name ?? (speaker?.number === undefined ? id : say('speakerNumber', { number: speaker.number }));
}

export function RenameSpeaker({ id, name, onClose }: { id: string; name: string; onClose(): void }) {
  const t = useWords();
  const { mediaId } = useScene();
  const { make } = useCorrections();
  const [text, setText] = useState(name);
  const wanted = text.trim();
  return (
    <Confirm
      open onClose={onClose} title={t('renameSpeaker', { name })} action={t('rename')} disabled={wanted === '' || wanted === name}
      onConfirm={async () => { await make({ correction: { kind: 'edit', selector: { mediaId, speakerId: id }, patch: { attributes: { speakerName: wanted } } }, done: t('speakerRenamed', { name: wanted }) }); }}
    >
      <p>{t('renameSpeakerText')}</p>
      <TextField label={t('name')} value={text} dir="auto" maxLength={200} autoFocus onFocus={(event) => { event.target.select(); }} onChange={(event) => { setText(event.target.value); }} />
    </Confirm>
  );
}

function useActions(row: TranscriptRow, speakers: Speakers, rename: () => void): MenuAction[] {
  const t = useWords();
  const { jobId } = useScene();
  const { make } = useCorrections();
  const change = async (speakerId: string, name: string): Promise<void> => {
    await make({ correction: { kind: 'edit', observationId: row.id, patch: { speakerId } }, done: t('speakerChanged', { name }), version: await versionOf(jobId, row.id).catch(() => undefined) });
  };
  const next = newSpeakerId(speakers);
  return [
    ...[...speakers.keys()].map((id): MenuAction => {
      const name = speakerName(speakers, id) ?? id;
      return { label: name, icon: id === row.speakerId ? CheckIcon : UserIcon, disabled: id === row.speakerId, run: () => { void change(id, name); } };
    }),
    { label: t('newSpeaker'), icon: UserPlusIcon, run: () => { void change(next, t('newSpeaker')); } },
    ...(row.speakerId === undefined ? [] : [{ label: t('renameEverywhere', { name: speakerName(speakers, row.speakerId) ?? '' }), icon: PencilSquareIcon, run: rename }]),
  ];
}

export function SpeakerMenu({ row, speakers }: { row: TranscriptRow; speakers: Speakers }) {
  const t = useWords();
  const { may } = useCorrections();
  const [renaming, setRenaming] = useState(false);
  const actions = useActions(row, speakers, () => { setRenaming(true); });
  const name = speakerName(speakers, row.speakerId);
  const shown = <span dir="auto" className="truncate font-medium">{name ?? t('whoSpeaks')}</span>;
  if (!may) return name === undefined ? null : shown;
  return (
    <>
      <Menu label={name === undefined ? t('whoSpeaks') : t('speakerIs', { name })} actions={actions}>{name === undefined ? <span className="text-muted">{t('whoSpeaks')}</span> : shown}</Menu>
      {renaming && row.speakerId !== undefined && <RenameSpeaker id={row.speakerId} name={name ?? ''} onClose={() => { setRenaming(false); }} />}
    </>
  );
}
