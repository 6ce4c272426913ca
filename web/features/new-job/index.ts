export { GroupProposals } from './group-proposals.tsx';
export { NewJob } from './new-job.tsx';
