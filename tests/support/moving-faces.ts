/**
 * Films of a face photo that moves in known ways: the head alone, the whole picture, the mouth. Made by warping, so
 * there are no seams; a warp turns nothing, so real heads show more than these.
 */
import { spawnSync } from 'node:child_process';

/** Fractions of the photo. */
export interface FacePhoto {
  name: string;
  crop: readonly [x: number, y: number, w: number, h: number];
  /** Middle of the face, middle of the mouth, and forehead to chin as a fraction of the photo's height. */
  face: readonly [x: number, y: number];
  mouth: readonly [x: number, y: number];
  faceHeight: number;
}

/** Where the faces of the shared photos are. */
export const FACE_PHOTOS: readonly FacePhoto[] = [
  { name: 'faces/single-6.jpg', crop: [0.3, 0, 0.7, 0.75], face: [0.715, 0.2], mouth: [0.708, 0.246], faceHeight: 0.19 },
  { name: 'faces/a-1.jpg', crop: [0.25, 0, 0.75, 0.95], face: [0.592, 0.245], mouth: [0.599, 0.307], faceHeight: 0.25 },
  { name: 'faces/b-1.jpg', crop: [0, 0, 1, 1], face: [0.488, 0.4], mouth: [0.489, 0.498], faceHeight: 0.42 },
  { name: 'faces/single-5.jpg', crop: [0.1, 0, 0.9, 0.5], face: [0.56, 0.135], mouth: [0.568, 0.16], faceHeight: 0.1 },
];

/** What a picture shows at one time; lengths in heights of the face. */
export interface Moved {
  headX?: number;
  headY?: number;
  /** Head and body before a background that stays. */
  personX?: number;
  personY?: number;
  /** Of the whole picture. */
  cameraX?: number;
  cameraY?: number;
  zoom?: number;
  /** 0 closed to 1 wide open. */
  mouth?: number;
}

const LONG_SIDE = 384;
/** The camera needs some picture around what it shows. */
const AROUND = 1.12;
const OPENING = 0.11;

interface Base {
  width: number;
  height: number;
  pixels: Uint8Array;
}

function decoded(file: string, [x, y, w, h]: FacePhoto['crop']): Base {
  const size = spawnSync('ffprobe', ['-v', 'error', '-select_streams', 'v', '-show_entries', 'stream=width,height', '-of', 'csv=p=0', file]).stdout.toString().split(',').map(Number);
  const [w0 = 1, h0 = 1] = size;
  const scale = LONG_SIDE / Math.max(w * w0, h * h0);
  const [width, height] = [w * w0, h * h0].map((side) => Math.round((side * scale) / 2) * 2);
  const ran = spawnSync('ffmpeg', ['-v', 'error', '-i', file, '-vf', `crop=iw*${w}:ih*${h}:iw*${x}:ih*${y},scale=${width}:${height},format=rgb24`, '-frames:v', '1', '-f', 'rawvideo', '-'], { maxBuffer: 2 ** 28 });
  if (ran.status !== 0) throw new Error(ran.stderr.toString());
  return { width: width ?? 2, height: height ?? 2, pixels: new Uint8Array(ran.stdout) };
}

/** 1 within the radius, 0 from 1.5 times it, smooth in between. */
function fading(r: number): number {
  const t = Math.max(0, Math.min(1, (1.5 - r) / 0.5));
  return t * t * (3 - 2 * t);
}

interface Geometry {
  face: readonly [number, number];
  mouth: readonly [number, number];
  /** Pixels. */
  h: number;
}

function drawn({ width, height, pixels }: Base, { face, mouth, h }: Geometry, moved: Moved, into: Uint8Array): void {
  const { headX = 0, headY = 0, personX = 0, personY = 0, cameraX = 0, cameraY = 0, zoom = 1, mouth: open = 0 } = moved;
  const scale = 1 / (AROUND * zoom);
  const gap = open * OPENING * h;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      let x = width / 2 + (u - width / 2) * scale - cameraX * h;
      let y = height / 2 + (v - height / 2) * scale - cameraY * h;
      // The person is everything near and below the head.
      const person = personX === 0 && personY === 0 ? 0 : fading(Math.hypot((x - face[0]) / (1.6 * h), y > face[1] ? 0 : (y - face[1]) / h));
      const head = fading(Math.hypot((x - face[0]) / (0.62 * h), (y - face[1]) / (0.72 * h)));
      x -= head * headX * h + person * personX * h;
      y -= head * headY * h + person * personY * h;
      let dark = 0;
      const [mx, my] = [x - mouth[0], y - mouth[1]];
      if (gap > 0 && my > 0) {
        const lips = fading(Math.abs(mx) / (0.17 * h)) * gap;
        if (my < lips) dark = Math.min(1, Math.min(my, lips - my) / 1.2 + 0.3);
        else y -= lips * fading(my / (0.42 * h));
      }
      const [cx, cy] = [Math.max(0, Math.min(width - 1.01, x)), Math.max(0, Math.min(height - 1.01, y))];
      const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
      const [fx, fy] = [cx - x0, cy - y0];
      for (let c = 0; c < 3; c++) {
        const at = (y0 * width + x0) * 3 + c;
        const value = ((pixels[at] ?? 0) * (1 - fx) + (pixels[at + 3] ?? 0) * fx) * (1 - fy) + ((pixels[at + width * 3] ?? 0) * (1 - fx) + (pixels[at + width * 3 + 3] ?? 0) * fx) * fy;
        into[(v * width + u) * 3 + c] = value * (1 - dark) + (c === 0 ? 60 : 25) * dark;
      }
    }
  }
}

/** Writes `file`; `at` tells what it shows, by seconds. `sound`: arguments of ffmpeg for a second input and what is done with it. */
export function filmOfFace(file: string, photoFile: string, photo: FacePhoto, { seconds, fps = 25, at, sound = [] }: { seconds: number; fps?: number; at(seconds: number): Moved; sound?: readonly string[] }): string {
  const base = decoded(photoFile, photo.crop);
  const [x, y, w, h] = photo.crop;
  const inCrop = ([px, py]: readonly [number, number]): [number, number] => [((px - x) / w) * base.width, ((py - y) / h) * base.height];
  const geometry = { face: inCrop(photo.face), mouth: inCrop(photo.mouth), h: (photo.faceHeight / h) * base.height };
  const count = Math.round(seconds * fps);
  const bytes = base.width * base.height * 3;
  const all = new Uint8Array(count * bytes);
  for (let i = 0; i < count; i++) drawn(base, geometry, at(i / fps), all.subarray(i * bytes, (i + 1) * bytes));
  const ran = spawnSync('ffmpeg', ['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${base.width}x${base.height}`, '-r', String(fps), '-i', '-', ...sound, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p', '-t', String(seconds), file], { input: all, maxBuffer: 2 ** 28 });
  if (ran.status !== 0) throw new Error(ran.stderr.toString());
  return file;
}
