/** What the library's use cases work with. */
import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '../db/index.ts';
import type { AppError } from '../kernel/app-error.ts';
import type { KeyRing, StorageDriver, Uploads } from '../storage/index.ts';
import { openBackground, turnstile, type Background } from './background.ts';
import { openSegmentCache, type SegmentCache } from './segment-cache.ts';

/** A folder of this machine from which media may be imported. */
export interface ImportFolder { name: string; path: string }

export interface LibraryOptions {
  maxFileBytes: number;
  /** An upload that nobody continues is removed after so long. */
  uploadLifeMs: number;
  /** An upload without a byte for so long is taken for broken off; what arrived is kept. */
  silenceMs: number;
  /** Where a workspace has not said otherwise. */
  retentionDays: number;
  importFolders: readonly ImportFolder[];
  /** ffmpeg processes for playback at one time. */
  transcodes: number;
  segmentCacheBytes: number;
  /** Uploads that are checked, and media whose pictures are made, at one time. */
  backgroundAtOnce: number;
}

export const STANDARD_LIBRARY: LibraryOptions = {
  maxFileBytes: 20 * 2 ** 30,
  uploadLifeMs: 24 * 3_600_000,
  silenceMs: 60_000,
  retentionDays: 30,
  importFolders: [],
  transcodes: 2,
  segmentCacheBytes: 64 * 2 ** 20,
  backgroundAtOnce: 2,
};

export interface LibraryParts {
  database: Database;
  /** Where finished media and their pictures lie. */
  driver: StorageDriver;
  /** Where uploads grow; one folder for all processes that serve them. */
  uploads: Uploads;
  /** The workspace's key and earlier ones. */
  workspaceKeys(workspaceId: string): Promise<KeyRing>;
  options: LibraryOptions;
  /** The job is there and takes media; throws what is against it. */
  demandJob?(tx: Transaction, jobId: string): Promise<void>;
  /** Puts a medium that was uploaded for a job into it; throws what keeps it out. */
  joinJob?(tx: Transaction, joined: { workspaceId: string; jobId: string; mediaId: string }): Promise<void>;
  /** Failures of work that no request waits for. Nothing secret stands in `about`. */
  onFailure?(error: AppError, about: string): void;
}

export interface Library extends LibraryParts {
  background: Background;
  /** Uploads that this process receives at the moment, by `receivingKey`. */
  receiving: Map<string, { stop(): void; ended: Promise<void> }>;
  /** Names this process in leases. */
  processId: string;
  transcoding: ReturnType<typeof turnstile>;
  segments: SegmentCache;
}

/** Whoever sends to an upload of another workspace must not be able to stop that one. */
export const receivingKey = (workspaceId: string, uploadId: string): string => `${workspaceId}/${uploadId}`;

export function openLibrary(parts: LibraryParts): Library {
  const { backgroundAtOnce, segmentCacheBytes, transcodes } = parts.options;
  return {
    ...parts,
    background: openBackground(backgroundAtOnce, (error, about) => parts.onFailure?.(error, about)),
    receiving: new Map(),
    processId: randomUUID(),
    transcoding: turnstile(transcodes),
    segments: openSegmentCache(segmentCacheBytes),
  };
}

/** What is received breaks off and is kept; what runs behind is aborted and goes on after the next start. */
export async function closeLibrary(library: Library): Promise<void> {
  for (const { stop } of library.receiving.values()) stop();
  await Promise.all([...library.receiving.values()].map(({ ended }) => ended));
  await library.segments.close();
  await library.background.close();
}
