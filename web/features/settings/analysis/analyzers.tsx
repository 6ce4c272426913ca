import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { analyzerName } from '#lib/analyzer-names.ts';
import { useAsk } from '#lib/api.ts';
import { SelectField, TextField } from '#ui/fields.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Card } from '#ui/surface.tsx';
import { AnalyzerDialog } from './analyzer-dialog.tsx';
import { KindBadge } from './kind-badge.tsx';
import { MODEL_KINDS, modelKindOf, type ModelKind } from './model-kind.ts';
import { useWords } from './words.ts';

type Analyzer = components['schemas']['AnalyzerDescription'];

const matches = (analyzer: Analyzer, text: string): boolean => [analyzer.name, analyzerName(analyzer.name), analyzer.reports].some((each) => each.toLowerCase().includes(text.trim().toLowerCase()));

function AnalyzerRow({ analyzer, onOpen }: { analyzer: Analyzer; onOpen(): void }) {
  return (
    <li className="py-1">
      <button type="button" className="flex w-full items-start gap-3 rounded-md p-2 text-left hover:bg-ink/10" onClick={onOpen}>
        <KindBadge kind={modelKindOf(analyzer)} wordless />
        <span className="min-w-0 grow"><span className="font-medium">{analyzerName(analyzer.name)}</span> <code className="text-xs text-muted">{analyzer.name}</code><span className="block text-muted">{analyzer.reports}</span></span>
      </button>
    </li>
  );
}

export function Analyzers() {
  const t = useWords();
  const asked = useAsk('listAnalyzers', {}, { staleMs: 600_000 });
  const [text, setText] = useState('');
  const [kind, setKind] = useState<ModelKind | ''>('');
  const [open, setOpen] = useState<string>();
  return (
    <Card title={t('analyzers')}>
      <p className="mb-3 text-muted">{t('analyzersText')}</p>
      <div className="mb-2 grid gap-3 sm:grid-cols-2">
        <TextField type="search" label={t('search')} value={text} onChange={({ target }) => { setText(target.value); }} />
        <SelectField label={t('kind')} value={kind} options={[{ value: '', label: t('allKinds') }, ...MODEL_KINDS.map((each) => ({ value: each, label: t(`kind_${each}`) }))]} onChange={({ target }) => { setKind(MODEL_KINDS.find((each) => each === target.value) ?? ''); }} />
      </div>
      <Loaded asked={asked}>{({ items }) => {
        const shown = items.filter((each) => matches(each, text) && (kind === '' || modelKindOf(each) === kind));
        return shown.length === 0 ? <p role="status">{t('none')}</p> : <ul className="divide-y divide-line">{shown.map((each) => <AnalyzerRow key={each.name} analyzer={each} onOpen={() => { setOpen(each.name); }} />)}</ul>;
      }}</Loaded>
      {open !== undefined && <AnalyzerDialog name={open} onClose={() => { setOpen(undefined); }} />}
    </Card>
  );
}
