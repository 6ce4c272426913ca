/** Profile, models and analyzers: what is looked for, and what each of it takes. */
import type { components } from '@aima/contract/client';
import { useMemo } from 'react';
import { isFree } from '#features/jobs/index.ts';
import { analyzerName } from '#lib/analyzer-names.ts';
import { useAsk } from '#lib/api.ts';
import { useMe } from '#lib/me.ts';
import { LANGUAGES } from '#lib/words.ts';
import { Button } from '#ui/button.tsx';
import { Checkbox, SelectField, TextField } from '#ui/fields.tsx';
import { Loaded, ProblemNote } from '#ui/notes.tsx';
import { Card, Skeleton } from '#ui/surface.tsx';
import { analyzerCosts, restedOn, type Estimate, type Offer } from './analyzer-costs.ts';
import { Analyzers, type Analyzer } from './analyzers.tsx';
import { chosenNames, isOwn, parametersOf, withAnalyzers, withParameter, withProfile, withTier, withWindow, type Profile, type Settings } from './settings-edit.ts';
import type { SettingsEdit } from './use-settings.ts';
import { useWords } from './words.ts';

type Job = components['schemas']['AnalysisJobDetail'];

interface LookedForProps {
  job: Job;
  edit: SettingsEdit;
  estimate: Estimate | undefined;
  offer: Offer | undefined;
  offerName: string | undefined;
}

function Conflict({ edit, profiles }: { edit: SettingsEdit; profiles: readonly Profile[] }) {
  const t = useWords();
  const { value, theirs } = edit;
  if (!theirs) return null;
  const profileOf = (settings: Settings): Profile | undefined => profiles.find(({ name }) => name === settings.profile);
  const chosenBy = (settings: Settings): ReadonlySet<string> => chosenNames(settings, profileOf(settings));
  const inShort = (settings: Settings): string => t('settingsShort', { profile: profileOf(settings)?.title ?? settings.profile, count: String(chosenBy(settings).size) });
  const only = (one: Settings, other: Settings): string => [...chosenBy(one).difference(chosenBy(other))].map(analyzerName).join(', ');
  const [onlyMine, onlyTheirs] = [only(value, theirs), only(theirs, value)];
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-md border border-warning bg-warning/10 p-3">
      <p className="font-medium">{t('theirsTitle')}</p>
      <p>{t('theirsText', { mine: inShort(value), theirs: inShort(theirs) })}</p>
      {onlyMine !== '' && <p>{t('onlyMine', { names: onlyMine })}</p>}
      {onlyTheirs !== '' && <p>{t('onlyTheirs', { names: onlyTheirs })}</p>}
      <div className="flex flex-wrap gap-2"><Button onClick={edit.keepMine}>{t('keepMine')}</Button><Button onClick={edit.takeTheirs}>{t('takeTheirs')}</Button></div>
    </div>
  );
}

function Choices({ edit: { value, change }, profiles, profile, mayWrite }: { edit: SettingsEdit; profiles: readonly Profile[]; profile: Profile | undefined; mayWrite: boolean }) {
  const t = useWords();
  return (
    <fieldset disabled={!mayWrite} className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          className="sm:col-span-2" label={t('profile')} value={value.profile} hint={profile?.note} onChange={(event) => { change(withProfile(value, event.target.value)); }}
          options={profiles.map(({ name, title }) => ({ value: name, label: name === value.profile && isOwn(value) ? t('profileOwn', { name: title }) : title }))}
        />
        <SelectField
          label={t('tier')} value={value.tier ?? ''} onChange={(event) => { change(withTier(value, event.target.value === 'lite' || event.target.value === 'full' ? event.target.value : undefined)); }}
          options={[{ value: '', label: t('tierDefault') }, ...(['lite', 'full'] as const).map((tier) => ({ value: tier, label: t(`tier_${tier}`) }))]}
        />
        <SelectField label={t('language')} value={value.language} onChange={(event) => { change({ ...value, language: event.target.value === 'de' ? 'de' : 'en' }); }} options={LANGUAGES.map(({ id, name }) => ({ value: id, label: name }))} />
      </div>
      {isOwn(value) && mayWrite && <div><Button onClick={() => { change(withProfile(value, value.profile)); }}>{t('back')}</Button></div>}
    </fieldset>
  );
}

function MoreOptions({ edit: { value, change }, mayWrite }: { edit: SettingsEdit; mayWrite: boolean }) {
  const t = useWords();
  return (
    <details className="rounded-md border border-line p-3">
      <summary className="font-medium">{t('more')}</summary>
      <fieldset disabled={!mayWrite} className="mt-3 flex flex-col gap-3">
        <Checkbox label={t('fresh')} hint={t('freshHint')} checked={value.fresh} onChange={(event) => { change({ ...value, fresh: event.target.checked }); }} />
        <TextField
          key={value.windowSeconds ?? ''} label={t('window')} hint={t('windowHint')} type="number" min={10} max={86_400} defaultValue={value.windowSeconds ?? ''} placeholder="600"
          onBlur={(event) => { if (event.target.validity.valid) change(withWindow(value, event.target.value === '' ? undefined : Number(event.target.value))); }}
        />
      </fieldset>
    </details>
  );
}

/** What the analyzers that are not chosen would take; asked for once, since it needs no offers of its own. */
function useOthers(job: Job, settings: Settings, analyzers: readonly Analyzer[] | undefined): Estimate | undefined {
  const mediaIds = job.media.filter(({ mediaState }) => mediaState === 'stored').map(({ mediaId }) => mediaId);
  const { tier, profile, language } = settings;
  const all = analyzers?.map(({ name }) => ({ name })) ?? [];
  return useAsk('estimateMedia', { body: { mediaIds, settings: { profile, language, analyzers: all, ...(tier !== undefined && { tier }) } } }, { enabled: all.length > 0 && mediaIds.length > 0 && job.mediaNext === undefined, staleMs: 300_000, keep: true }).data;
}

function Catalogue({ analyzers, profile, job, edit, estimate, offer, mayWrite }: Omit<LookedForProps, 'offerName'> & { analyzers: readonly Analyzer[]; profile: Profile | undefined; mayWrite: boolean }) {
  const { value, change } = edit;
  const others = useOthers(job, value, analyzers);
  const chosen = useMemo(() => chosenNames(value, profile), [value, profile]);
  const costs = useMemo(() => analyzerCosts(estimate ?? { media: [] }, offer, others), [estimate, offer, others]);
  const resting = useMemo(() => restedOn(edit.pending ? [] : costs.size === 0 ? [] : (estimate?.media ?? []).flatMap(({ analyzers: each }) => each.map(({ analyzer }) => analyzer)), chosen, analyzers), [edit.pending, costs, estimate, chosen, analyzers]);
  return (
    <Analyzers
      analyzers={analyzers} chosen={chosen} resting={resting} costs={costs} free={!offer || isFree(offer)} parametersOf={(name) => parametersOf(value, profile, name)}
      choose={mayWrite ? (names, on) => { change(withAnalyzers(value, profile, names, on)); } : undefined} setParameter={(name, parameter, next) => { change(withParameter(value, profile, name, parameter, next)); }}
    />
  );
}

export function LookedFor({ job, edit, estimate, offer, offerName }: LookedForProps) {
  const t = useWords();
  const mayWrite = useMe()?.permissions.includes('jobs:write') ?? false;
  const profiles = useAsk('listProfiles', {}, { staleMs: 300_000 });
  const analyzers = useAsk('listAnalyzers', {}, { staleMs: 300_000 });
  const profile = profiles.data?.items.find(({ name }) => name === edit.value.profile);
  return (
    <Card title={t('looked')} actions={edit.pending && <span role="status" className="text-xs text-muted">{t('saving')}</span>}>
      <div className="flex flex-col gap-4">
        {edit.error !== undefined && <div className="flex flex-col gap-2"><ProblemNote error={edit.error} /><div><Button onClick={edit.takeTheirs}>{t('discard')}</Button></div></div>}
        <Loaded asked={profiles} skeleton={<Skeleton className="h-32" />}>{({ items }) => <><Conflict edit={edit} profiles={items} /><Choices edit={edit} profiles={items} profile={profile} mayWrite={mayWrite} /></>}</Loaded>
        <p className="text-xs text-muted">{offerName === undefined ? t('timesNone') : t('timesOn', { offer: offerName })}</p>
        <Loaded asked={analyzers} skeleton={<Skeleton className="h-96" />}>{({ items }) => <Catalogue {...{ job, edit, estimate, offer, profile, mayWrite }} analyzers={items} />}</Loaded>
        <MoreOptions edit={edit} mayWrite={mayWrite} />
      </div>
    </Card>
  );
}
