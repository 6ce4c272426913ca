/** The photos of faces, what a person sees on them, and variants made of them. */
import path from 'node:path';
import sharp from 'sharp';

export interface FacePhoto {
  name: string;
  /** The same letter: the same person. */
  person: string;
}

const PHOTOS: readonly FacePhoto[] = [
  ...[1, 2, 3].map((i) => ({ name: `a-${i}`, person: 'a' })),
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((i) => ({ name: `b-${i}`, person: 'b' })),
  ...[1, 2, 4, 5, 6, 7, 8].map((i) => ({ name: `single-${i}`, person: `single-${i}` })),
];

export const photosOf = (prefix = ''): FacePhoto[] => PHOTOS.filter(({ name }) => name.startsWith(prefix));

export interface DescribedPhoto {
  name: string;
  camera?: boolean;
  /** What a person may call it. */
  expression?: readonly string[];
}

/** Judged by eye by one person, who had seen outputs of the networks before; what is not clear is left out, where two names fit both count. */
export const DESCRIBED_PHOTOS: readonly DescribedPhoto[] = [
  { name: 'a-1', camera: true }, { name: 'a-2', camera: true, expression: ['neutral'] }, { name: 'a-3' },
  { name: 'b-1', camera: true, expression: ['neutral'] }, { name: 'b-2', camera: true, expression: ['neutral'] }, { name: 'b-3', camera: true, expression: ['neutral'] },
  { name: 'b-4', camera: true, expression: ['disgust', 'angry'] }, { name: 'b-5', camera: true, expression: ['angry', 'sad'] }, { name: 'b-6', camera: true, expression: ['happy', 'surprise'] },
  { name: 'b-7', camera: false, expression: ['happy'] }, { name: 'b-8', camera: true, expression: ['fear'] },
  { name: 'single-1', camera: true, expression: ['neutral'] }, { name: 'single-2', camera: true, expression: ['neutral'] }, { name: 'single-4', camera: false, expression: ['neutral'] },
  { name: 'single-5', camera: false, expression: ['happy'] }, { name: 'single-6', camera: true, expression: ['happy'] }, { name: 'single-7', camera: false }, { name: 'single-8', camera: true, expression: ['happy'] },
];

/** What is done to a photo, in this order. */
export interface MadePhoto {
  mirror?: boolean;
  /** Degrees clockwise; corners become black. */
  turn?: number;
  /** Factor on brightness. */
  gain?: number;
  /** Factor on size. */
  scale?: number;
  jpegQuality?: number;
}

export const PHOTO_VARIANTS: readonly MadePhoto[] = [{}, { mirror: true }, { gain: 0.5 }, { scale: 0.5 }, { jpegQuality: 25 }];

/** Pixels of the longer side: what the analyzers look at anyway. */
const LONG_SIDE = 1280;

/** Writes the variant into the folder and gives its path; the same variant twice is one file. */
export async function madePhoto(file: string, { mirror = false, turn = 0, gain = 1, scale = 1, jpegQuality = 92 }: MadePhoto, folder: string): Promise<string> {
  const made = path.join(folder, `${path.basename(file, '.jpg')}-${mirror ? 'm' : 'p'}${turn}-${gain}-${scale}-${jpegQuality}.jpg`);
  const side = Math.round(LONG_SIDE * scale);
  const upright = await sharp(file).rotate().resize(side, side, { fit: 'inside' }).flop(mirror).toBuffer();
  // sharp turns before anything else, hence in steps
  const turned = turn === 0 ? upright : await sharp(upright).rotate(turn, { background: '#000' }).toBuffer();
  await sharp(turned).linear(gain, 0).jpeg({ quality: jpegQuality }).toFile(made);
  return made;
}
