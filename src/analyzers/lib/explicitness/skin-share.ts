/**
 * Share of pixels that have the colour of skin: the chroma box of Chai and Ngan, 'Face Segmentation Using Skin-Color Map
 * in Videophone Applications' (1999), and the hue and saturation of Kolkur et al., 'Human Skin Detection Using RGB, HSV
 * and YCbCr Color Models' (2017). Chroma changes little from light to dark skin, so no brightness is demanded but for
 * the noise of nearly black pixels; saturation reaches a little further than theirs, because darker skin is more
 * saturated. Wood, sand, brick and warm light pass too, and strongly coloured light hides skin: a colour is never more
 * than a hint.
 */
const LEAST_LUMA = 30;
const CB = [77, 127] as const;
const CR = [133, 173] as const;
const MOST_HUE_DEGREES = 50;
const SATURATION = [0.15, 0.78] as const;

const within = (value: number, [low, high]: readonly [number, number]): boolean => value >= low && value <= high;

/** Whether the pixel is red-orange (hue 0..50°) and neither pale nor pure; red is then the largest, blue the smallest. */
function hasSkinHue(red: number, green: number, blue: number): boolean {
  if (red < green || green < blue || red === blue) return false;
  return within((red - blue) / red, SATURATION) && (60 * (green - blue)) / (red - blue) <= MOST_HUE_DEGREES;
}

function isSkin(red: number, green: number, blue: number): boolean {
  // ITU-R BT.601, full range
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  return luma >= LEAST_LUMA && within(128 + 0.564 * (blue - luma), CB) && within(128 + 0.713 * (red - luma), CR) && hasSkinHue(red, green, blue);
}

/** Every second pixel of every second row tells it as well. */
const STEP = 2;

/** @param pixels RGB24, [side, side, 3] @returns 0..1 */
export function skinShare(pixels: Uint8Array, side: number): number {
  let skin = 0;
  let seen = 0;
  for (let y = 0; y < side; y += STEP) {
    for (let x = 0; x < side; x += STEP) {
      const at = (y * side + x) * 3;
      if (isSkin(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0)) skin++;
      seen++;
    }
  }
  return seen === 0 ? 0 : skin / seen;
}
