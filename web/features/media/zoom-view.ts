/** Where an enlarged picture lies in its frame, from the middle of it, in pixels. */

export interface View { scale: number; x: number; y: number }
interface Size { width: number; height: number }

export const fitted: View = { scale: 1, x: 0, y: 0 };
const MOST = 8;

const limit = (value: number, most: number): number => Math.min(most, Math.max(-most, value));

/** The picture never leaves its frame. */
const kept = ({ scale, x, y }: View, { width, height }: Size): View => (scale <= 1 ? fitted : { scale, x: limit(x, (width * (scale - 1)) / 2), y: limit(y, (height * (scale - 1)) / 2) });

/** What is under `at` stays there. */
export function grown(view: View, factor: number, at: { x: number; y: number }, size: Size): View {
  const scale = Math.min(MOST, Math.max(1, view.scale * factor));
  const real = scale / view.scale;
  return kept({ scale, x: at.x - (at.x - view.x) * real, y: at.y - (at.y - view.y) * real }, size);
}

export const moved = (view: View, x: number, y: number, size: Size): View => kept({ ...view, x: view.x + x, y: view.y + y }, size);
