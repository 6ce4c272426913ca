/** Fields of the plan but its own steps. */
import { Checkbox, SelectField, TextField } from '#ui/fields.tsx';
import { NEW_SERVED, USES, type PlanTexts, type ServedTexts } from './plan-texts.ts';
import { useWords } from './words.ts';

interface FieldsProps { value: PlanTexts; wrong: readonly string[]; set(part: Partial<PlanTexts>): void }

function Served({ served, wrong, set }: { served: ServedTexts; wrong: readonly string[]; set(part: Partial<ServedTexts>): void }) {
  const t = useWords();
  const problem = (field: keyof ServedTexts, text: string): string | undefined => (wrong.includes(`served.${field}`) && served[field] !== '' ? text : undefined);
  return (
    <div className="grid gap-3 rounded-md border border-line p-3 sm:grid-cols-2">
      <fieldset className="sm:col-span-2">
        <legend className="font-medium">{t('uses')}</legend>
        <div className="flex flex-wrap gap-x-4">{USES.map((use) => <Checkbox key={use} label={t(`use_${use}`)} checked={served.uses.includes(use)} onChange={({ target }) => { set({ uses: USES.filter((each) => (each === use ? target.checked : served.uses.includes(each))) }); }} />)}</div>
        {wrong.includes('served.uses') && <p role="alert" className="text-xs text-danger-ink">{t('usesProblem')}</p>}
      </fieldset>
      <TextField label={t('repository')} spellCheck={false} value={served.repository} problem={problem('repository', t('repositoryProblem'))} onChange={({ target }) => { set({ repository: target.value.trim() }); }} />
      <TextField label={t('revision')} hint={t('revisionHint')} spellCheck={false} maxLength={40} value={served.revision} problem={problem('revision', t('revisionProblem'))} onChange={({ target }) => { set({ revision: target.value.trim().toLowerCase() }); }} />
      <TextField label={t('gpuMemory')} inputMode="decimal" value={served.gpuMemoryGb} problem={problem('gpuMemoryGb', t('numberProblem'))} onChange={({ target }) => { set({ gpuMemoryGb: target.value }); }} />
      <TextField label={t('size')} inputMode="decimal" value={served.sizeGb} problem={problem('sizeGb', t('numberProblem'))} onChange={({ target }) => { set({ sizeGb: target.value }); }} />
    </div>
  );
}

const WEIGHTS = ['', 'auto', 'push', 'pull'] as const;

export function PlanFields({ value, wrong, set }: FieldsProps) {
  const t = useWords();
  const { served } = value;
  return (
    <>
      <TextField label={t('image')} hint={t('imageHint')} spellCheck={false} maxLength={300} value={value.image} problem={wrong.includes('image') ? t('imageProblem') : undefined} onChange={({ target }) => { set({ image: target.value.trim() }); }} />
      <SelectField label={t('weights')} value={value.weights} options={WEIGHTS.map((each) => ({ value: each, label: each === '' ? t('weightsOpen') : t(`weights_${each}`) }))} onChange={({ target }) => { set({ weights: WEIGHTS.find((each) => each === target.value) ?? '' }); }} />
      <TextField label={t('vllm')} hint={t('vllmHint')} value={value.vllmVersion} problem={wrong.includes('vllmVersion') ? t('vllmProblem') : undefined} onChange={({ target }) => { set({ vllmVersion: target.value.trim() }); }} />
      <Checkbox label={t('served')} hint={t('servedText')} checked={served !== null} onChange={({ target }) => { set({ served: target.checked ? NEW_SERVED : null }); }} />
      {served && <Served served={served} wrong={wrong} set={(part) => { set({ served: { ...served, ...part } }); }} />}
      <TextField label={t('skip')} hint={t('skipHint')} spellCheck={false} value={value.skip} problem={wrong.includes('skip') ? t('skipProblem') : undefined} onChange={({ target }) => { set({ skip: target.value }); }} />
    </>
  );
}
