/** Own steps: added, changed, moved (by buttons), removed. */
import { ArrowDownIcon, ArrowUpIcon, PlusIcon, TrashIcon } from '@heroicons/react/24/outline';
import { Button, IconButton } from '#ui/button.tsx';
import { TextArea, TextField } from '#ui/fields.tsx';
import { NEW_STEP, type StepTexts } from './plan-texts.ts';
import { useWords } from './words.ts';

const MOST = 20;
const SHELL = ['check', 'command', 'verify', 'undo'] as const;

interface StepProps { step: StepTexts; at: number; last: boolean; wrong: readonly string[]; set(part: Partial<StepTexts>): void; onMove(by: -1 | 1): void; onRemove(): void }

function Step({ step, at, last, wrong, set, onMove, onRemove }: StepProps) {
  const t = useWords();
  const n = at + 1;
  const problem = (field: keyof StepTexts, text: string): string | undefined => (wrong.includes(`steps.${at}.${field}`) ? text : undefined);
  return (
    <li className="flex flex-col gap-3 rounded-md border border-line p-3">
      <div className="flex items-center justify-between gap-2">
        <h3>{t('step', { n })}</h3>
        <div className="flex"><IconButton label={t('up', { n })} icon={ArrowUpIcon} disabled={at === 0} onClick={() => { onMove(-1); }} /><IconButton label={t('down', { n })} icon={ArrowDownIcon} disabled={last} onClick={() => { onMove(1); }} /><IconButton label={t('removeStep', { n })} icon={TrashIcon} onClick={onRemove} /></div>
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <TextField label={t('stepId')} spellCheck={false} maxLength={40} value={step.id} problem={problem('id', t('idProblem'))} onChange={({ target }) => { set({ id: target.value.trim() }); }} />
        <TextField label={t('after')} hint={t('afterHint')} spellCheck={false} maxLength={40} value={step.after} problem={problem('after', t('idProblem'))} onChange={({ target }) => { set({ after: target.value.trim() }); }} />
        <TextField label={t('limit')} inputMode="numeric" value={step.limitSeconds} problem={problem('limitSeconds', t('limitProblem'))} onChange={({ target }) => { set({ limitSeconds: target.value.trim() }); }} />
      </div>
      <TextField label={t('what')} dir="auto" maxLength={200} value={step.what} problem={problem('what', t('whatProblem'))} onChange={({ target }) => { set({ what: target.value }); }} />
      {SHELL.map((field) => <TextArea key={field} label={t(field)} spellCheck={false} maxLength={8000} rows={field === 'command' ? 3 : 1} value={step[field]} onChange={({ target }) => { set({ [field]: target.value }); }} />)}
    </li>
  );
}

export function StepFields({ steps, wrong, onChange }: { steps: readonly StepTexts[]; wrong: readonly string[]; onChange(steps: readonly StepTexts[]): void }) {
  const t = useWords();
  const moved = (from: number, by: -1 | 1): readonly StepTexts[] => {
    const next = [...steps];
    next.splice(from + by, 0, ...next.splice(from, 1));
    return next;
  };
  return (
    <section className="flex flex-col gap-3">
      <h3>{t('steps')}</h3>
      <p className="text-muted">{t('stepsText')}</p>
      {steps.length === 0 && <p>{t('noSteps')}</p>}
      <ol className="flex flex-col gap-3">{steps.map((step, at) => <Step key={at} step={step} at={at} last={at === steps.length - 1} wrong={wrong} set={(part) => { onChange(steps.with(at, { ...step, ...part })); }} onMove={(by) => { onChange(moved(at, by)); }} onRemove={() => { onChange(steps.toSpliced(at, 1)); }} />)}</ol>
      <div><Button icon={PlusIcon} disabled={steps.length >= MOST} onClick={() => { onChange([...steps, NEW_STEP]); }}>{t('addStep')}</Button></div>
    </section>
  );
}
