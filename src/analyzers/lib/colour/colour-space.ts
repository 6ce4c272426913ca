/** sRGB → OKLab (Björn Ottosson 2020): a colour space in which distances are about as large as they look. */

/** L 0..1 (black to white), a green to red, b blue to yellow (about −0.4..0.4). */
export interface OkLab {
  L: number;
  a: number;
  b: number;
}

const LINEAR = Float64Array.from({ length: 256 }, (_, i) => {
  const value = i / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** Channels 0..255, whole numbers. */
export function okLabOf(red: number, green: number, blue: number): OkLab {
  const r = LINEAR[red] ?? 0;
  const g = LINEAR[green] ?? 0;
  const b = LINEAR[blue] ?? 0;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {
    L: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

const encode = (linear: number): number => {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.max(0, linear) ** (1 / 2.4) - 0.055;
  return Math.round(Math.max(0, Math.min(1, value)) * 255);
};

/** `#rrggbb`; colours outside sRGB are clipped. */
export function hexOf({ L, a, b }: OkLab): string {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s, -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s, -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s];
  return `#${channels.map((channel) => encode(channel).toString(16).padStart(2, '0')).join('')}`;
}

export const chromaOf = ({ a, b }: OkLab): number => Math.hypot(a, b);

/** Degrees 0..360: about 29 red, 110 yellow, 142 green, 195 cyan, 264 blue, 328 magenta. */
export const hueOf = ({ a, b }: OkLab): number => ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
