/** Contrast of two colours as WCAG 2.2 defines it: relative luminance of sRGB, (lighter + 0.05) / (darker + 0.05), 1..21. */

/** 0..255 each; only what a colour field gives and takes. */
export function rgbOf(colour: string): readonly [red: number, green: number, blue: number] | undefined {
  const hex = /^#(?:([\da-f])([\da-f])([\da-f])|([\da-f]{2})([\da-f]{2})([\da-f]{2}))$/i.exec(colour.trim());
  if (!hex) return undefined;
  const [red = '', green = '', blue = ''] = hex.slice(1).filter((part) => part as string | undefined !== undefined).map((part) => (part.length === 1 ? part + part : part));
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
}

/** Of the sRGB transfer function (IEC 61966-2-1), with the corrected threshold. */
function linear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function luminance(colour: string): number | undefined {
  const rgb = rgbOf(colour);
  return rgb && 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}

/** @returns 1..21; undefined where one of them is no colour */
export function contrast(a: string, b: string): number | undefined {
  const [first, second] = [luminance(a), luminance(b)];
  if (first === undefined || second === undefined) return undefined;
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}
