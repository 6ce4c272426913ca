/** Where ffmpeg and ffprobe are, and which spelling of options they understand. */
import { execFile } from 'node:child_process';
import { AppError } from '../kernel/app-error.ts';

export interface Ffmpeg {
  path: string;
  /** `-fps_mode` came with 5.1; older ones know `-vsync`. */
  passthrough: readonly [string, string];
}

/** ffmpeg 5.1 came with libavcodec 59.37; the library's number is right in builds that carry only a date, too. */
function isOld(banner: string): boolean {
  const [, major, minor] = /libavcodec\s+(\d+)\.\s*(\d+)/.exec(banner) ?? [];
  return major !== undefined && Number(major) * 1000 + Number(minor) < 59_037;
}

export const ffprobePath = (): string => process.env['AIMA_FFPROBE'] ?? 'ffprobe';
const ffmpegPath = (): string => process.env['AIMA_FFMPEG'] ?? 'ffmpeg';

const known = new Map<string, Promise<Ffmpeg>>();

/** Throws FFMPEG_MISSING. The answer is kept, a failure is not. */
export async function findFfmpeg(): Promise<Ffmpeg> {
  const path = ffmpegPath();
  const asked = known.get(path) ?? askVersion(path);
  known.set(path, asked);
  try {
    return await asked;
  } catch (error) {
    known.delete(path);
    throw error;
  }
}

function askVersion(path: string): Promise<Ffmpeg> {
  return new Promise((resolve, reject) => {
    execFile(path, ['-version'], { timeout: 30_000 }, (error, stdout) => {
      if (error) reject(notStarted('ffmpeg', error));
      else resolve({ path, passthrough: isOld(stdout) ? ['-vsync', '0'] : ['-fps_mode', 'passthrough'] });
    });
  });
}

/** The error for a program that could not be started or ended at once. */
export function notStarted(name: 'ffmpeg' | 'ffprobe', cause: unknown): AppError {
  return new AppError('FFMPEG_MISSING', `The program ${name} could not be started.`, { program: name }, cause);
}
