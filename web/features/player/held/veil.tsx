/** Explicit and unreviewed media are blurred until somebody asks for them: around whatever shows pictures of the medium. */
import { EyeIcon } from '@heroicons/react/24/outline';
import { useMemo, type ReactNode } from 'react';
import { reveal, useCovered } from '#ui/media-picture.tsx';
import { Button } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { useScene } from '../model/player-context.tsx';
import { veilReasonOf, type VeilReason } from './veil-reason.ts';
import { useWords } from './words.ts';

/** Undefined: it may be shown now. */
export function useVeil(): VeilReason | undefined {
  const { medium, jobMedium, observations, loading } = useScene();
  const covered = useCovered(medium.id);
  const reason = useMemo(() => (loading ? 'unreviewed' : veilReasonOf(medium, jobMedium?.runs, observations.byAnalyzer.get('nsfw_rating') ?? [])), [medium, jobMedium, observations, loading]);
  return covered && medium.kind !== 'audio' ? reason : undefined;
}

/** Its children stay where they are, blurred and out of reach, under a button that shows them. */
export function Veil({ children, className }: { children: ReactNode; className?: string }) {
  const t = useWords();
  const { medium, loading } = useScene();
  const reason = useVeil();
  return (
    <div className={classes('relative overflow-hidden', className)}>
      <div inert={reason !== undefined} className={classes('h-full', reason !== undefined && 'scale-105 blur-2xl')}>{children}</div>
      {reason !== undefined && !loading && (
        <div className="absolute inset-0 z-10 flex flex-col items-center justify-center gap-3 bg-black/60 p-4 text-center text-white">
          <p>{t(`veil_${reason}`)}</p>
          <Button icon={EyeIcon} onClick={() => { reveal(medium.id); }}>{t('show')}</Button>
        </div>
      )}
    </div>
  );
}
