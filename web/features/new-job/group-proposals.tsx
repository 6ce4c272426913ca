/** Media that belong together by their names and cameras' clocks; each proposal can become a job. */
import { RectangleStackIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { useAsk } from '#lib/api.ts';
import { percent } from '#lib/format.ts';
import { useLanguage } from '#lib/words.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { MediaPicture } from '#ui/media-picture.tsx';
import { Empty, Loaded } from '#ui/notes.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import { NewJob } from './new-job.tsx';
import { useWords } from './words.ts';

type Proposal = components['schemas']['GroupProposal'];

const MOST_PICTURES = 4;
/** More proposals than anybody reads; the strongest come first. */
const MOST_SHOWN = 100;

function Medium({ mediaId }: { mediaId: string }) {
  const { data } = useAsk('getMedium', { path: { mediaId } }, { staleMs: 60_000 });
  return (
    <figure className="w-28 shrink-0">
      <div className="relative aspect-video">{data && <MediaPicture item={data} sizes="112px" />}</div>
      <figcaption dir="auto" className="truncate text-xs text-muted" title={data?.name}>{data?.name ?? ' '}</figcaption>
    </figure>
  );
}

function ProposalCard({ proposal, onAccept }: { proposal: Proposal; onAccept(): void }) {
  const t = useWords();
  const language = useLanguage();
  const { name, kind, mediaIds, confidence, because } = proposal;
  const word = confidence >= 0.85 ? t('sure') : confidence >= 0.6 ? t('likely') : t('uncertain');
  const left = mediaIds.length - MOST_PICTURES;
  return (
    <Card as="li">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 grow">
          <h3 dir="auto">{name}</h3>
          <p className="flex flex-wrap items-center gap-2 text-muted"><Badge tone="info">{t(`kind_${kind}`)}</Badge><span className="numbers">{t('media', { count: mediaIds.length })}</span><span className="numbers">{word}, {percent(confidence)}</span></p>
          <p className="mt-1 text-muted">{because[language]}</p>
        </div>
        <Button onClick={onAccept}>{t('makeJob')}</Button>
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {mediaIds.slice(0, MOST_PICTURES).map((mediaId) => <Medium key={mediaId} mediaId={mediaId} />)}
        {left > 0 && <span className="numbers text-muted">{t('moreMedia', { count: left })}</span>}
      </div>
    </Card>
  );
}

/** @param mediaIds all that are in no job, unless named */
export function GroupProposals({ mediaIds, open, onClose }: { mediaIds?: readonly string[]; open: boolean; onClose(): void }) {
  const t = useWords();
  const [chosen, setChosen] = useState<Proposal>();
  const asked = useAsk('proposeGroups', { body: mediaIds ? { mediaIds: mediaIds.slice(0, 5000) } : {} }, { enabled: open });
  const close = (): void => { setChosen(undefined); onClose(); };
  if (chosen) return <NewJob open name={chosen.name} mediaIds={chosen.mediaIds} onClose={close} />;
  return (
    <Dialog open={open} onClose={close} title={t('groups')} size="large" footer={<Button onClick={close}>{t('close')}</Button>}>
      <Loaded asked={asked}>{({ items }) => (items.length === 0
        ? <Empty icon={RectangleStackIcon} title={t('groupsNone')}>{t('groupsNoneText')}</Empty>
        : (
          <>
            <p className="mb-3 text-muted">{t('groupsText')}</p>
            <ul className="flex flex-col gap-3">{items.slice(0, MOST_SHOWN).map((proposal) => <ProposalCard key={`${proposal.kind}/${proposal.mediaIds[0] ?? ''}`} proposal={proposal} onAccept={() => { setChosen(proposal); }} />)}</ul>
          </>
        ))}</Loaded>
    </Dialog>
  );
}
