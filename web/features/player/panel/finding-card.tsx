/** The finding that was chosen: what it says, how sure, what it rests on, how it was made, and what people say of it. */
import { XMarkIcon } from '@heroicons/react/24/outline';
import { useEffect, useRef } from 'react';
import { analyzerName } from '#lib/analyzer-names.ts';
import { useAsk } from '#lib/api.ts';
import { IconButton } from '#ui/button.tsx';
import { usePlayer, useScene } from '../model/player-context.tsx';
import type { Observation } from '../model/observation-index.ts';
import { CertaintyWords, ReviewBadges } from './certainty-words.tsx';
import { CardActions } from './card-actions.tsx';
import { EvidenceList } from './evidence-list.tsx';
import { FramePicture } from './frame-picture.tsx';
import { HistoryList } from './history-list.tsx';
import { Provenance } from './provenance.tsx';
import { summaryOf } from './scenes.ts';
import { TimeButton } from './time-button.tsx';
import { useWords } from './words.ts';

function Said({ observation }: { observation: Observation }) {
  const { medium } = useScene();
  const { startMs, endMs, box, sentence } = observation;
  const summary = summaryOf(observation);
  return (
    <div className="flex gap-3">
      {medium.kind !== 'audio' && <FramePicture atMs={box ? startMs : (startMs + endMs) / 2} box={box} side={72} />}
      <div className="flex min-w-0 grow flex-col items-start gap-1">
        <p dir="auto" className="max-w-full text-base">{sentence}</p>
        {summary !== sentence && <p dir="auto" className="max-w-full text-muted">{summary}</p>}
        <div className="flex flex-wrap items-center gap-2"><TimeButton ms={startMs} toMs={endMs} className="-ml-1" /><CertaintyWords {...observation} /><ReviewBadges {...observation} /></div>
      </div>
    </div>
  );
}

function Details({ observation }: { observation: Observation }) {
  const t = useWords();
  const { jobId } = useScene();
  const asked = useAsk('getObservation', { path: { jobId, observationId: observation.id } }, { keep: true });
  const details = asked.data?.observation.id === observation.id ? asked.data : undefined;
  return (
    <>
      <CardActions observation={observation} version={details?.version} />
      <EvidenceList observation={observation} />
      <details className="border-t border-line pt-2">
        <summary className="font-medium">{t('provenance')}</summary>
        <Provenance observation={observation} />
      </details>
      {details && details.corrections.length > 0 && (
        <details className="border-t border-line pt-2">
          <summary className="font-medium">{t('saidOfIt', { count: details.corrections.length })}</summary>
          {details.original && <p className="py-1 text-muted">{t('modelSaid')} <q dir="auto">{details.original.sentence}</q></p>}
          <HistoryList corrections={details.corrections.toReversed()} />
        </details>
      )}
    </>
  );
}

export function FindingCard() {
  const t = useWords();
  const { observations, loading } = useScene();
  const chosenId = usePlayer((state) => state.chosenId);
  const choose = usePlayer((state) => state.choose);
  const heading = useRef<HTMLHeadingElement>(null);
  const observation = chosenId === undefined ? undefined : observations.byId.get(chosenId);
  // Whoever chose it with a key goes on in the card; a click leaves the focus where it is.
  useEffect(() => { if (chosenId !== undefined && document.activeElement?.matches('[data-main]:focus-visible')) heading.current?.focus(); }, [chosenId]);
  if (chosenId === undefined) return null;
  const close = (): void => {
    choose(undefined);
    document.querySelector<HTMLElement>('[data-player-search]')?.focus();
  };
  return (
    <section aria-label={t('card')} onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); close(); } }} className="flex max-h-[45%] min-h-44 shrink-0 flex-col border-t-2 border-primary bg-surface" data-finding-card>
      <div className="flex items-center justify-between gap-2 px-3 pt-2">
        <h2 ref={heading} tabIndex={-1} className="min-w-0 truncate">{observation ? analyzerName(observation.analyzer) : t('card')}</h2>
        <IconButton label={t('closeCard')} icon={XMarkIcon} onClick={close} />
      </div>
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-3 pb-3">
        {observation ? <><Said observation={observation} /><Details key={observation.id} observation={observation} /></> : <p className="text-muted">{t(loading ? 'loading' : 'notThere')}</p>}
      </div>
    </section>
  );
}
