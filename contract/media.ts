/** What is known of a medium before any analysis. */
import { z } from 'zod';
import { Milliseconds, Sha256 } from './units.ts';

export const MediaKind = z.enum(['video', 'image', 'audio']);
export type MediaKind = z.infer<typeof MediaKind>;

/** Where a medium that was loaded from an address comes from, and on whose word it is used. */
export const MediaOrigin = z.object({
  /** Without credentials and without parameters that might be secret. */
  url: z.string(),
  title: z.string().optional(),
  author: z.string().optional(),
  /** The site by the downloader's name for it. */
  site: z.string().optional(),
  /** YYYY-MM-DD, as the site says. */
  publishedOn: z.string().optional(),
  /** ISO 8601 with time zone. */
  retrievedAt: z.iso.datetime({ offset: true }),
  /** Who said that the medium may be used, and in which way. */
  rightConfirmed: z.object({ by: z.string(), how: z.enum(['option', 'environment']) }),
});
export type MediaOrigin = z.infer<typeof MediaOrigin>;

export const Media = z.object({
  id: z.string(),
  /** Path below the folder that was analysed, with forward slashes; the bare name for a single file. */
  fileName: z.string(),
  kind: MediaKind,
  sha256: Sha256,
  sizeBytes: z.int().nonnegative(),
  /** 0 for photos. What the container promises; a damaged file may hold less (see the runs' coverage). */
  durationMs: Milliseconds,
  /** Pixels as displayed: after rotation, with square pixels. */
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  /** Average frames per second. */
  fps: z.number().positive().optional(),
  /** True where frames do not come at a steady rate. */
  variableFrameRate: z.boolean().optional(),
  /** Clockwise degrees that the file asks a player to turn its pictures by. */
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]).optional(),
  hasAudio: z.boolean(),
  container: z.string(),
  videoCodec: z.string().optional(),
  audioCodec: z.string().optional(),
  bitsPerSample: z.int().positive().optional(),
  sampleRateHz: z.int().positive().optional(),
  audioChannels: z.int().positive().optional(),
  /** When the picture was taken, as the camera wrote it (local time, no zone): YYYY-MM-DDTHH:MM:SS. */
  takenAt: z.string().optional(),
  camera: z.string().optional(),
  /** Only of media that were loaded from an address. */
  origin: MediaOrigin.optional(),
  /** What was odd but did not stop the analysis, in plain words. */
  warnings: z.array(z.string()).optional(),
});
export type Media = z.infer<typeof Media>;
