/** A finding said otherwise, or one that no model made. */
import { useState } from 'react';
import { Confirm } from '#ui/dialog.tsx';
import { SelectField } from '#ui/fields.tsx';
import { usePlayer, useScene } from '../model/player-context.tsx';
import type { Observation } from '../model/observation-index.ts';
import { useCorrections } from './corrections.ts';
import { boxOf, draftOf, patchOf, problemsOf, readTime, type FindingDraft } from './finding-draft.ts';
import { FindingFields } from './finding-fields.tsx';
import { TRANSCRIBER } from './transcript.ts';
import { useWords } from './words.ts';

/** @param version as it was read when the dialog opened */
export function EditFinding({ observation, version, onClose }: { observation: Observation; version: number; onClose(): void }) {
  const t = useWords();
  const { medium } = useScene();
  const { make } = useCorrections();
  const [before] = useState(() => draftOf(observation));
  const [draft, setDraft] = useState(before);
  const problems = problemsOf(draft, medium.durationMs);
  const patch = patchOf(before, draft);
  return (
    <Confirm
      open onClose={onClose} title={t('correctTitle')} action={t('save')} disabled={problems.size > 0 || patch === undefined}
      onConfirm={async () => { if (patch) await make({ correction: { kind: 'edit', observationId: observation.id, patch }, done: t('findingChanged'), version }); }}
    >
      <p dir="auto" className="text-muted">{observation.sentence}</p>
      <FindingFields draft={draft} onChange={setDraft} problems={problems} has={{ text: observation.text !== undefined, label: observation.label !== undefined || observation.text === undefined, times: medium.durationMs > 0, box: medium.kind !== 'audio' && observation.box !== undefined }} />
    </Confirm>
  );
}

const KINDS = { speech: { analyzer: TRANSCRIBER, text: true }, text: { analyzer: 'text_overlay', text: true }, thing: { analyzer: 'object_detection', text: false }, note: { analyzer: 'user', text: true } } as const;
type KindOfAdded = keyof typeof KINDS;

const ADDED_MS = 2_000;

function useNewDraft(): [FindingDraft, (draft: FindingDraft) => void] {
  const { store, medium } = useScene();
  return useState(() => {
    const { nowMs, selection } = store.getState();
    const startMs = Math.round(selection?.fromMs ?? nowMs());
    return draftOf({ startMs, endMs: Math.round(selection?.toMs ?? Math.min(startMs + ADDED_MS, medium.durationMs)) });
  });
}

export function AddFinding({ onClose }: { onClose(): void }) {
  const t = useWords();
  const { mediaId, medium } = useScene();
  const { make } = useCorrections();
  const choose = usePlayer((state) => state.choose);
  const kinds = (['speech', 'text', 'thing', 'note'] as const).filter((kind) => (kind === 'speech' ? medium.kind !== 'image' : kind === 'note' || medium.kind !== 'audio'));
  const [kind, setKind] = useState<KindOfAdded>(kinds[0] ?? 'note');
  const [draft, setDraft] = useNewDraft();
  const { analyzer, text } = KINDS[kind];
  const problems = problemsOf(draft, medium.durationMs);
  const written = (text ? draft.text : draft.label).trim();
  const box = boxOf(draft);
  const add = async (): Promise<void> => {
    const said = text ? { text: written } : { label: written };
    choose(undefined);
    await make({ correction: { kind: 'add', observation: { mediaId, analyzer, confidence: 1, startMs: readTime(draft.from) ?? 0, endMs: readTime(draft.to) ?? 0, ...said, ...(box && { box }) } }, done: t('findingAdded') });
  };
  return (
    <Confirm open onClose={onClose} title={t('addTitle')} action={t('add')} disabled={problems.size > 0 || written === ''} onConfirm={add}>
      <SelectField label={t('whatIsIt')} value={kind} options={kinds.map((each) => ({ value: each, label: t(`added_${each}`) }))} onChange={(event) => { setKind(kinds.find((each) => each === event.target.value) ?? 'note'); }} />
      <FindingFields draft={draft} onChange={setDraft} problems={problems} has={{ text, label: !text, times: medium.durationMs > 0, box: medium.kind !== 'audio' && (kind === 'text' || kind === 'thing') }} />
    </Confirm>
  );
}
