/** How a photo lies in its frame while it is zoomed and moved. Pure; all lengths in CSS pixels. */

export interface Size { readonly width: number; readonly height: number }
export interface At { readonly x: number; readonly y: number }

/** `scale` 1: the whole photo, as large as it fits. `x` and `y`: its middle, counted from the middle of the frame. */
export interface View extends At { readonly scale: number }

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
const MOST_OVER_NATURAL = 8;
/** Small pictures may be looked at closely, too. */
const LEAST_OF_MOST = 8;

/** Size of the photo at scale 1. */
export function fitted(frame: Size, photo: Size): Size {
  if (frame.width <= 0 || frame.height <= 0 || photo.width <= 0 || photo.height <= 0) return { width: 0, height: 0 };
  const factor = Math.min(frame.width / photo.width, frame.height / photo.height);
  return { width: photo.width * factor, height: photo.height * factor };
}

/** Scale at which a pixel of the photo is one of the page. */
export const naturalScale = (frame: Size, photo: Size): number => {
  const { width } = fitted(frame, photo);
  return width > 0 ? photo.width / width : 1;
};

export const mostScale = (frame: Size, photo: Size): number => Math.max(LEAST_OF_MOST, naturalScale(frame, photo) * MOST_OVER_NATURAL);

const within = (value: number, most: number): number => Math.min(most, Math.max(-most, value)) + 0;

/** No empty stripe beside a photo that is larger than its frame; a smaller one stays in the middle. */
export function clamped({ scale, x, y }: View, frame: Size, photo: Size): View {
  const held = Math.min(mostScale(frame, photo), Math.max(1, scale));
  const { width, height } = fitted(frame, photo);
  return { scale: held, x: within(x, Math.max(0, (width * held - frame.width) / 2)), y: within(y, Math.max(0, (height * held - frame.height) / 2)) };
}

/** @param at stays where it is, counted from the middle of the frame */
export function zoomed(view: View, scale: number, at: At, frame: Size, photo: Size): View {
  const next = Math.min(mostScale(frame, photo), Math.max(1, scale));
  const factor = next / view.scale;
  return clamped({ scale: next, x: at.x - (at.x - view.x) * factor, y: at.y - (at.y - view.y) * factor }, frame, photo);
}

export const moved = (view: View, by: At, frame: Size, photo: Size): View => clamped({ ...view, x: view.x + by.x, y: view.y + by.y }, frame, photo);

/** Where the photo lies in its frame, from the top left. */
export function placed(view: View, frame: Size, photo: Size): { x: number; y: number; w: number; h: number } {
  const { width, height } = fitted(frame, photo);
  const [w, h] = [width * view.scale, height * view.scale];
  return { x: frame.width / 2 + view.x - w / 2, y: frame.height / 2 + view.y - h / 2, w, h };
}
