/** One machine on offer for this job: time, price, what it is, where time and money go. */
import { isFree, offerName, providerName, roundedSeconds, usdRange } from '#features/jobs/index.ts';
import { bytes, date, duration, number, percent, usd } from '#lib/format.ts';
import { Badge } from '#ui/surface.tsx';
import { classes } from '#ui/class-names.ts';
import type { Offer } from './analyzer-costs.ts';
import { useOfferWords } from './offer-words.ts';

const GB = 1e9;
const time = (seconds: number): string => duration(roundedSeconds(seconds) * 1000);

type Part = NonNullable<Offer['parts']>[number];
const PARTS = ['boot', 'provision', 'transfer', 'work', 'end', 'bandwidth', 'storage'] as const;
const BASES = ['measured', 'assumed', 'told', 'here'] as const;

function PartRow({ part, free }: { part: Part; free: boolean }) {
  const t = useOfferWords();
  const name = PARTS.find((each) => each === part.part);
  const basis = BASES.find((each) => each === part.basis);
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className="py-1 pr-2 text-left font-normal">{name ? t(`part_${name}`) : part.part}<span className="block text-muted">{basis ? t(`basis_${basis}`) : part.basis}</span></th>
      <td className="numbers px-2 py-1 text-right">{part.seconds.high === 0 ? '–' : time(part.seconds.likely)}</td>
      {!free && <td className="numbers py-1 pl-2 text-right">{usd(part.usd.likely)}</td>}
    </tr>
  );
}

function Parts({ offer, parts }: { offer: Offer; parts: readonly Part[] }) {
  const t = useOfferWords();
  const free = isFree(offer);
  return (
    <details className="mt-1 text-xs">
      <summary className="py-1 text-muted">{t('details')}</summary>
      <table className="w-full">
        <thead className="sr-only"><tr><th scope="col">{t('part')}, {t('basis')}</th><th scope="col">{t('time')}</th>{!free && <th scope="col">{t('price')}</th>}</tr></thead>
        <tbody>{parts.map((part) => <PartRow key={part.part} part={part} free={free} />)}</tbody>
      </table>
    </details>
  );
}

function MachineFacts({ offer: { machine, machines, usdPerHour, risk } }: { offer: Offer }) {
  const t = useOfferWords();
  if (!machine) return null;
  const { region, reliability, gpuMemoryGb, endsAt, secure, interruptible } = machine;
  const facts = [
    t('perHour', { price: usd(usdPerHour) }), region, t(secure ? 'secure' : 'home'), gpuMemoryGb > 0 && t('memory', { size: bytes(gpuMemoryGb * GB) }),
    reliability !== undefined && t('reliability', { share: percent(reliability, 1) }), endsAt !== undefined && t('until', { date: date(endsAt) }),
    machines !== undefined && machines.machines > 1 && t('plan', { count: machines.machines, shown: number(machines.machines), load: percent(machines.load) }),
  ].filter((fact) => typeof fact === 'string');
  return (
    <>
      <span className="block text-xs text-muted">{facts.join(' · ')}</span>
      {interruptible && <Badge tone="warning">{t('interruptible')}</Badge>}
      {risk !== undefined && <span className="block text-xs text-warning-ink">{risk}</span>}
    </>
  );
}

export function OfferRow({ offer, chosen, best, group, onChoose }: { offer: Offer; chosen: boolean; best: boolean; group: string; onChoose: (() => void) | undefined }) {
  const t = useOfferWords();
  const { seconds } = offer;
  return (
    <div data-offer={offer.id} className={classes('rounded-md border p-2', chosen ? 'border-primary bg-primary/10' : 'border-line')}>
      <label className="flex items-start gap-2">
        {onChoose && <input type="radio" name={group} checked={chosen} onChange={onChoose} className="mt-0.5 size-4 shrink-0 accent-primary pointer-coarse:size-5" />}
        <span className="min-w-0 grow">
          <span className="flex flex-wrap items-baseline justify-between gap-x-3"><span className="font-medium" dir="auto">{offerName(offer)}</span><span className="numbers font-medium" data-total>{isFree(offer) ? t('free') : t('likely', { price: usd(offer.usd.likely) })}</span></span>
          <span className="numbers flex flex-wrap justify-between gap-x-3 text-xs text-muted">
            <span>{seconds && <>{t('about', { time: time(seconds.likely) })} ({t('between', { low: time(seconds.low), high: time(seconds.high) })})</>}</span>
            {!isFree(offer) && <span>{usdRange(offer.usd)}</span>}
          </span>
          <MachineFacts offer={offer} />
          {best && <Badge tone="success">{t('cheapest', { provider: providerName(offer.provider) })}</Badge>}
        </span>
      </label>
      {offer.parts && offer.parts.length > 0 && <div className={classes(onChoose && 'pl-6')}><Parts offer={offer} parts={offer.parts} /></div>}
    </div>
  );
}
