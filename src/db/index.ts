/** The room's door: one database, embedded or on a server, the same SQL on both. SQL lives in this room alone. */
import type { Database } from './database.ts';
import { openEmbedded, type EmbeddedOptions } from './embedded.ts';
import { migrate } from './migrate.ts';
import { openServer } from './server.ts';

export type { Access, Database, Listening, Transaction } from './database.ts';
export { appendAudit, auditBehind, auditChains, auditHead, countActions, countAuditFaults, listAudit, type AuditFilter, type AuditHead, type AuditRow, type NewAuditEntry } from './audit.ts';
export { EVENT_CHANNEL, eventBounds, insertEvent, lastEvents, listEvents, trimEvents, type EventBounds } from './events.ts';
export { advanceCounters, backupTables, mayIdle, countTable, dropEverything, fillTable, forgetMediaWithoutKeys, freeze, holdConstraints, readTable, whatIsHere, type BackupTable, type TableLines } from './backup.ts';
export { appliedMigrations, migrateIn, type AppliedMigration } from './migrate.ts';
export { claimKey, endKeyClaims, finishKey, releaseKey, renewKey, sweepKeys, type KeptAnswer, type KeyClaim, type KeyedRequest } from './idempotency.ts';
export { releaseAllLeases, withLease, type LeaseOptions } from './lease.ts';
export { anonymiseFindings, deleteTemplate, insertTemplate, listTemplates, templateById, type JobTemplateRow } from './jobs-archive.ts';
export { claimedJob, claimJob, jobsWaiting, releaseAllJobClaims, releaseJobClaim, renewJobClaim, type ClaimedWork, type JobClaim } from './jobs-claims.ts';
export { addJobMedia, endJobMedium, endOpenRuns, hasFailures, jobCounts, jobMedia, keptRunIds, mediaToWipe, noteAdvance, removeJobMedium, reopenJobMedia, runCounts, storedMedia, type JobMediumRow, type MediumPlace } from './jobs-media.ts';
export { beginStep, clearWindows, endStep, loseOpenSteps, readWindow, stepsOf, writeWindow, type JobStepRow } from './jobs-steps.ts';
export {
  claimRental, committedMoney, insertRental, lockRentalMoney, openRentals, releaseAllRentalClaims, releaseRentalClaim, renewRentalClaim, rentalById, rentalsNamed, rentalsOfJob, unclaimedRentals, updateRental, wantRentalsEnded,
  type RentalRow, type WrittenRental,
} from './rentals.ts';
export { addCost, deleteJob, insertJob, jobById, listJobs, noteProgress, noteRentedCost, updateJob, type JobFilter, type JobPatch, type JobRow, type NewJobRow } from './jobs.ts';
export { jobActivity, type JobActivityRows } from './activity.ts';
export { countFound, searchObservationRows, type FoundRow } from './observation-search.ts';
export { countObservations, documentRows, insertObservations, listObservationRows, listObservations, observationById, type DocumentPlace, type ObservationFilter, type ObservationPage, type ObservationRow } from './observations.ts';
export {
  addTargets, correctionMeant, correctionRows, correctionsToRelay, insertCorrection, layersOf, lockAuthorLog, lockObservation, mediumOfObservation, selectedObservations, targetsOf, writeLayers,
  type CorrectionAnchor, type CorrectionRow, type RelayedCorrection, type SelectorField,
} from './corrections.ts';
export { deleteResultRows, documentJob, documentMedium, nextMedium, noteOrigin, resultEntries, type DocumentMedium, type ResultEntryFilter, type ResultEntryRow, type ResultSelection } from './results-documents.ts';
export { heldCounts, heldShotsOf, heldShotsOfJob, insertHeldShots, mediaWithPicturesToRemove, notePicturesRemoved, releaseHeldShot, withdrawObservations, type HeldShot } from './results-held.ts';
export { deleteKeyframePacks, insertKeyframePack, keyframePacks, type KeyframePack, type PackedFrame } from './results-keyframes.ts';
export { jobStateOf, lockResults, markRun, mediumDurationMs, putRun, replaceObservations, reusableRuns, runsOf, runState, storedRuns, type FinishedRun, type ReusableFilter, type RunFilter } from './results.ts';
export { findContents, findMedium, destroyKey, finishWipe, holdMedium, insertMedium, knownFiles, listMedia, mediaWithoutPictures, releaseMedium, renameMedium, setPictures, unfinishedJobsOf, unfinishedWipes, type MediaFilter, type MediaPictures, type MediaRow, type MediaSort, type NewMedium, type StoredPicture } from './media.ts';
export { librarySettings, listStorageLog, logStorage, plannedDeletions, raiseStorageAlert, saveLibrarySettings, databaseSize, storageUse, type LibrarySettingRow, type PlannedDeletion, type StorageAction, type StorageEntry, type StorageLogRow, type StorageUse } from './media-storage.ts';
export { endUpload, expiredUploads, findUpload, insertUpload, knownUploads, listUploads, moveUpload, removeUpload, unfinishedUploads, type NewUpload, type UploadFilter, type UploadRow, type UploadState } from './uploads.ts';
export * from './people-accounts.ts';
export * from './people-keys.ts';
export { countModelRows, deleteRows, incrementRow, insertRow, selectRows, updateRows, type Condition, type Row } from './people-rows.ts';
export * from './people-sessions.ts';
export * from './people-workspaces.ts';
export {
  addProvisioningPlan, deleteProviderKey, machineMeasures, noteMachineMeasure, providerKeys, provisioningPlan, provisioningPlans, setProviderKey,
  type MachineMeasureRow, type ProviderKeyRow, type ProvisioningPlanRow,
} from './providers.ts';
export { appendMachineLog, jobsOnRentedMachines, listMachines, machineById, machineLog, machineOwner, machinesOfJob, openMachines, type MachineRow, type NewMachineLog } from './machines.ts';
export { writeWhenBack } from './when-back.ts';
export { effectiveSettings, readSettings, standardSettings, writeSettings } from './settings.ts';
export { databaseVersion, jobsByState, pingDatabase, stillHolds } from './system.ts';

export interface DatabaseOptions extends EmbeddedOptions {
  /** A PostgreSQL server (17 or newer, with pgvector) in place of the embedded database; then `folder` is not touched. */
  url?: string;
}

/** Opens the database as it is, which may be empty: for restoring. @throws as openDatabase */
export const openAsItIs = (options: DatabaseOptions): Promise<Database> =>
  options.url === undefined ? openEmbedded(options) : openServer({ url: options.url, ...(options.queryLimitMs === undefined ? {} : { queryLimitMs: options.queryLimitMs }) });

/**
 * Opens the database and brings it to the newest schema.
 *
 * @throws AppError DATABASE_LOCKED, DATABASE_UNREACHABLE, DATABASE_INCOMPATIBLE, DISK_FULL, OUTPUT_UNWRITABLE
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = await openAsItIs(options);
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
