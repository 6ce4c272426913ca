/** A `<video>` as the player's deck: seeks that pile up become one, and the time is that of the frame which is really shown. */
import type { Deck, PlayerStore } from '../model/player-store.ts';

const MS = 1000;

function deckOf(video: HTMLVideoElement): Deck & { landed(): void } {
  let wantedMs: number | undefined;
  return {
    seek(ms) {
      // An older wish ends here, too: that a seek landed is told later than it stops being one.
      wantedMs = video.seeking || video.readyState === 0 ? ms : undefined;
      if (!video.seeking) video.currentTime = ms / MS;
    },
    // Scrubbing asks more often than a decoder can answer: only the last wish counts.
    landed() {
      const ms = wantedMs;
      wantedMs = undefined;
      if (ms !== undefined && Math.abs(video.currentTime * MS - ms) > 1) video.currentTime = ms / MS;
    },
    // Refused where the browser wants a click first, or when it was paused meanwhile: then it just does not play.
    play: () => { video.play().catch(() => undefined); },
    pause: () => { video.pause(); },
    setRate: (rate) => { video.playbackRate = rate; },
    setVolume(volume, muted) {
      video.volume = volume;
      video.muted = muted;
    },
  };
}

/** Tells the time of each frame; where browsers do not, or there are no frames, that of each screen refresh. */
function followFrames(video: HTMLVideoElement, tell: (ms: number) => void, signal: AbortSignal): void {
  if ('requestVideoFrameCallback' in video) {
    const onFrame = (_now: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
      if (signal.aborted) return;
      // Where it stands still it is where it was asked to be; its frame began a little before, and is told late.
      if (!video.seeking && !video.paused) tell(mediaTime * MS);
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  }
  const hasFrames = (): boolean => 'requestVideoFrameCallback' in video && video.videoWidth > 0;
  const refresh = (): void => {
    if (signal.aborted || video.paused) return;
    if (!hasFrames()) tell(video.currentTime * MS);
    requestAnimationFrame(refresh);
  };
  video.addEventListener('play', refresh, { signal });
}

/** @returns how to let go of it */
export function attachVideo(video: HTMLVideoElement, store: PlayerStore): () => void {
  const leave = new AbortController();
  const { signal } = leave;
  const player = store.getState();
  const deck = deckOf(video);
  const detach = player.attach(deck);
  const on = (name: keyof HTMLMediaElementEventMap, listener: () => void): void => { video.addEventListener(name, listener, { signal }); };
  on('play', () => { player.became({ playing: true }); });
  on('pause', () => { player.became({ playing: false }); });
  on('ended', () => { player.became({ playing: false }); });
  on('loadedmetadata', () => {
    deck.landed();
    if (store.getState().durationMs === 0 && Number.isFinite(video.duration)) player.became({ durationMs: Math.round(video.duration * MS) });
  });
  on('seeked', () => {
    deck.landed();
    if (!video.seeking && video.paused) player.tick(video.currentTime * MS);
  });
  followFrames(video, player.tick, signal);
  return () => {
    leave.abort();
    detach();
    player.became({ playing: false });
  };
}
