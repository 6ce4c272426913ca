/** Photos that are the same: by their bytes, by their picture, or nearly so. */
import { hashDistance, isPlain, layoutDistance, type Look } from './look.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';

export interface Duplicates {
  kind: 'exact' | 'same_picture' | 'near';
  /** Indices, in the list's order. */
  photos: number[];
  best: number;
  hashBits?: number;
  confidence: number;
}

/**
 * Bits of the two hashes (63 and 128) and mean steps of the layout (0..255). Measured on 48 photos and frames with 13
 * kinds of changes each: re-encoded, scaled, blurred, lighter, darker, warmer and grey ones differ by at most 6 and 12 bits;
 * cut by 3..5 % or turned by 2° by at most 16 and 33; of 1,128 pairs of different pictures all nearer than that were of one
 * scene and camera position.
 */
const SAME = { cosineBits: 6, differenceBits: 12, layout: 16 } as const;
const NEAR = { cosineBits: 14, differenceBits: 26, layout: 10 } as const;
/** Width by height may differ by so much. */
const MOST_STRETCHED = 1.15;
/** Files round the clock of one exposure by less. */
const SAME_MOMENT_MS = 1_000;

type Nearness = 'same_picture' | 'near';

/** How near two looks are; undefined for different pictures and for plain surfaces, whose hashes say nothing. */
function nearness(a: Look, b: Look): Nearness | undefined {
  const cosineBits = hashDistance(a.cosineHash, b.cosineHash);
  if (cosineBits > NEAR.cosineBits) return undefined;
  const differenceBits = hashDistance(a.differenceHash, b.differenceHash);
  if (differenceBits > NEAR.differenceBits || isPlain(a) || isPlain(b)) return undefined;
  const layout = layoutDistance(a, b, true);
  if (cosineBits <= SAME.cosineBits && differenceBits <= SAME.differenceBits && layout <= SAME.layout) return 'same_picture';
  return layout <= NEAR.layout ? 'near' : undefined;
}

const shapeOf = ({ width, height }: SeriesPhotoFacts): number => width / height;

/** True where clock or counter says that the shutter went twice. */
function takenTwice(a: SeriesPhotoFacts, b: SeriesPhotoFacts): boolean {
  const [first, second] = [a.capture, b.capture];
  if (first.wallMs !== undefined && second.wallMs !== undefined && first.field !== 'modified' && second.field !== 'modified') {
    const apart = Math.abs(first.wallMs - second.wallMs);
    if (apart >= SAME_MOMENT_MS || (apart > 0 && first.subSecond === true && second.subSecond === true)) return true;
    // A copy keeps the time of its original; two numbers of one camera and second are two photos.
    return a.name.familiar && a.name.family === b.name.family && a.name.numbers.slice(0, -1).some((number, i) => number !== b.name.numbers[i]);
  }
  return false;
}

/** How near two photos are; `near` where one picture is ruled out, because the shutter went twice. */
export function kindOf(a: SeriesPhotoFacts, b: SeriesPhotoFacts): Nearness | undefined {
  if (!a.look || !b.look) return undefined;
  const stretched = shapeOf(a) / shapeOf(b);
  if (stretched > MOST_STRETCHED || stretched < 1 / MOST_STRETCHED) return undefined;
  const near = nearness(a.look, b.look);
  return near === 'same_picture' && takenTwice(a, b) ? 'near' : near;
}

/** The better one first: more pixels, then more bytes, then the list's order. */
const byQuality = (photos: readonly SeriesPhotoFacts[]) => (a: number, b: number): number => {
  const [first, second] = [photos[a], photos[b]];
  if (!first || !second) return a - b;
  return second.width * second.height - first.width * first.height || second.sizeBytes - first.sizeBytes || a - b;
};

function exactSets(photos: readonly SeriesPhotoFacts[]): Duplicates[] {
  const byContent = Map.groupBy(photos.map(({ sha256 }, index) => ({ sha256, index })), ({ sha256 }) => sha256);
  return [...byContent.values()].filter((same) => same.length > 1)
    .map((same) => ({ kind: 'exact', photos: same.map(({ index }) => index), best: same[0]?.index ?? 0, confidence: 1 }));
}

/**
 * Every photo is compared with the best one of each set, not with all members: a slow pan must not become one set from
 * end to end. Costs two bit counts a pair.
 */
function alikeSets(photos: readonly SeriesPhotoFacts[], wanted: Nearness, taken: ReadonlySet<number>): Duplicates[] {
  const order = photos.map((_, i) => i).filter((i) => photos[i]?.look !== undefined && !taken.has(i)).sort(byQuality(photos));
  const sets: { best: number; members: number[] }[] = [];
  const alone: number[] = [];
  const matches = (a: number, b: number): boolean => {
    const [first, second] = [photos[a], photos[b]];
    const kind = first && second ? kindOf(first, second) : undefined;
    return kind === 'same_picture' || (kind !== undefined && wanted === 'near');
  };
  for (const i of order) {
    const set = sets.find(({ best }) => matches(best, i));
    if (set) {
      set.members.push(i);
      continue;
    }
    const partner = alone.findIndex((other) => matches(other, i));
    if (partner < 0) alone.push(i);
    else sets.push({ best: alone.splice(partner, 1)[0] ?? i, members: [i] });
  }
  return sets.map(({ best, members }) => {
    const look = photos[best]?.look;
    const apart = members.map((i) => { const other = photos[i]?.look; return look && other ? hashDistance(look.cosineHash, other.cosineHash) : 0; });
    const hashBits = Math.max(...apart);
    return { kind: wanted, photos: [best, ...members].sort((a, b) => a - b), best, hashBits, confidence: Math.max(0.5, (wanted === 'near' ? 0.85 : 0.98) - hashBits * 0.015) };
  });
}

/**
 * Exact copies first; of each one stands for all in the search for the same picture, and of each of these sets one in the
 * search for nearly the same. A set names all its photos, so a copy may stand in three sets.
 */
export function findDuplicates(photos: readonly SeriesPhotoFacts[]): Duplicates[] {
  const exact = exactSets(photos);
  const copies = new Set(exact.flatMap(({ photos: same, best }) => same.filter((i) => i !== best)));
  const same = alikeSets(photos, 'same_picture', copies);
  const versions = new Set([...copies, ...same.flatMap(({ photos: members, best }) => members.filter((i) => i !== best))]);
  return [...exact, ...same, ...alikeSets(photos, 'near', versions)];
}
