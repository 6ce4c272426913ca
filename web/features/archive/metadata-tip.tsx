/** What is known of a job beforehand and afterwards, shown when its sign is hovered, focused or tapped. */
import { InformationCircleIcon } from '@heroicons/react/24/outline';
import { useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Job } from '#features/jobs/index.ts';
import { date, number, usd } from '#lib/format.ts';
import { Facts } from '#ui/surface.tsx';
import { useWords } from './words.ts';

const GAP_PX = 8;
const WIDTH_PX = 300;

/** Everything that the archive keeps of it besides its results. */
function JobFacts({ job: { settings, metadata, cost, anonymised, createdAt, completedAt, mediaCount } }: { job: Job }) {
  const t = useWords();
  const text = (value: string) => (value === '' ? t('none') : <span dir="auto" className="line-clamp-4">{value}</span>);
  return (
    <Facts
      rows={[
        [t('profile'), settings.profile], ...(settings.tier === undefined ? [] : [[t('tier'), settings.tier] as const]), [t('language'), t(`language_${settings.language}`)], [t('media'), number(mediaCount)],
        [t('context'), text(metadata.context)], [t('notes'), text(metadata.notes)], [t('names'), text(metadata.knownNames.join(', '))], [t('anonymised'), t(anonymised ? 'yes' : 'no')],
        [t('created'), date(createdAt)], ...(completedAt === undefined ? [] : [[t('completed'), date(completedAt)] as const]), [t('cost'), usd(cost.spentUsd)],
      ]}
    />
  );
}

export function MetadataTip({ job }: { job: Job }) {
  const t = useWords();
  const id = useId();
  const sign = useRef<HTMLButtonElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: 0, top: 0 });
  const show = (): void => {
    const [at, box] = [sign.current?.getBoundingClientRect(), tip.current];
    if (!at || !box || box.matches(':popover-open')) return;
    box.showPopover();
    const height = box.offsetHeight;
    setPlace({ left: Math.max(GAP_PX, Math.min(at.right - WIDTH_PX, innerWidth - WIDTH_PX - GAP_PX)), top: at.bottom + GAP_PX + height > innerHeight ? Math.max(GAP_PX, at.top - height - GAP_PX) : at.bottom + GAP_PX });
  };
  const hide = (): void => { if (tip.current?.matches(':popover-open')) tip.current.hidePopover(); };
  return (
    <>
      <button ref={sign} type="button" aria-label={t('about', { name: job.name })} aria-describedby={id} onPointerEnter={show} onPointerLeave={hide} onFocus={show} onBlur={hide} onClick={show} onKeyDown={(event) => { if (event.key === 'Escape') hide(); }} className="inline-flex items-center justify-center rounded-md p-2 hover:bg-ink/10">
        <InformationCircleIcon className="size-5" aria-hidden />
      </button>
      {/* Outside of the card, whose colours are those of its stage. */}
      {createPortal(<div ref={tip} id={id} role="tooltip" popover="manual" style={{ ...place, width: WIDTH_PX }} className="fixed m-0 rounded-md border border-line bg-raised p-3 text-ink shadow-lg"><JobFacts job={job} /></div>, document.body)}
    </>
  );
}
