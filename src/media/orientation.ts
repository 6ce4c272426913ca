/** How stored pictures are turned and mirrored to stand upright. */

export type Rotation = 0 | 90 | 180 | 270;

export interface Orientation {
  /** Clockwise degrees, applied after the mirror. */
  rotation: Rotation;
  /** Left and right are swapped first. */
  mirrored: boolean;
}

export const UPRIGHT: Orientation = { rotation: 0, mirrored: false };

export const swapsSides = ({ rotation }: Orientation): boolean => rotation === 90 || rotation === 270;

/** The eight values of EXIF's Orientation tag; anything else is upright. */
export function fromExif(value: unknown): Orientation {
  switch (value) {
    case 2: return { rotation: 0, mirrored: true };
    case 3: return { rotation: 180, mirrored: false };
    case 4: return { rotation: 180, mirrored: true };
    case 5: return { rotation: 270, mirrored: true };
    case 6: return { rotation: 90, mirrored: false };
    case 7: return { rotation: 90, mirrored: true };
    case 8: return { rotation: 270, mirrored: false };
    default: return UPRIGHT;
  }
}

/**
 * The matrix as ffprobe prints it: nine numbers, a b u / c d v / x y w, 16.16 fixed point.
 * A point (x, y) of the stored picture lands on (a·x + c·y, b·x + d·y), y downwards. Turns that are no quarter turns are
 * taken to the nearest one.
 */
export function fromDisplayMatrix(text: string): Orientation {
  const numbers = text.split('\n').flatMap((line) => line.replace(/^\s*[0-9a-f]+:/, '').trim().split(/\s+/)).filter((word) => word !== '').map(Number);
  const [a = 1, b = 0, , c = 0, d = 1] = numbers;
  if (numbers.length < 9 || numbers.some((n) => Number.isNaN(n))) return UPRIGHT;
  const mirrored = a * d - b * c < 0;
  // Undo the mirror (x → −x happens first), then read off the turn of the x axis.
  const degrees = (Math.atan2(mirrored ? -b : b, mirrored ? -a : a) * 180) / Math.PI;
  return { rotation: quarter(degrees), mirrored };
}

function quarter(degrees: number): Rotation {
  const turns = ((Math.round(degrees / 90) % 4) + 4) % 4;
  return turns === 1 ? 90 : turns === 2 ? 180 : turns === 3 ? 270 : 0;
}

/** ffmpeg filters that do it. */
export function uprightFilters({ rotation, mirrored }: Orientation): string[] {
  const turn: Record<Rotation, string[]> = { 0: [], 90: ['transpose=clock'], 180: ['hflip', 'vflip'], 270: ['transpose=cclock'] };
  return [...(mirrored ? ['hflip'] : []), ...turn[rotation]];
}
