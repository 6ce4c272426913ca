/**
 * Pictures that a model elsewhere is shown. The worker keeps them, an analyzer only names them: their bytes leave the
 * worker after the minors' gate has freed their shot, and in no other way.
 */
import type { z } from 'zod';
import type { Frame, FrameBatch } from './frames.ts';
import type { TextRequest } from './model.ts';

/** Stands for a picture that the worker keeps; it lives as long as somebody holds this. */
export interface KeptPicture {
  readonly atMs: number;
  readonly width: number;
  readonly height: number;
}

/** What the gate says of the shot that a picture is of. What nobody has judged, or could judge, stays `undecided`. */
export type PictureVerdict = 'free' | 'held' | 'undecided';

export interface Pictures {
  /** Copies a lent frame; everybody who keeps the same frame gets the same picture. */
  keep(frame: Frame, batch: Pick<FrameBatch, 'width' | 'height'>): Promise<KeptPicture>;
  /** While the medium is being read a verdict may be open; once `finish` is called, what is `undecided` stays so. */
  verdict(picture: KeptPicture): PictureVerdict;
}

/** A question about pictures, in the order in which they are shown. */
export interface VisionRequest extends TextRequest {
  pictures: readonly { picture: KeptPicture; caption: string }[];
}

/** A model with eyes, as an analyzer may ask it. */
export interface VisionLanguage {
  /** @throws AppError ANALYZER_FAILED for a picture that is not freed, and as TextGenerator does */
  answerAs<T>(schema: z.ZodType<T>, name: string, request: VisionRequest): Promise<T>;
}
