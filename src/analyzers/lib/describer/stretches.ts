/** Parts of shots → the stretches that one question each is about, and which of their pictures are shown. */
import type { KeptPicture, PictureVerdict } from '@aima/sdk';
import type { Candidate, ShotPart } from './shot-pictures.ts';

export interface Stretch {
  startMs: number;
  endMs: number;
  parts: readonly ShotPart[];
}

export interface Joining {
  /** Shots go together up to this; 0: each stays by itself. */
  upToMs: number;
  /** Shorter ones go together with what follows, whatever `upToMs` says. */
  leastMs: number;
}

export const stretchOf = (parts: readonly ShotPart[]): Stretch => ({ startMs: parts[0]?.startMs ?? 0, endMs: parts.at(-1)?.endMs ?? 0, parts });

/** Collects parts in order; returns the stretch that ended because this part no longer fits in, if one did. */
export function joinParts({ upToMs, leastMs }: Joining): { add(part: ShotPart): Stretch | undefined; end(): Stretch | undefined } {
  let open: ShotPart[] = [];
  const close = (): Stretch | undefined => {
    const parts = open;
    open = [];
    return parts.length > 0 ? stretchOf(parts) : undefined;
  };
  return {
    add(part) {
      const startMs = open[0]?.startMs ?? part.startMs;
      const soFarMs = (open.at(-1)?.endMs ?? startMs) - startMs;
      const fits = part.endMs - startMs < upToMs || soFarMs + 1 < leastMs;
      const ended = fits ? undefined : close();
      open.push(part);
      return ended;
    },
    end: close,
  };
}

type Verdict = (picture: KeptPicture) => PictureVerdict;

/** The part with what may be shown of it; undefined where nothing may. Next to a held shot a picture may be held for a rounded millisecond. */
function freed(part: ShotPart, verdict: Verdict): ShotPart | undefined {
  const candidates = part.candidates.filter(({ picture }) => verdict(picture) === 'free');
  return candidates.length > 0 ? { ...part, candidates } : undefined;
}

export const isDecided = ({ parts }: Stretch, verdict: Verdict): boolean => parts.every(({ candidates }) => candidates.every(({ picture }) => verdict(picture) !== 'undecided'));

/** Length of the parts on which there is no word. */
export const undecidedMs = ({ parts }: Stretch, verdict: Verdict): number => parts
  .filter(({ candidates }) => candidates.length > 0 && candidates.every(({ picture }) => verdict(picture) === 'undecided')).reduce((sum, { startMs, endMs }) => sum + endMs - startMs + 1, 0);

/** What of it may be shown, divided where something held lies between. */
export function freeStretches({ parts }: Stretch, verdict: Verdict): Stretch[] {
  const groups: ShotPart[][] = [[]];
  for (const part of parts) {
    const free = part.candidates.length === 0 ? part : freed(part, verdict);
    // What nobody saw may share the fate of what is held before it, so no group begins with it.
    if (!free || (part.candidates.length === 0 && groups.at(-1)?.length === 0)) groups.push([]);
    else groups.at(-1)?.push(free);
  }
  return groups.flatMap((group) => {
    const last = group.findLastIndex(({ candidates }) => candidates.length > 0);
    return last < 0 ? [] : [stretchOf(group.slice(0, last + 1))];
  });
}

/** The sharpest near the middle of each of `count` equally long slots. */
function spread({ startMs, endMs, candidates }: ShotPart, count: number): KeptPicture[] {
  const slotMs = (endMs - startMs + 1) / count;
  return Array.from({ length: count }, (_, slot) => {
    const fromMs = startMs + slot * slotMs;
    const score = ({ picture: { atMs }, sharpness }: Candidate): number => sharpness * (1 - Math.abs(atMs - fromMs - slotMs / 2) / slotMs);
    const inSlot = candidates.filter(({ picture: { atMs } }) => atMs >= fromMs && atMs < fromMs + slotMs);
    return inSlot.reduce<Candidate | undefined>((best, each) => (best && score(best) >= score(each) ? best : each), undefined)?.picture;
  }).filter((picture) => picture !== undefined);
}

/** At most `most` pictures in order of time: one of each shot, the longer ones more; of too many shots evenly some. */
export function picturesOf({ parts }: Stretch, most: number): KeptPicture[] {
  const seen = parts.filter(({ candidates }) => candidates.length > 0);
  const shown = seen.length <= most ? seen : Array.from({ length: most }, (_, i) => seen[Math.floor(((i + 0.5) * seen.length) / most)]).filter((part) => part !== undefined);
  const counts = shown.map(() => 1);
  const length = (i: number): number => (shown[i]?.endMs ?? 0) - (shown[i]?.startMs ?? 0) + 1;
  for (let left = most - shown.length; left > 0; left--) {
    const open = counts.map((count, i) => ({ i, share: count < (shown[i]?.candidates.length ?? 0) ? length(i) / count : 0 })).sort((a, b) => b.share - a.share);
    const [longest] = open;
    if (!longest || longest.share === 0) break;
    counts[longest.i] = (counts[longest.i] ?? 1) + 1;
  }
  return shown.flatMap((part, i) => spread(part, counts[i] ?? 1));
}

/** The same stretch with no more pictures than may be shown, and one of each shot at least: by it the gate's word on the shot is known. */
export function trimmed(stretch: Stretch, most: number): Stretch {
  const shown = new Set(picturesOf(stretch, most));
  const sharpest = (candidates: readonly Candidate[]): Candidate[] => candidates.toSorted((a, b) => b.sharpness - a.sharpness).slice(0, 1);
  return stretchOf(stretch.parts.map((part) => {
    const kept = part.candidates.filter(({ picture }) => shown.has(picture));
    return { ...part, candidates: kept.length > 0 ? kept : sharpest(part.candidates) };
  }));
}
