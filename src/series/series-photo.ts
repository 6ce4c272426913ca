/** One photo of a series as far as a look into its file goes; plain data, nothing of a network in it. */
import type { CaptureFacts } from './capture-facts.ts';
import type { NameFacts } from './file-name.ts';
import type { Look } from './look.ts';

export interface SeriesPhotoFacts {
  /** Path below the folder that was given, with forward slashes. */
  fileName: string;
  sha256: string;
  mediaId: string;
  sizeBytes: number;
  width: number;
  height: number;
  capture: CaptureFacts;
  name: NameFacts;
  /** Absent where the picture could not be read, or must not be used. */
  look?: Look;
  /** The minors' gate held it. */
  held: boolean;
}
