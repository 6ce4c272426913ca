/** Small media made by ffmpeg, so that tests need no files of others. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const ffmpeg = (...args: string[]): Promise<unknown> => run('ffmpeg', ['-v', 'error', '-y', ...args]);

/** Moving test picture, with a tone unless `silent`. */
export async function makeFilm(file: string, options: { seconds: number; size?: string; fps?: number; silent?: boolean; source?: string }): Promise<string> {
  const { seconds, size = '320x240', fps = 25, silent = false, source = 'testsrc2' } = options;
  await ffmpeg(
    '-f', 'lavfi', '-i', `${source}=size=${size}:rate=${fps}:duration=${seconds}`,
    ...(silent ? [] : ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`, '-c:a', 'aac']),
    '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', `file:${file}`,
  );
  return file;
}
