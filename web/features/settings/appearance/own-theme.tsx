/** Colours of one's own: fields, what they look like together, and which cannot be read. */
import { ArrowUturnLeftIcon } from '@heroicons/react/24/outline';
import { useId, useState } from 'react';
import { useAppearance, type OwnColours } from '#lib/appearance.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { SelectField } from '#ui/fields.tsx';
import { Card } from '#ui/surface.tsx';
import { toast } from '#ui/toasts.tsx';
import { useUnsaved } from '#ui/unsaved.tsx';
import { sameValue } from '#lib/form-diff.ts';
import { rgbOf } from './contrast.ts';
import { coloursOf, TOKENS, type Base, type Token } from './theme-colours.ts';
import { ThemePreview } from './theme-preview.tsx';
import { WeakPairs } from './weak-pairs.tsx';
import { useWords } from './words.ts';

interface Chosen { base: Base; own: OwnColours }

function TokenField({ token, chosen, onChange }: { token: Token; chosen: Chosen; onChange(colour: string | undefined): void }) {
  const t = useWords();
  const id = useId();
  const name = t(`token_${token}`);
  const own = chosen.own[token];
  const shown = coloursOf(chosen.base, chosen.own)[token];
  const wrong = own !== undefined && rgbOf(own) === undefined;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">{name}</label>
      <div className="flex items-center gap-2">
        <input id={id} type="color" value={shown} className="h-9 w-12 shrink-0 rounded-md border border-edge bg-surface p-1" onChange={({ target }) => { onChange(target.value); }} />
        <input aria-label={t('hex', { name })} aria-invalid={wrong || undefined} value={own ?? shown} maxLength={9} spellCheck={false} className="numbers w-full min-w-0 rounded-md border border-edge bg-surface px-2 py-1.5 font-mono text-ink aria-invalid:border-danger" onChange={({ target }) => { onChange(target.value); }} />
        <IconButton label={t('resetOne', { name })} icon={ArrowUturnLeftIcon} disabled={own === undefined} onClick={() => { onChange(undefined); }} />
      </div>
      {wrong && <p role="alert" className="text-xs text-danger-ink">{t('hexProblem')}</p>}
    </div>
  );
}

const without = (own: OwnColours, token: Token): OwnColours => Object.fromEntries(Object.entries(own).filter(([name]) => name !== token));

/** Only what is a colour is kept; case and length do not matter. */
const written = (own: OwnColours): OwnColours => Object.fromEntries(Object.entries(own).filter(([, colour]) => rgbOf(colour) !== undefined).map(([name, colour]) => [name, colour.trim().toLowerCase()]));

export function OwnTheme() {
  const t = useWords();
  const { base, own, set } = useAppearance();
  const [chosen, setChosen] = useState<Chosen>({ base, own });
  const dirty = !sameValue({ base, own }, { base: chosen.base, own: written(chosen.own) });
  useUnsaved(dirty);
  const use = (): void => {
    const next = { base: chosen.base, own: written(chosen.own) };
    setChosen(next);
    set(next);
    toast(t('saved'), { tone: 'success' });
  };
  return (
    <Card title={t('own')} actions={<Button disabled={Object.keys(chosen.own).length === 0} onClick={() => { setChosen({ ...chosen, own: {} }); }}>{t('reset')}</Button>}>
      <p className="mb-3 text-muted">{t('ownText')}</p>
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="flex flex-col gap-3">
          <SelectField label={t('base')} value={chosen.base} options={[{ value: 'light', label: t('light') }, { value: 'dark', label: t('dark') }]} onChange={({ target }) => { setChosen({ ...chosen, base: target.value === 'dark' ? 'dark' : 'light' }); }} />
          {TOKENS.map((token) => <TokenField key={token} token={token} chosen={chosen} onChange={(colour) => { setChosen({ ...chosen, own: colour === undefined ? without(chosen.own, token) : { ...chosen.own, [token]: colour } }); }} />)}
        </div>
        <div className="flex flex-col gap-3 lg:sticky lg:top-20 lg:self-start">
          <ThemePreview {...chosen} />
          <WeakPairs {...chosen} />
          <div><Button look="primary" disabled={!dirty} onClick={use}>{t('use')}</Button></div>
        </div>
      </div>
    </Card>
  );
}
