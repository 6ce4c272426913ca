/** Media of the library, what is known of them before any analysis, their storage and deletion. */
import { z } from 'zod';
import { Media, MediaKind } from '../media.ts';
import { Sha256 } from '../units.ts';
import { PageQuery } from './paging.ts';

const at = z.iso.datetime();
const bytes = z.int().nonnegative();

export const MediaPicturesState = z.enum(['waiting', 'done', 'failed', 'removed']);

/** `unrated`: nothing has looked at all of it yet, so nothing is known. */
export const Explicitness = z.enum(['unrated', 'none', 'suggestive', 'explicit']);

export const MediaItem = z.object({
  id: z.string(),
  name: z.string().describe('What people call it; can be changed'),
  state: z.enum(['stored', 'wiping', 'wiped']),
  kind: MediaKind.optional(),
  contentType: z.string(),
  sizeBytes: bytes,
  storedBytes: bytes.describe('With encryption and pictures'),
  sha256: Sha256,
  durationMs: z.int().nonnegative(),
  facts: Media.optional(),
  ownerId: z.string().optional(),
  jobIds: z.array(z.string()),
  held: z.boolean().describe("The minors' gate holds it or a part of it: no pictures are shown"),
  explicitness: Explicitness.describe('The highest level that the rating found in it, over all its jobs; what people rejected does not count'),
  pictures: MediaPicturesState,
  picturesFailure: z.string().optional(),
  thumbnails: z.array(z.object({ size: z.string(), width: z.int(), height: z.int() })),
  storyboard: z.boolean(),
  waveform: z.boolean(),
  playable: z.boolean().describe('Every browser plays `content` as it is; else HLS'),
  takenAt: z.string().optional().describe('As the camera wrote it, a local time without a zone'),
  place: z.object({ latitude: z.number(), longitude: z.number() }).optional().describe('Only where the workspace allows places'),
  createdAt: at,
  deleteAt: at.optional().describe('Deleted then, unless a job with it is confirmed before'),
  wipeReason: z.string().optional(),
  version: z.int().nonnegative(),
}).meta({ id: 'MediaItem' });
export type MediaItem = z.infer<typeof MediaItem>;

const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

export const MediaQuery = PageQuery.extend({
  kind: MediaKind.optional(),
  state: z.enum(['stored', 'wiping', 'wiped']).optional().describe('`stored` unless named'),
  text: z.string().max(200).optional().describe('Part of the name'),
  jobId: z.uuid().optional(),
  ungrouped: flag.optional().describe('In no job'),
  held: flag.optional(),
  from: z.iso.datetime({ offset: true }).optional().describe('Stored at this time or later'),
  to: z.iso.datetime({ offset: true }).optional().describe('Stored before'),
  sort: z.enum(['newest', 'name', 'largest', 'longest', 'taken']).default('newest').describe('`taken` lists only media that say when they were taken'),
});

export const MediaChange = z.strictObject({ name: z.string().trim().min(1).max(255) }).meta({ id: 'MediaChange' });

export const KnownContentQuery = z.strictObject({ sha256: z.array(Sha256).min(1).max(1000) }).meta({ id: 'KnownContentQuery' });
export const KnownContent = z.object({ items: z.array(z.object({ sha256: Sha256, mediaId: z.string() })) }).meta({ id: 'KnownContent' });

export const ThumbnailSize = z.enum(['small', 'medium', 'large']);

export const StoryboardIndex = z.object({
  columns: z.int(), rows: z.int(), tileWidth: z.int(), tileHeight: z.int(),
  timesMs: z.array(z.int()).describe('Of the tiles, row by row'),
}).meta({ id: 'StoryboardIndex' });

export const Waveform = z.object({
  stretchMs: z.number(),
  peaks: z.array(z.int().min(-128).max(127)).describe('Lowest and highest sample of each stretch in turn'),
}).meta({ id: 'Waveform' });

export const GroupProposal = z.object({
  kind: z.enum(['parts', 'photo_series', 'camera_sequence']),
  name: z.string(),
  mediaIds: z.array(z.string()).describe('In their order'),
  confidence: z.number().min(0).max(1),
  because: z.object({ en: z.string(), de: z.string() }),
}).meta({ id: 'GroupProposal' });
export type GroupProposal = z.infer<typeof GroupProposal>;

export const GroupRequest = z.strictObject({ mediaIds: z.array(z.string().max(100)).min(1).max(5000).optional().describe('All that are in no job unless named') }).meta({ id: 'GroupRequest' });
export type GroupRequest = z.infer<typeof GroupRequest>;
export const GroupProposals = z.object({ items: z.array(GroupProposal) }).meta({ id: 'GroupProposals' });

const Use = z.object({ mediaCount: bytes, sizeBytes: bytes, storedBytes: bytes, pictureBytes: bytes, uploadCount: bytes, uploadBytes: bytes });
export const StorageStatus = z.object({
  workspace: Use,
  databaseBytes: bytes.describe('Results, jobs and everything else in rows, of the whole installation'),
  capacity: z.object({ freeBytes: bytes, totalBytes: bytes, usedShare: z.number() }).optional().describe('Absent where the place has no known limit'),
  alert: z.enum(['none', 'warning', 'critical']).describe('warning from 80 %, critical from 95 %'),
}).meta({ id: 'StorageStatus' });

export const PlannedDeletion = z.object({
  mediaId: z.string(), name: z.string(), sizeBytes: bytes, deleteAt: at, remainingMs: z.number(),
  postponed: z.boolean().describe('A job works on it at the moment'),
}).meta({ id: 'PlannedDeletion' });
export const PlannedDeletions = z.object({ items: z.array(PlannedDeletion) }).meta({ id: 'PlannedDeletions' });
export const PlannedDeletionQuery = z.object({ withinDays: z.coerce.number().int().min(0).max(3650).default(3650), limit: z.coerce.number().int().min(1).max(1000).default(100) });

export const StorageLogEntry = z.object({
  id: z.string(), at, action: z.string().describe('stored, refused, expired, key_destroyed, wiped, pictures_made, pictures_removed'),
  objectId: z.string(), reason: z.string(), actor: z.string(), bytes,
}).meta({ id: 'StorageLogEntry' });

export const LibrarySettings = z.object({
  retentionDays: z.int().min(1).max(3650).describe('Media whose job nobody confirmed are deleted after so many days'),
  readPlaces: z.boolean().describe('Whether GPS of photos is read'),
}).meta({ id: 'LibrarySettings' });
export type LibrarySettings = z.infer<typeof LibrarySettings>;
