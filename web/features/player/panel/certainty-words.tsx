/** How sure, in words and number; and what people made of it. */
import { CheckCircleIcon, PencilIcon, XCircleIcon } from '@heroicons/react/20/solid';
import { Certainty } from '#ui/certainty.tsx';
import { Badge } from '#ui/surface.tsx';
import type { Observation } from '../model/observation-index.ts';
import { useWords } from './words.ts';

type Said = Pick<Observation, 'confidence' | 'source' | 'corrected' | 'review'>;

export function CertaintyWords({ confidence, source, corrected }: Said) {
  const t = useWords();
  if (source === 'user' && corrected !== true) return <>{t('saidByPerson')}</>;
  return <span className="numbers"><Certainty confidence={confidence} /></span>;
}

export function ReviewBadges({ corrected, review }: Said) {
  const t = useWords();
  return (
    <>
      {review === 'accepted' && <Badge tone="success"><CheckCircleIcon className="size-4" aria-hidden />{t('accepted')}</Badge>}
      {review === 'rejected' && <Badge tone="danger"><XCircleIcon className="size-4" aria-hidden />{t('rejected')}</Badge>}
      {corrected === true && <Badge tone="info"><PencilIcon className="size-4" aria-hidden />{t('corrected')}</Badge>}
    </>
  );
}
