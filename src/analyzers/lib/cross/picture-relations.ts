/** Where measurements of picture and sound speak of the same moment: cuts, looks, sudden sounds, camera, sharpness, background. */
import type { Observation } from '@aima/contract';
import { z } from 'zod';
import { evenlySpread } from '../evenly-spread.ts';
import { type Claim, type Heard, shifted } from './claim.ts';
import { overlapMs, timeIndex } from './time-index.ts';

/** Log odds at most; own judgement, not fitted. */
const WEIGHT = { lookChanges: 0.3, lookStays: -0.7, soundAtCut: 0.3, shake: 0.5, background: -0.4, backgroundAgrees: 0.3, fade: 0.3 } as const;

/** The view is looked at twice a second, so a look ends and begins so near to its cut. */
const NEAR_CUT_MS = 1100;
/** A look that goes on this long on both sides of a cut spans it. */
const SPANS_MS = 1000;

/** A cut at which the look of the picture changes, and one across which it stays: a jump within one view, or none at all. */
export function cutWithLook(heard: Heard): Claim[] {
  const looks = timeIndex(heard.of('image_embedding').filter(({ label }) => label === 'look'));
  return cutsOf(heard).flatMap((cut): Claim[] => {
    const { startMs } = cut;
    const near = looks(startMs - NEAR_CUT_MS, startMs + NEAR_CUT_MS);
    const spanning = near.find((look) => look.startMs <= startMs - SPANS_MS && look.endMs >= startMs + SPANS_MS);
    const base = { startMs, endMs: startMs };
    if (spanning) return [{ ...base, kind: 'contradiction', fit: 0, confidence: 0.5 * spanning.confidence, evidence: [cut, spanning], shifts: shifted([cut], WEIGHT.lookStays * spanning.confidence) }];
    const before = near.find((look) => look.endMs < startMs);
    const after = near.find((look) => look.startMs >= startMs && look !== before);
    if (!before || !after) return [];
    return [{ ...base, kind: 'agreement', fit: 1, confidence: Math.min(0.9, cut.confidence), evidence: [cut, before, after], shifts: shifted([cut], WEIGHT.lookChanges) }];
  });
}

const cutsOf = (heard: Heard): Observation[] => heard.of('cut_analysis').filter(({ label }) => label === 'cut');

const AT_CUT_MS = 150;
/** Coincidences as frequent as this by chance are not told. */
const CHANCE = 0.02;

/** Chance of at least `hits` among `trials` of probability `p` each (binomial). */
function atLeast(hits: number, trials: number, p: number): number {
  if (hits <= 0) return 1;
  if (p >= 1) return 1;
  let [below, term] = [0, (1 - p) ** trials];
  for (let k = 0; k < hits; k++) {
    below += term;
    term *= ((trials - k) / (k + 1)) * (p / (1 - p));
  }
  return Math.max(0, 1 - below);
}

/** Cuts on which sound suddenly begins, ends or gets loud; only where more cuts have that than chance gives them. */
export function cutWithSound(heard: Heard): Claim[] {
  const cuts = cutsOf(heard);
  const events = heard.of('audio_analysis').flatMap((item) => (item.label === 'silence' ? [{ atMs: item.startMs, item }, { atMs: item.endMs, item }] : item.label === 'loud_event' ? [{ atMs: item.startMs, item }] : []));
  const index = timeIndex(events.map((event) => ({ ...event, startMs: event.atMs, endMs: event.atMs })));
  const found = cuts.map((cut) => ({ cut, sounds: index(cut.startMs - AT_CUT_MS, cut.startMs + AT_CUT_MS).map(({ item }) => item) })).filter(({ sounds }) => sounds.length > 0);
  const perCut = Math.min(1, (events.length * 2 * AT_CUT_MS) / Math.max(1, heard.durationMs));
  const chance = atLeast(found.length, cuts.length, perCut);
  if (found.length < 2 || chance > CHANCE) return [];
  return found.map(({ cut, sounds }) => ({ kind: 'agreement', startMs: cut.startMs, endMs: cut.startMs, fit: 1, confidence: 0.8 * (1 - chance), evidence: [cut, ...sounds], shifts: shifted([cut], WEIGHT.soundAtCut) }));
}

const Motion = z.object({ backgroundMotion: z.enum(['stable', 'moving', 'unknown']) });
const MOVES: ReadonlySet<string> = new Set(['pan_left', 'pan_right', 'tilt_up', 'tilt_down', 'zoom_in', 'zoom_out', 'dolly_in', 'dolly_out', 'shake', 'moving']);
const MOST_OF_IT = 0.8;

/** A shaking camera and a blurred picture; a moving camera and what is behind the people. */
export function cameraWithPicture(heard: Heard): Claim[] {
  const camera = timeIndex(heard.of('camera_analysis'));
  const blurred = heard.of('content_quality').filter(({ label }) => label === 'blurred').flatMap((blur): Claim[] => camera(blur.startMs, blur.endMs).filter((move) => move.label === 'shake').flatMap((shake): Claim[] => {
    const shared = overlapMs(blur, shake);
    const fit = shared / Math.max(1, Math.min(blur.endMs - blur.startMs, shake.endMs - shake.startMs));
    if (fit < 0.5) return [];
    const both = { startMs: Math.max(blur.startMs, shake.startMs), endMs: Math.min(blur.endMs, shake.endMs) };
    return [{ kind: 'agreement', variant: 'shake_blurs', ...both, fit, confidence: fit * Math.min(blur.confidence, shake.confidence), evidence: [blur, shake], shifts: [{ item: blur, nats: WEIGHT.shake * fit * shake.confidence }, { item: shake, nats: WEIGHT.shake * fit * blur.confidence }] }];
  }));
  const background = heard.of('background_segmentation').flatMap((look): Claim[] => {
    const motion = Motion.safeParse(look.attributes).data?.backgroundMotion;
    const { startMs, endMs } = look;
    const move = camera(startMs, endMs).find((each) => overlapMs(each, look) >= MOST_OF_IT * (endMs - startMs) && endMs > startMs);
    if (!move || motion === undefined || motion === 'unknown') return [];
    const moving = MOVES.has(move.label ?? '');
    // Things may move behind people while the camera stands still.
    if (!moving && motion === 'moving') return [];
    const agrees = moving === (motion === 'moving');
    const nats = agrees ? WEIGHT.backgroundAgrees : WEIGHT.background;
    return [{ kind: agrees ? 'agreement' : 'contradiction', variant: agrees ? (moving ? 'both_move' : 'both_still') : 'still_behind', startMs, endMs, fit: agrees ? 1 : 0, confidence: Math.min(look.confidence, move.confidence) * 0.8, evidence: [move, look], shifts: [{ item: move, nats: nats * look.confidence }] }];
  });
  return [...blurred, ...background];
}

const END_TOGETHER_MS = 1000;

/** A picture that fades out as the sound ends. */
export function fadeWithSilence(heard: Heard): Claim[] {
  const silences = timeIndex(heard.of('audio_analysis').filter(({ label }) => label === 'silence').map((item) => ({ item, startMs: item.startMs, endMs: item.startMs })));
  return heard.of('scene_segmentation').filter(({ label }) => label === 'fade_out').flatMap((fade): Claim[] => {
    const quiet = silences(fade.startMs - END_TOGETHER_MS, fade.endMs + END_TOGETHER_MS).map(({ item }) => item);
    const [first] = quiet;
    return first ? [{ kind: 'agreement', startMs: fade.startMs, endMs: fade.endMs, fit: 1, confidence: 0.8 * fade.confidence, evidence: [fade, ...evenlySpread(quiet, 8)], shifts: shifted([fade], WEIGHT.fade) }] : [];
  });
}
