/** Where the bytes come from: the medium itself where every browser plays it, else qualities by HLS. */
import type { MediaItem } from '../model/player-context.tsx';

const PLAYLIST = 'application/vnd.apple.mpegurl';

const below = (mediaId: string, path: string): string => `/api/v1/media/${encodeURIComponent(mediaId)}/${path}`;

interface Opened { close(): void }

async function openHls(video: HTMLVideoElement, address: string, onFailure: () => void): Promise<Opened> {
  const { default: Hls } = await import('hls.js');
  if (!Hls.isSupported()) {
    // Safari on phones plays it by itself.
    if (video.canPlayType(PLAYLIST) === '') onFailure();
    else video.src = address;
    return { close: () => undefined };
  }
  const hls = new Hls({ enableWorker: false, capLevelToPlayerSize: true, maxBufferLength: 30, backBufferLength: 60 });
  let recovered = false;
  hls.on(Hls.Events.ERROR, (_event, { fatal, type }) => {
    if (!fatal) return;
    if (type === Hls.ErrorTypes.MEDIA_ERROR && !recovered) {
      recovered = true;
      hls.recoverMediaError();
    } else onFailure();
  });
  hls.loadSource(address);
  hls.attachMedia(video);
  return { close: () => { hls.destroy(); } };
}

/**
 * @param onFailure neither of the two could be played
 * @returns how to close it
 */
export function openSource(video: HTMLVideoElement, { id, playable }: MediaItem, onFailure: () => void): () => void {
  const leave = new AbortController();
  let hls: Opened | undefined;
  const openByHls = (): void => {
    openHls(video, below(id, 'hls/master.m3u8'), onFailure).then((opened) => {
      hls = opened;
      if (leave.signal.aborted) opened.close();
    }, onFailure);
  };
  if (playable) {
    let tried = false;
    video.addEventListener('error', () => {
      if (tried || leave.signal.aborted) return;
      tried = true;
      openByHls();
    }, { signal: leave.signal });
    video.src = below(id, 'content');
  } else openByHls();
  return () => {
    leave.abort();
    hls?.close();
    video.removeAttribute('src');
    video.load();
  };
}
