/**
 * Camera moves rendered with a pinhole camera before flat photos at different depths, so that near things shift and grow
 * against far ones as they do before a real lens. Units: the focal length and all distances in pixels of the made film.
 */
import { execFileSync } from 'node:child_process';

const FILM = { width: 640, height: 360, fps: 25, focal: 560 };

/** Grey: colours say nothing of movement. */
interface Photo {
  width: number;
  height: number;
  /** [height, width]. */
  pixels: Uint8Array;
}

/** A photo upright at a depth (`wall`) or lying below the camera (`ground`), mirrored endlessly; a `sheet` is an ellipse with a soft rim. */
export interface Surface {
  kind: 'wall' | 'sheet' | 'ground';
  photo: Photo;
  /** Distance along the optical axis; for `ground` how far it lies below the camera. */
  depth: number;
  /** Pixels of the photo for one pixel of the film at the depth 1000. */
  scale: number;
  /** Middle and half axes of a sheet at the depth 1000, from the middle of the picture. */
  centre?: readonly [x: number, y: number];
  half?: readonly [x: number, y: number];
  /** Own movement, pixels of the film per second at the depth 1000. */
  drift?: readonly [x: number, y: number];
}

/** Where the camera is and looks: right, down and forward in units of depth, angles in radians. */
export interface Camera {
  x?: number;
  y?: number;
  forward?: number;
  pan?: number;
  tilt?: number;
  /** Focal length against the usual one. */
  zoom?: number;
}

export function readPhoto(file: string, width = 1000, height = 750): Photo {
  const pixels = execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-vf', `scale=${width}:${height}:force_original_aspect_ratio=increase,crop=${width}:${height}`, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'], { maxBuffer: 1 << 26 });
  return { width, height, pixels: new Uint8Array(pixels) };
}

/** Mirrored at the edges, so that a photo never ends. */
function mirrored(at: number, size: number): number {
  const period = 2 * (size - 1);
  const inside = ((at % period) + period) % period;
  return inside < size - 1 ? inside : period - inside - 1e-6;
}

/** Soft rim of a sheet, a share of its size; how far ground reaches. */
const RIM = 0.06;
const FAR_GROUND = 3000;

/** Bilinear sample blended into `out` at `to`. */
function blend({ width, height, pixels }: Photo, x: number, y: number, share: number, out: Uint8Array, to: number): void {
  const u = mirrored(x, width);
  const v = mirrored(y, height);
  const left = Math.floor(u);
  const top = Math.floor(v);
  const fx = u - left;
  const at = top * width + left;
  const upper = (pixels[at] ?? 0) * (1 - fx) + (pixels[at + 1] ?? 0) * fx;
  const lower = (pixels[at + width] ?? 0) * (1 - fx) + (pixels[at + width + 1] ?? 0) * fx;
  const value = upper + (lower - upper) * (v - top);
  out[to] = (out[to] ?? 0) * (1 - share) + value * share;
}

/** One picture; `surfaces` from far to near. */
function renderPicture(surfaces: readonly Surface[], camera: Camera, seconds: number): Uint8Array {
  const out = new Uint8Array(FILM.width * FILM.height);
  for (const surface of surfaces) paint(surface, camera, seconds, out);
  return out;
}

/** Every pixel's ray is cut with the surface. */
function paint(surface: Surface, camera: Camera, seconds: number, out: Uint8Array): void {
  const { photo, kind, depth, scale, centre = [0, 0], half = [1, 1], drift = [0, 0] } = surface;
  const { x = 0, y = 0, forward = 0, pan = 0, tilt = 0, zoom = 1 } = camera;
  const { width, height, focal } = FILM;
  const [cosPan, sinPan, cosTilt, sinTilt] = [Math.cos(pan), Math.sin(pan), Math.cos(tilt), Math.sin(tilt)];
  const isGround = kind === 'ground';
  const isSheet = kind === 'sheet';
  // Pixels of the film, as the thing would show at the depth 1000.
  const unit = focal / 1000;
  const [middleX, middleY] = [centre[0] + drift[0] * seconds, centre[1] + drift[1] * seconds];
  const [fromX, fromY] = isSheet ? [middleX, middleY] : [0, 0];
  for (let row = 0; row < height; row++) {
    const ry = (row - height / 2) / (focal * zoom);
    const upright = cosTilt - ry * sinTilt;
    const dy = ry * cosTilt + sinTilt;
    for (let column = 0; column < width; column++) {
      const rx = (column - width / 2) / (focal * zoom);
      const dz = upright * cosPan - rx * sinPan;
      const reach = isGround ? (depth - y) / dy : (depth - forward) / dz;
      // Farther ground would be finer than its pixels; the wall behind shows.
      if (!(reach > 0) || (isGround && reach * dz > FAR_GROUND)) continue;
      const u = (x + reach * (rx * cosPan + upright * sinPan)) * unit - fromX;
      const v = (isGround ? forward + reach * dz : y + reach * dy) * unit - fromY;
      let share = 1;
      if (isSheet) {
        const inside = 1 - Math.sqrt((u / half[0]) ** 2 + (v / half[1]) ** 2);
        if (inside <= 0) continue;
        share = Math.min(1, inside / RIM);
      }
      blend(photo, photo.width / 2 + u * scale, photo.height / 2 + v * scale, share, out, row * width + column);
    }
  }
}

export function renderFilm(file: string, surfaces: readonly Surface[], seconds: number, camera: (seconds: number) => Camera): string {
  const frames = Array.from({ length: Math.round(seconds * FILM.fps) }, (_, i) => renderPicture(surfaces, camera(i / FILM.fps), i / FILM.fps));
  execFileSync('ffmpeg', [
    '-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${FILM.width}x${FILM.height}`, '-r', String(FILM.fps), '-i', '-',
    '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '23', '-pix_fmt', 'yuv420p', file,
  ], { input: Buffer.concat(frames), maxBuffer: 1 << 20 });
  return file;
}
