/** Machines on offer, compared; which were left out and why; what narrows the choice. */
import { CpuChipIcon } from '@heroicons/react/24/outline';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import { providerName } from '#features/jobs/index.ts';
import { bytes, number, usd } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { TextField } from '#ui/fields.tsx';
import { Switch } from '#ui/switch.tsx';
import { Empty } from '#ui/notes.tsx';
import type { Estimate } from './analyzer-costs.ts';
import { bestOfEach, shortList, type OfferFilter } from './offer-choice.ts';
import { OfferRow } from './offer-row.tsx';
import { useOfferWords } from './offer-words.ts';

const FEW = 5;
const GB = 1e9;

function Narrow({ filter, change }: { filter: OfferFilter; change(to: OfferFilter): void }) {
  const t = useOfferWords();
  const set = (part: Partial<OfferFilter>): void => { change({ ...filter, ...part }); };
  return (
    <details className="rounded-md border border-line p-3">
      <summary className="font-medium">{t('narrow')}</summary>
      <div className="mt-3 flex flex-col gap-3">
        <Switch label={t('secureOnly')} checked={filter.secure} onChange={(secure) => { set({ secure }); }} />
        <Switch label={t('bids')} hint={t('bidsHint')} checked={filter.interruptible} onChange={(interruptible) => { set({ interruptible }); }} />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField className="sm:col-span-2" label={t('region')} hint={t('regionHint')} maxLength={200} value={filter.region} onChange={(event) => { set({ region: event.target.value }); }} />
          <TextField className="sm:col-span-2" label={t('gpu')} maxLength={100} placeholder="RTX 4090" value={filter.gpu} onChange={(event) => { set({ gpu: event.target.value }); }} />
          <TextField label={t('mostPerHour')} inputMode="decimal" value={filter.mostUsdPerHour} onChange={(event) => { set({ mostUsdPerHour: event.target.value }); }} />
          <TextField label={t('mostMachines')} inputMode="numeric" value={filter.machines} onChange={(event) => { set({ machines: event.target.value }); }} />
        </div>
      </div>
    </details>
  );
}

function LeftOut({ leftOut, count }: { leftOut: NonNullable<Estimate['leftOut']>; count: number }) {
  const t = useOfferWords();
  return (
    <details className="text-xs">
      <summary className="py-1 text-muted">{t('leftOut', { count, shown: number(count) })}</summary>
      <div tabIndex={0} role="group" aria-label={t('leftOut', { count, shown: number(count) })} className="max-h-72 overflow-y-auto">
        <ul>{leftOut.map(({ id, provider, description, usdPerHour, message }) => (
          <li key={id} className="border-t border-line py-1"><span className="flex flex-wrap justify-between gap-x-3"><span dir="auto">{description} ({providerName(provider)})</span><span className="numbers text-muted">{t('perHour', { price: usd(usdPerHour) })}</span></span><span className="text-muted">{message}</span></li>
        ))}</ul>
        {leftOut.length < count && <p className="py-1 text-muted">{t('leftOutMore', { shown: number(leftOut.length) })}</p>}
      </div>
    </details>
  );
}

function Answers({ providers }: { providers: NonNullable<Estimate['providers']> }) {
  const t = useOfferWords();
  const manages = useMe()?.permissions.includes('system:manage') ?? false;
  const silent = providers.filter(({ state }) => state !== 'answered');
  if (silent.length === 0) return null;
  const notSetUp = silent.some(({ state }) => state === 'not_set_up');
  return (
    <p className="text-xs text-muted">
      {t('providers')}: {silent.map(({ provider, state, message }) => (state === 'not_set_up' ? t('provider_not_set_up', { provider: providerName(provider) }) : t('provider_failed', { provider: providerName(provider), message: message ?? state }))).join(' · ')}
      {notSetUp && manages && <> · <Link className="text-link underline" to="/settings/providers">{t('setUp')}</Link></>}
    </p>
  );
}

/** Models that are missing, in the server's words. */
function Warnings({ warnings }: { warnings: Estimate['warnings'] }) {
  const t = useOfferWords();
  if (warnings.length === 0) return null;
  const count = new Set(warnings.map(({ analyzer, message }) => analyzer ?? message)).size;
  return (
    <details className="rounded-md border border-warning/60 bg-warning/10 p-2 text-xs">
      <summary className="font-medium">{t('warnings', { count, shown: number(count) })}</summary>
      <ul className="mt-1 list-disc pl-5">{[...new Set(warnings.map(({ message }) => message))].map((message) => <li key={message}>{message}</li>)}</ul>
    </details>
  );
}

function Needs({ needs: { gpuMemoryGb, diskGb, mediaBytes, weightBytes } }: { needs: NonNullable<Estimate['needs']> }) {
  const t = useOfferWords();
  const disk = bytes(diskGb * GB);
  return <p className="text-xs text-muted">{gpuMemoryGb > 0 ? t('needs', { memory: bytes(gpuMemoryGb * GB), disk, media: bytes(mediaBytes), weights: bytes(weightBytes) }) : t('needsCpu', { disk })}</p>;
}

export interface OffersProps {
  estimate: Estimate;
  /** Undefined where the chosen one is not on offer any more. */
  chosenId: string | undefined;
  filter: OfferFilter;
  onFilter(to: OfferFilter): void;
  /** Undefined where the person may start nothing. */
  onChoose: ((id: string) => void) | undefined;
}

export function Offers({ estimate, chosenId, filter, onFilter, onChoose }: OffersProps) {
  const t = useOfferWords();
  const group = useId();
  const [whole, setWhole] = useState(false);
  const { offers, leftOut = [], leftOutCount = leftOut.length, providers = [], needs, warnings } = estimate;
  const shown = whole ? offers : shortList(offers, chosenId, FEW);
  const best = bestOfEach(offers);
  return (
    <div className="flex flex-col gap-3">
      <Warnings warnings={warnings} />
      {offers.length === 0 ? <Empty icon={CpuChipIcon} title={t('none')}>{t('noneText')}</Empty> : (
        <div role={onChoose ? 'radiogroup' : 'group'} aria-label={t('title')} className="flex flex-col gap-2">
          {shown.map((offer) => <OfferRow key={offer.id} offer={offer} group={group} chosen={offer.id === chosenId} best={best.has(offer.id)} onChoose={onChoose && (() => { onChoose(offer.id); })} />)}
        </div>
      )}
      {offers.length > shown.length || whole ? <div><Button look="quiet" onClick={() => { setWhole(!whole); }}>{whole ? t('showFewer') : t('showAll', { count: number(offers.length) })}</Button></div> : null}
      {leftOutCount > 0 && <LeftOut leftOut={leftOut} count={leftOutCount} />}
      <Answers providers={providers} />
      {needs && <Needs needs={needs} />}
      {(onChoose !== undefined && providers.some(({ provider, state }) => provider !== 'local' && state === 'answered')) && <Narrow filter={filter} change={onFilter} />}
    </div>
  );
}
