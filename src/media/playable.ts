/** Which media every current browser plays as they are. */
import type { Probe } from './probe-result.ts';

const PHOTOS = new Set(['jpeg', 'png', 'apng', 'gif', 'webp', 'avif', 'bmp']);
const CODECS: Readonly<Record<string, { video: readonly string[]; audio: readonly string[] }>> = {
  mp4: { video: ['h264', 'av1', 'vp9'], audio: ['aac', 'mp3', 'opus', 'flac'] },
  webm: { video: ['vp8', 'vp9', 'av1'], audio: ['opus', 'vorbis'] },
  mp3: { video: [], audio: ['mp3'] },
  wav: { video: [], audio: ['pcm_s16le', 'pcm_u8', 'pcm_s24le', 'pcm_f32le'] },
  flac: { video: [], audio: ['flac'] },
};

type Facts = Pick<Probe['facts'], 'kind' | 'container' | 'videoCodec' | 'audioCodec' | 'bitsPerSample' | 'hasAudio'>;

export function isBrowserPlayable({ kind, container, videoCodec, audioCodec, bitsPerSample, hasAudio }: Facts): boolean {
  if (kind === 'image') return PHOTOS.has(container);
  // Moving pictures of these formats are shown by an <img>, not by a player with a time axis.
  const codecs = CODECS[container];
  if (!codecs) return false;
  if (hasAudio && !(audioCodec !== undefined && codecs.audio.includes(audioCodec))) return false;
  if (kind === 'audio') return true;
  return videoCodec !== undefined && codecs.video.includes(videoCodec) && !(videoCodec === 'h264' && (bitsPerSample ?? 8) > 8);
}
