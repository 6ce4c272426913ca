/**
 * The one way on which pictures of a medium reach a model elsewhere: analyzers hold names of pictures, their bytes stay
 * here, and go out with a question only after the minors' gate freed the shot that each of them is of. Closed in case of
 * doubt: without a gate, and where the gate failed, nothing is ever freed.
 */
import { waitedFor, type Frame, type FrameBatch, type KeptPicture, type PictureRequest, type Pictures, type PictureVerdict, type TextGenerator, type VisionLanguage } from '@aima/sdk';
import { isHeld, type Gate } from '../gate/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { workMeter } from '../kernel/work-meter.ts';
import { encodeJpeg } from '../media/index.ts';

/** Fit for a model that reads text in the picture. */
const JPEG_QUALITY = 88;
/** A time is rounded to a millisecond, and the first picture of a shot may be told as the last of the one before. */
const ROUNDING_MS = 1;

export interface LentPictures extends Pictures {
  /** @param alive called for every piece of an answer, so that a slow model does not count as a hanging analyzer */
  shownTo(model: TextGenerator<PictureRequest>, alive: () => void): VisionLanguage;
}

/** Its verdicts in the times of the frames. A shot that goes on behind this part of a film may yet be held as a whole. */
type Judge = Pick<Gate, 'state'> & Partial<Pick<Gate, 'openShot'>>;

/**
 * @param gate undefined where none runs
 * @param offsetMs where the part that is looked at begins within its film
 */
export function lentPictures(gate: Judge | undefined, offsetMs = 0): LentPictures {
  const bytesOf = new WeakMap<KeptPicture, Uint8Array>();
  const kept = new WeakMap<Frame, Promise<KeptPicture>>();

  const encode = async ({ atMs, pixels }: Frame, { width, height }: Pick<FrameBatch, 'width' | 'height'>): Promise<KeptPicture> => {
    const picture: KeptPicture = Object.freeze({ atMs, width, height });
    bytesOf.set(picture, await encodeJpeg({ pixels, width, height }, JPEG_QUALITY));
    return picture;
  };
  const verdict = (picture: KeptPicture): PictureVerdict => {
    if (!gate || !bytesOf.has(picture)) return 'undecided';
    const { decidedUntilMs, holds } = gate.state();
    const [fromMs, toMs] = [Math.max(0, picture.atMs - ROUNDING_MS), picture.atMs + ROUNDING_MS];
    if (isHeld(holds, fromMs, toMs)) return 'held';
    const goesOnFromMs = (gate.openShot?.()?.fromMs ?? Infinity) - offsetMs;
    return toMs < Math.min(decidedUntilMs, goesOnFromMs) ? 'free' : 'undecided';
  };
  const shown = (picture: KeptPicture): Uint8Array => {
    const bytes = bytesOf.get(picture);
    if (!bytes || verdict(picture) !== 'free') throw new AppError('ANALYZER_FAILED', 'It asked a model elsewhere about a picture that the check before it has not freed.');
    return bytes;
  };

  return {
    verdict,
    keep(frame, batch) {
      const known = kept.get(frame);
      if (known) return waitedFor(known);
      const made = encode(frame, batch);
      kept.set(frame, made);
      return made;
    },
    shownTo: (model, alive) => ({
      async answerAs(schema, name, { pictures, ...request }) {
        const images = pictures.map(({ picture, caption }) => ({ bytes: shown(picture), type: 'image/jpeg' as const, caption }));
        const meter = workMeter.getStore();
        const from = performance.now();
        try {
          return await model.generateAs(schema, name, { ...request, images, onText: (piece) => { alive(); request.onText?.(piece); } });
        } finally {
          alive();
          // Answers that are waited for side by side count side by side, like the calls of networks here.
          if (meter) meter.workedMs += performance.now() - from;
        }
      },
    }),
  };
}
