/** What was said, as the browser's own subtitles: they stay in full screen and in a picture of their own. */
import { useEffect, type RefObject } from 'react';
import { usePlayer, useScene } from '../model/player-context.tsx';
import { say } from '../words.ts';

const MS = 1000;

/** A subtitle is never markup: `<` of what was said stays a letter. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Tracks of an element cannot be removed again; it has one, which is emptied. Those of a stream are not ours. */
const tracks = new WeakMap<HTMLVideoElement, TextTrack>();
function trackOf(video: HTMLVideoElement): TextTrack {
  const known = tracks.get(video) ?? video.addTextTrack('captions', say('captionTrack'));
  tracks.set(video, known);
  return known;
}

/** A track that is switched off would not tell its cues. */
function replaceCues(track: TextTrack, cues: readonly VTTCue[]): void {
  if (track.mode === 'disabled') track.mode = 'hidden';
  for (const cue of [...(track.cues ?? [])]) track.removeCue(cue);
  for (const cue of cues) track.addCue(cue);
}

/** @returns whether anything was said */
export function useCaptions(video: RefObject<HTMLVideoElement | null>): boolean {
  const { observations } = useScene();
  const shown = usePlayer(({ captions }) => captions);
  const said = observations.byAnalyzer.get('speech_transcription');
  useEffect(() => {
    if (!video.current || !said) return;
    replaceCues(trackOf(video.current), said.flatMap(({ startMs, endMs, text }) => (text !== undefined && endMs > startMs ? [new VTTCue(startMs / MS, endMs / MS, escaped(text))] : [])));
  }, [video, said]);
  useEffect(() => { if (video.current) trackOf(video.current).mode = shown ? 'showing' : 'hidden'; }, [video, shown]);
  return (said?.length ?? 0) > 0;
}
