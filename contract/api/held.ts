/** Shots of which nothing is told, and their release. */
import { z } from 'zod';
import { Milliseconds } from '../units.ts';

export const HeldReason = z.enum(['possible_minor', 'age_unknown', 'age_uncertain']);

export const HeldShot = z.object({
  id: z.string(),
  mediaId: z.string(),
  heldAt: z.iso.datetime(),
  releasedAt: z.iso.datetime().optional(),
  /** Where, why and what the law asks: for owners of the workspace alone. */
  startMs: Milliseconds.optional(),
  endMs: Milliseconds.optional().describe('Equal to startMs: the whole picture'),
  reason: HeldReason.optional(),
  message: z.string().optional(),
}).meta({ id: 'HeldShot' });
export type HeldShot = z.infer<typeof HeldShot>;

export const HeldShots = z.object({ items: z.array(HeldShot) }).meta({ id: 'HeldShots' });
export type HeldShots = z.infer<typeof HeldShots>;

/** Whoever releases says in words that the shot is not explicit, and answers for it. */
export const ReleaseConfirmation = z.strictObject({
  confirmation: z.literal('not explicit').describe('I looked at this shot and confirm that it is not explicit. Analyzers that describe persons, bodies, clothing or acts stay off it.'),
}).meta({ id: 'ReleaseConfirmation' });
export type ReleaseConfirmation = z.infer<typeof ReleaseConfirmation>;

/** All that an administrator learns of holds. */
export const HeldCounts = z.object({ items: z.array(z.object({ workspaceId: z.string(), held: z.int().nonnegative(), released: z.int().nonnegative() })) }).meta({ id: 'HeldCounts' });
export type HeldCounts = z.infer<typeof HeldCounts>;
