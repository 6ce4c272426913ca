/**
 * Films of a face photo whose mouth opens with a voice: real speech, a made mouth. Real lips also close, spread and round,
 * and lead the voice by some tens of milliseconds; these follow its loudness alone, with some unrest of their own.
 */
import { spawnSync } from 'node:child_process';
import { type FacePhoto, filmOfFace } from './moving-faces.ts';

const RATE = 8_000;
const FRAME = 160;

/** Opening of the mouth by seconds, 0..1, from the loudness of a sound file. */
function mouthOfSound(file: string, fromSeconds = 0): (seconds: number) => number {
  const ran = spawnSync('ffmpeg', ['-v', 'error', '-ss', String(fromSeconds), '-i', file, '-af', 'highpass=200,lowpass=3500', '-ac', '1', '-ar', String(RATE), '-f', 'f32le', '-'], { maxBuffer: 2 ** 28 });
  if (ran.status !== 0) throw new Error(ran.stderr.toString());
  const { buffer, byteOffset, byteLength } = ran.stdout;
  const samples = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength - (byteLength % 4)));
  const levels = Array.from({ length: Math.floor(samples.length / FRAME) }, (_, k) => Math.sqrt(samples.subarray(k * FRAME, (k + 1) * FRAME).reduce((sum, x) => sum + x * x, 0) / FRAME));
  const loud = [...levels].sort((a, b) => a - b)[Math.floor(levels.length * 0.92)] ?? 1;
  return (seconds) => {
    // Lips are slower than sound: the mean of 100 ms around.
    const k = (seconds * RATE) / FRAME;
    let sum = 0;
    for (let i = -2; i <= 2; i++) sum += levels[Math.round(k + i)] ?? 0;
    return Math.min(1, sum / 5 / loud);
  };
}

export interface TalkingFace {
  seconds: number;
  fps?: number;
  /** What the mouth follows, and what is heard; another file is a voice-over. */
  mouth: { file: string; fromSeconds?: number } | 'closed';
  sound: { file: string; fromSeconds?: number };
  /** Positive: the sound comes after the picture. */
  offsetMs: number;
}

export function filmOfTalking(file: string, photoFile: string, photo: FacePhoto, { seconds, fps = 25, mouth, sound, offsetMs }: TalkingFace): string {
  const opening = mouth === 'closed' ? () => 0 : mouthOfSound(mouth.file, mouth.fromSeconds);
  const late = offsetMs >= 0 ? `adelay=${offsetMs}:all=1` : `atrim=start=${-offsetMs / 1000},asetpts=PTS-STARTPTS`;
  return filmOfFace(file, photoFile, photo, {
    seconds, fps,
    at: (t) => ({ mouth: opening(t) * (0.8 + 0.2 * Math.sin(7.3 * t)), headX: 0.02 * Math.sin(1.9 * t), headY: 0.025 * Math.sin(2.7 * t + 1) }),
    sound: ['-ss', String(sound.fromSeconds ?? 0), '-i', sound.file, '-af', `${late},apad`, '-c:a', 'aac'],
  });
}
