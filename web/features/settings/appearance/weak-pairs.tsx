/** Which colours cannot be read on which. */
import { CheckCircleIcon, ExclamationTriangleIcon } from '@heroicons/react/24/outline';
import type { OwnColours } from '#lib/appearance.ts';
import { number } from '#lib/format.ts';
import { weakPairs, type Base } from './theme-colours.ts';
import { useWords } from './words.ts';

const MOST = 5;

export function WeakPairs({ base, own }: { base: Base; own: OwnColours }) {
  const t = useWords();
  const weak = weakPairs(base, own);
  return (
    <div role="status">
      {weak.length === 0
        ? <p className="flex items-center gap-2 text-success-ink"><CheckCircleIcon className="size-5 shrink-0" aria-hidden />{t('fine')}</p>
        : (
          <div className="flex gap-3 rounded-md border border-warning bg-warning/10 p-3">
            <ExclamationTriangleIcon className="size-5 shrink-0 text-warning-ink" aria-hidden />
            <div className="min-w-0">
              <p className="font-medium">{t('weak', { count: weak.length })}</p>
              <ul className="numbers my-1 list-disc pl-5">{weak.slice(0, MOST).map(({ front, ground, ratio, least }) => <li key={`${front}/${ground}`}>{t('weakPair', { front: t(`token_${front}`), ground: t(`token_${ground}`), ratio: number(Math.floor(ratio * 10) / 10, 1), least: number(least, 1) })}</li>)}</ul>
              {weak.length > MOST && <p>{t('moreWeak', { count: weak.length - MOST })}</p>}
              <p className="text-muted">{t('weakText')}</p>
            </div>
          </div>
        )}
    </div>
  );
}
