/** How a job looks: the four cards of its stages, and the icon of its state. Words always stand beside them. */
import type { components } from '@aima/contract/client';
import { ArchiveBoxIcon, CheckCircleIcon, ClipboardDocumentCheckIcon, ClockIcon, CpuChipIcon, ExclamationCircleIcon, FolderOpenIcon, LockClosedIcon, PauseCircleIcon, PencilSquareIcon, PlayCircleIcon, TrashIcon, XCircleIcon } from '@heroicons/react/20/solid';
import type { Icon } from '#ui/button.tsx';

export type Job = components['schemas']['AnalysisJob'];
export type JobStage = Job['stage'];
export type JobState = Job['state'];

export interface StageLook {
  /** Of the whole card; the text on it is dark in every theme. */
  card: string;
  /** A ring that breathes around the card, unless the person wants no motion. */
  pulses: boolean;
  icon?: Icon;
}

/** JOB-10 to JOB-13. */
export const STAGE_LOOKS: Readonly<Record<JobStage, StageLook>> = {
  created: { card: 'bg-stage-created border-2 border-dotted border-stage-ink/50', pulses: false },
  ml_done: { card: 'bg-stage-ml border-2 border-solid border-stage-ink/30', pulses: false },
  llm: { card: 'bg-stage-llm border-2 border-solid border-stage-ink/30', pulses: true },
  done: { card: 'bg-stage-done border-2 border-solid border-stage-ink/30', pulses: false, icon: CheckCircleIcon },
};

/** Cards are light in the dark theme, too: what stands on them takes the colours of the light one. */
export const ON_STAGE = 'text-stage-ink [--color-ink:var(--color-stage-ink)] [--color-muted:#374151] [--color-link:#1e40af] [--color-edge:#6b7280] [--color-danger-ink:#991b1b] [--color-success-ink:#065f46] [--color-warning-ink:#78350f]';

export const STATE_ICONS: Readonly<Record<JobState, Icon>> = {
  preparing: PencilSquareIcon, ready: PlayCircleIcon, queued: ClockIcon, analysing: CpuChipIcon, paused: PauseCircleIcon, awaiting_review: ClipboardDocumentCheckIcon,
  failed: ExclamationCircleIcon, cancelled: XCircleIcon, held: LockClosedIcon, wiping: TrashIcon, archived: ArchiveBoxIcon, idle: FolderOpenIcon,
};

/** Something works for it right now, so that its progress moves. */
export const isMoving = (state: JobState): boolean => state === 'queued' || state === 'analysing' || state === 'wiping';

/** States in which the person has to do something; a card says what. */
const WAITS_FOR_PERSON = ['preparing', 'ready', 'awaiting_review', 'failed', 'held'] as const;
export const waitsForPerson = (state: JobState): (typeof WAITS_FOR_PERSON)[number] | undefined => WAITS_FOR_PERSON.find((each) => each === state);

/** The day that matters on its card. */
export const dateOf = ({ completedAt, finishedAt, startedAt, createdAt }: Pick<Job, 'completedAt' | 'finishedAt' | 'startedAt' | 'createdAt'>): string => completedAt ?? finishedAt ?? startedAt ?? createdAt;
