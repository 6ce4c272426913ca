/** What of a job needs a person's look before it is completed. Pure. */

/** From here on a finding is called likely; the same border as everywhere on the page. */
export const UNCERTAIN_BELOW = 0.5;

export interface Review {
  held: number;
  uncertain: number;
  failed: number;
}

/** @param open findings nobody accepted or rejected yet @param openCertain those of them that are certain enough */
export const reviewOf = ({ held, open, openCertain, runCounts }: { held: number; open: number; openCertain: number; runCounts: Readonly<Record<string, number>> }): Review => ({
  held, uncertain: Math.max(0, open - openCertain), failed: (runCounts['failed'] ?? 0) + (runCounts['cancelled'] ?? 0),
});

export const needsALook = ({ held, uncertain, failed }: Review): number => held + uncertain + failed;
