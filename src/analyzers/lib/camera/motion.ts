/** Movement of the content around the middle of the frame; the camera moves the other way. */
export interface Motion {
  /** Pixels. */
  dx: number;
  dy: number;
  /** Natural logarithm of the magnification; positive: things grow. */
  zoom: number;
  /** Radians, clockwise as seen. */
  roll: number;
}

export const STILL: Motion = { dx: 0, dy: 0, zoom: 0, roll: 0 };
