/** The status of a run: symbol, colour and word, always all three. */
import { ArrowPathIcon, CheckCircleIcon, ClockIcon, EllipsisHorizontalCircleIcon, ExclamationCircleIcon, LockClosedIcon, MinusCircleIcon, XCircleIcon } from '@heroicons/react/20/solid';
import { percent } from '#lib/format.ts';
import type { Icon } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { isPartial, type CellState, type Run } from './run-cells.ts';
import { useWords } from './words.ts';

const LOOKS: Readonly<Record<CellState, { icon: Icon; colour: string; cell: string }>> = {
  later: { icon: EllipsisHorizontalCircleIcon, colour: 'text-muted', cell: '' },
  none: { icon: EllipsisHorizontalCircleIcon, colour: 'text-muted', cell: '' },
  waiting: { icon: ClockIcon, colour: 'text-muted', cell: 'bg-ink/5' },
  running: { icon: ArrowPathIcon, colour: 'text-link', cell: 'bg-primary/15' },
  done: { icon: CheckCircleIcon, colour: 'text-success-ink', cell: 'bg-success/15' },
  failed: { icon: ExclamationCircleIcon, colour: 'text-danger-ink', cell: 'bg-danger/15' },
  cancelled: { icon: XCircleIcon, colour: 'text-warning-ink', cell: 'bg-warning/15' },
  held: { icon: LockClosedIcon, colour: 'text-warning-ink', cell: 'bg-warning/25' },
  not_run: { icon: MinusCircleIcon, colour: 'text-muted', cell: 'bg-ink/10' },
};

/** Of the whole cell. */
export const cellColour = (state: CellState): string => LOOKS[state].cell;

export function useStatusWord(): (state: CellState, run?: Run) => string {
  const t = useWords();
  return (state, run) => (run && (isPartial(run) || (run.status === 'running' && run.coverage > 0 && run.coverage < 1)) ? (run.status === 'done' ? t('partial', { share: percent(run.coverage) }) : `${t('status_running')}, ${percent(run.coverage)}`) : t(`status_${state}`));
}

const KNOWN = ['no_audio', 'unsupported_media', 'needs_full_tier', 'language_needs_full_tier', 'no_history', 'nothing_to_compare', 'too_long', 'not_selected', 'lite_instead_of_full', 'CANCELLED', 'possible_minor', 'age_unknown', 'age_uncertain', 'UPSTREAM_FAILED'] as const;

/** Why it is not simply done: the page's words where it has some, since a run speaks the language of its job. */
export function useReason(): (run: Run) => string | undefined {
  const t = useWords();
  return ({ reason, message }) => {
    const known = KNOWN.find((each) => each === reason);
    return known ? t(`reason_${known}`) : message ?? reason;
  };
}

export function StatusIcon({ state }: { state: CellState }) {
  const { icon: Icon, colour } = LOOKS[state];
  return <Icon className={classes('size-5 shrink-0', colour, state === 'running' && 'animate-spin [animation-duration:3s]')} aria-hidden />;
}

export function StatusWord({ state, run, className }: { state: CellState; run?: Run | undefined; className?: string }) {
  const wordOf = useStatusWord();
  return <span className={classes('inline-flex items-center gap-1', className)}><StatusIcon state={state} /><span className={LOOKS[state].colour}>{wordOf(state, run)}</span></span>;
}

/** As in the catalogue; a narrow place breaks it between its words. */
export function AnalyzerName({ name }: { name: string }) {
  return <>{name.split('_').map((word, i) => (i === 0 ? word : <span key={i}>_<wbr />{word}</span>))}</>;
}
