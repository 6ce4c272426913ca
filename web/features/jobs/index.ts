/** Door: how jobs look wherever they are listed, and what can be done with them. */
export { JobCard } from './job-card.tsx';
export { JobMenu } from './job-menu.tsx';
export type { Job } from './job-look.ts';
export { isFree, offerName, providerName, roundedSeconds, usdRange } from './offer-names.ts';
export { useProgress } from './live-progress.ts';
export { StageBadge, StateWord } from './stage-badge.tsx';
