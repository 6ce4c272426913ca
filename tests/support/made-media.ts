/** Small media made by ffmpeg, so that tests need no files of others. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);

/** A folder that goes with the test. */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aima-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

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
