import { classes } from '#ui/class-names.ts';
import { STAGE_LOOKS, STATE_ICONS, type JobStage, type JobState } from './job-look.ts';
import { useJobWords } from './words.ts';

const FILLS: Readonly<Record<JobStage, string>> = { created: 'bg-stage-created border-dotted', ml_done: 'bg-stage-ml', llm: 'bg-stage-llm', done: 'bg-stage-done' };

/** The word of a stage in its colour. */
export function StageBadge({ stage }: { stage: JobStage }) {
  const t = useJobWords();
  const { icon: Icon } = STAGE_LOOKS[stage];
  return (
    <span className={classes('inline-flex shrink-0 items-center gap-1 rounded-full border border-stage-ink/50 px-2 py-0.5 text-xs font-semibold text-stage-ink', FILLS[stage])}>
      {Icon && <Icon className="size-4" aria-hidden />}{t(`stage_${stage}`)}
    </span>
  );
}

/** The word of a state with its icon. */
export function StateWord({ state, className }: { state: JobState; className?: string }) {
  const t = useJobWords();
  const Icon = STATE_ICONS[state];
  return <span className={classes('inline-flex items-center gap-1.5 font-medium', className)}><Icon className="size-5 shrink-0" aria-hidden />{t(`state_${state}`)}</span>;
}
