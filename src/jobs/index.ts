/**
 * The room's door: jobs from creation to the archive. docs/decisions/0012-jobs.md.
 *
 *   a person    createJob → estimateJob → startJob → (pauseJob, resumeJob, cancelJob, retryJob, rerunJob) → requestCompletion → confirmCompletion
 *   the work    startOrchestrator, in any number of processes
 *   others      joinJob within a transaction of theirs
 */
export { archiveJob, createTemplate, deleteTemplate, jobFromTemplate, listTemplates, restoreJob, reuseJob, searchArchive } from './archive.ts';
export { confirmCompletion, requestCompletion } from './completion.ts';
export { cancelJob, pauseJob, rerunJob, resumeJob, retryJob, startJob, type ControlParts } from './control.ts';
export { estimateJob, estimateMedia, type EstimateParts } from './estimate.ts';
export { addMedia, createJob, deleteJob, demandJobOpen, getJob, joinJob, listJobs, removeMedium, updateJob } from './manage.ts';
export { listJobMedia } from './job-media.ts';
export { profilesHere } from './profile-here.ts';
export { missingModels } from './missing-models.ts';
export { jobStack, type JobStackParts } from './job-stack.ts';
export { type OrchestratorParts } from './job-work.ts';
export { startOrchestrator, type Orchestrator } from './orchestrator.ts';
export { openMarket } from './offers/market.ts';
export { type RentedWork } from './rented-work.ts';
export { noteCost } from './settle-machines.ts';
export { openProviderKeys, type ProviderKeys } from './providers/provider-keys.ts';
export { listProviders, removeKey, setKey, testAllProviders, testOneProvider, unusableProviders, type ProviderParts } from './providers/providers.ts';
export { jobCosts, workspaceCosts, type CostParts } from './machines/costs.ts';
export { allOpenMachines, getMachine, listMachines } from './machines/machines.ts';
export { changeProvisioning, getProvisioning, stackEdits, undoProvisioning } from './machines/provisioning-settings.ts';
export { stopAllMachines, type StopParts } from './machines/stop-all.ts';
export { rentalTeller } from './machines/tell-rental.ts';
