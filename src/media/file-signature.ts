/** Tells picture formats apart by their first bytes; everything else is left to ffprobe. */

export type PictureFormat = 'jpeg' | 'png' | 'apng' | 'webp' | 'gif' | 'tiff' | 'avif' | 'heif';

/** Bytes that `pictureFormat` wants to see. An APNG says what it is before its first pixels. */
export const SIGNATURE_BYTES = 64 * 1024;

const HEIF_BRANDS = new Set(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1']);

const fixed: readonly [PictureFormat, string][] = [
  ['jpeg', 'ffd8ff'],
  ['gif', '474946383761'],
  ['gif', '474946383961'],
  ['tiff', '49492a00'],
  ['tiff', '4d4d002a'],
];

export function pictureFormat(bytes: Buffer): PictureFormat | undefined {
  const text = (from: number, to: number): string => bytes.toString('latin1', from, to);
  for (const [format, hex] of fixed) if (bytes.subarray(0, hex.length / 2).toString('hex') === hex) return format;
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return isAnimatedPng(bytes) ? 'apng' : 'png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  if (text(4, 8) === 'ftyp') return isoPicture(text(8, 12), text(16, Math.min(bytes.length, bytes.readUInt32BE(0), 256)));
  return undefined;
}

function isoPicture(major: string, compatible: string): PictureFormat | undefined {
  if (major === 'avif' || major === 'avis') return 'avif';
  if (major === 'mif1' && compatible.includes('avif')) return 'avif';
  return HEIF_BRANDS.has(major) ? 'heif' : undefined;
}

/** A chunk acTL with more than one frame stands before the first IDAT. */
function isAnimatedPng(bytes: Buffer): boolean {
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    if (kind === 'acTL') return bytes.readUInt32BE(at + 8) > 1;
    if (kind === 'IDAT') return false;
    at += 12 + length;
  }
  return false;
}
