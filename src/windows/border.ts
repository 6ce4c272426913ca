/** Where one window ends and the next begins: where a shot ends and nobody speaks, if there is such a place. */
import type { Observation, OpenShot } from '@aima/contract';

export interface Border {
  atMs: number;
  /** A shot ends there, so nothing that is seen goes on behind it. */
  atCut: boolean;
}

/** Only the end of a window is given up for a better border. */
const LAST_MS = 60_000;
const SHORTEST_PAUSE_MS = 300;
/** A window gives up no more than this share of itself. */
const MOST_GIVEN_UP = 0.4;

interface Span {
  startMs: number;
  endMs: number;
}

const isSpeech = ({ analyzer, label }: Observation): boolean => analyzer === 'speech_transcription' || (analyzer === 'voice_activity' && label === 'speech');

/** Middles of the pauses between stretches of speech, latest first. */
function pauses(speech: readonly Span[], { startMs, endMs }: Span): number[] {
  const found: number[] = [];
  let silentFromMs = startMs;
  for (const span of [...speech].sort((a, b) => a.startMs - b.startMs)) {
    if (span.startMs - silentFromMs >= SHORTEST_PAUSE_MS) found.push(Math.round((silentFromMs + span.startMs) / 2));
    silentFromMs = Math.max(silentFromMs, span.endMs);
  }
  if (endMs - silentFromMs >= SHORTEST_PAUSE_MS) found.push(endMs);
  return found.filter((atMs) => atMs > startMs).reverse();
}

/**
 * @param openShot what the minors' gate says of the shot at the end: its start is the last cut that the gate itself saw, and
 * the only cut that counts where the gate is part of the run
 */
export function borderOf(window: { fromMs: number; toMs: number }, observations: readonly Observation[], openShot: OpenShot | undefined): Border {
  const startMs = Math.max(window.toMs - LAST_MS, window.toMs - MOST_GIVEN_UP * (window.toMs - window.fromMs));
  const region = { startMs, endMs: window.toMs };
  const speech = observations.filter(isSpeech);
  const silent = (atMs: number): boolean => !speech.some((span) => span.startMs < atMs && span.endMs > atMs);
  const cuts = openShot ? [openShot.fromMs] : observations.filter(({ analyzer, label }) => analyzer === 'cut_analysis' && label === 'cut').map((cut) => cut.startMs).reverse();
  const inRegion = cuts.filter((atMs) => atMs > startMs && atMs < window.toMs);
  const quietCut = inRegion.find(silent);
  if (quietCut !== undefined) return { atMs: quietCut, atCut: true };
  const [pause] = speech.length > 0 ? pauses(speech.filter((span) => span.endMs > startMs), region) : [];
  if (pause !== undefined) return { atMs: pause, atCut: false };
  const [cut] = inRegion;
  return cut === undefined ? { atMs: window.toMs, atCut: false } : { atMs: cut, atCut: true };
}
