/** Fields of a finding that a person changes or adds; times as `m:ss.s`, boxes in percent. */
import { TextArea, TextField } from '#ui/fields.tsx';
import type { FindingDraft } from './finding-draft.ts';
import { useWords } from './words.ts';

export interface FieldsProps {
  draft: FindingDraft;
  onChange(draft: FindingDraft): void;
  /** Which of them this finding has. */
  has: { text: boolean; label: boolean; times: boolean; box: boolean };
  problems: ReadonlySet<keyof FindingDraft>;
}

const SIDES = ['x', 'y', 'w', 'h'] as const;

export function FindingFields({ draft, onChange, has, problems }: FieldsProps) {
  const t = useWords();
  const problem = (field: keyof FindingDraft, words: string): { problem?: string } => (problems.has(field) ? { problem: words } : {});
  return (
    <>
      {has.text && <TextArea label={t('text')} dir="auto" maxLength={100_000} value={draft.text} {...problem('text', t('textMissing'))} onChange={(event) => { onChange({ ...draft, text: event.target.value }); }} />}
      {has.label && <TextField label={t('label')} hint={t('labelHint')} dir="auto" maxLength={200} value={draft.label} {...problem('label', t('labelMissing'))} onChange={(event) => { onChange({ ...draft, label: event.target.value }); }} />}
      {has.times && (
        <div className="grid grid-cols-2 gap-3">
          <TextField label={t('from')} inputMode="decimal" value={draft.from} {...problem('from', t('timeWrong'))} onChange={(event) => { onChange({ ...draft, from: event.target.value }); }} />
          <TextField label={t('to')} inputMode="decimal" value={draft.to} {...problem('to', t('timeWrong'))} onChange={(event) => { onChange({ ...draft, to: event.target.value }); }} />
        </div>
      )}
      {has.box && (
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 font-medium">{t('boxLegend')}</legend>
          <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
            {SIDES.map((side) => <TextField key={side} label={t(`box_${side}`)} inputMode="decimal" value={draft[side]} {...problem(side, t('percentWrong'))} onChange={(event) => { onChange({ ...draft, [side]: event.target.value }); }} />)}
          </div>
        </fieldset>
      )}
    </>
  );
}
