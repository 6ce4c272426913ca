import type { components } from '@aima/contract/client';
import { analyzerName } from '#lib/analyzer-names.ts';
import { useAsk } from '#lib/api.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import { useWords } from './words.ts';

type Profile = components['schemas']['ProfileDescription'];

function ProfileRow({ profile: { name, title, note, tier, analyzers, stages, stagesApart }, standard }: { profile: Profile; standard: boolean }) {
  const t = useWords();
  const on = analyzers.filter((each) => each.on !== false).length;
  return (
    <li className="py-3">
      <p className="flex flex-wrap items-center gap-2"><span className="font-medium">{title}</span>{title !== name && <code className="text-muted">{name}</code>}{standard && <Badge tone="success">{t('standard')}</Badge>}<Badge>{t('analyzersOf', { count: on })}</Badge>{tier && <Badge tone={tier === 'full' ? 'info' : 'neutral'}>{t(`tier_${tier}`)}</Badge>}</p>
      {note !== '' && <p className="mt-1 text-muted">{note}</p>}
      <details className="mt-1">
        <summary className="text-link">{t('details')}</summary>
        {stagesApart && stages && <p className="mt-1 text-muted">{t('stages')}: {stages.map((stage) => (typeof stage.title === 'string' ? stage.title : stage.name)).join(' → ')}</p>}
        <ul className="mt-1 flex flex-wrap gap-1">{analyzers.map((each) => <li key={each.name}><Badge className={each.on === false ? 'opacity-70' : ''}>{analyzerName(each.name)}{each.on === false && ` (${t('off')})`}{each.parameters && Object.keys(each.parameters).length > 0 && ` (${t('withParameters')})`}</Badge></li>)}</ul>
      </details>
    </li>
  );
}

export function Profiles() {
  const t = useWords();
  const asked = useAsk('listProfiles', {}, { staleMs: 600_000 });
  const standard = useAsk('getSettings', {}).data?.effective.defaultProfile;
  return (
    <Card title={t('profiles')} actions={<ButtonLink to="/settings/limits">{t('change')}</ButtonLink>}>
      <p className="text-muted">{t('profilesText')}</p>
      <Loaded asked={asked}>{({ items }) => <ul className="divide-y divide-line">{items.map((profile) => <ProfileRow key={profile.name} profile={profile} standard={profile.name === standard} />)}</ul>}</Loaded>
    </Card>
  );
}
