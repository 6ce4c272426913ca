/** Why a tab has nothing to show: not run, ran and found nothing, failed, still to come. Pure. */
import type { JobMedium } from '../model/player-context.tsx';

export type Run = JobMedium['runs'][number];

/** `done` here: it ran and found nothing. `partial`: not all of the medium was analysed. */
export type RunState = Run['status'] | 'partial';

export const stateOf = ({ status, coverage }: Run): RunState => (status === 'done' && coverage < 1 ? 'partial' : status);

/** Reasons with words of their own on the page; others have the server's message. */
const KNOWN = ['not_selected', 'needs_full_tier', 'language_needs_full_tier', 'no_audio', 'no_history', 'unsupported_media', 'too_long'] as const;
export type KnownReason = (typeof KNOWN)[number];
export const knownReason = (reason: string | undefined): KnownReason | undefined => KNOWN.find((each) => each === reason);

/** The analyzers that a tab shows could not have said anything of such a medium. */
const isPointless = ({ status, reason }: Run): boolean => status === 'not_run' && (reason === 'unsupported_media' || reason === 'not_selected');

/** Of those analyzers, what is worth telling. */
export const worthTelling = (runs: readonly Run[], analyzers: readonly string[]): readonly Run[] => runs.filter((run) => analyzers.includes(run.analyzer) && !isPointless(run));
