/**
 * Effects of editing, from every frame in small: flashes, freeze frames, wipes, split screens, insets, bars and frames,
 * grading changes, slow motion made of repeated frames; fades and dissolves are those of scene_segmentation, told
 * again. Film that is made faster, or slowed otherwise, is not told. Each detector's file names its
 * method and what it misses.
 */
import { Box } from '@aima/contract';
import { certaintyWords, clockTime, defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { watchBorders } from './lib/effects/borders.ts';
import { recordFilm } from './lib/effects/effect-record.ts';
import { EFFECTS, type Effect, type EffectLabel } from './lib/effects/effect.ts';
import { findFlashes } from './lib/effects/flashes.ts';
import { findFreezes } from './lib/effects/freezes.ts';
import { findGradingChanges } from './lib/effects/grading.ts';
import { watchPopUps } from './lib/effects/pop-ups.ts';
import { watchSeams } from './lib/effects/seams.ts';
import { findSpeedChanges } from './lib/effects/speed-changes.ts';
import { watchWipes } from './lib/effects/wipes.ts';
import { round } from './lib/rounding.ts';
import { createShrinker } from './lib/shrink.ts';

const EffectFinding = z.object({
  ...FindingFields,
  label: z.enum(EFFECTS),
  endMs: z.int().nonnegative(),
  /**
   * 0..1. Flash: rise of the mean luma over the whole range. Freeze: its length, 1 from three seconds on. Wipe: share of the
   * picture it changed. Split screen, inset, overlay: share of the seams that is seen. Bars: share of the picture they cover.
   * Grading: size of the step, 1 from four times the least. Speed change: 1 − 1 / slowedBy. Fade, dissolve: 1.
   */
  strength: z.number().min(0).max(1),
  /** Wipe: where the edge goes. Split screen: how the parts lie. Grading: what changed. Speed change: what told it (`repeated_frames`). */
  variant: z.string().optional(),
  /** Speed change: how many times slower than the rest of the shot. */
  slowedBy: z.number().positive().optional(),
  /** Inset, overlay: where it is. Bars and frames: the picture within them. */
  box: Box.optional(),
});
type EffectFinding = z.infer<typeof EffectFinding>;

/** Seams are looked for at this interval, borders at every third of them. */
const LOOK_EVERY_MS = 150;
const BORDER_LOOKS = 3;

const WORDS: Readonly<Record<EffectLabel, { en: string; de: string }>> = {
  flash: { en: 'A flash', de: 'Ein Blitz' },
  freeze_frame: { en: 'A freeze frame', de: 'Ein Standbild nach Bewegung' },
  wipe: { en: 'A wipe', de: 'Eine Wischblende' },
  split_screen: { en: 'A split screen', de: 'Ein geteiltes Bild' },
  picture_in_picture: { en: 'A picture in the picture', de: 'Ein Bild im Bild' },
  overlay: { en: 'A graphic laid over the picture', de: 'Eine Grafik über dem Bild' },
  letterbox: { en: 'Bars above and below the picture', de: 'Balken über und unter dem Bild' },
  pillarbox: { en: 'Bars left and right of the picture', de: 'Balken links und rechts vom Bild' },
  frame_border: { en: 'A frame around the picture', de: 'Ein Rahmen um das Bild' },
  grading_change: { en: 'The grading changes within the shot', de: 'Die Farbstimmung wechselt innerhalb der Einstellung' },
  speed_change: { en: 'Slow motion within the shot', de: 'Zeitlupe innerhalb der Einstellung' },
  fade_out: { en: 'A fade-out', de: 'Eine Abblende' },
  fade_in: { en: 'A fade-in', de: 'Eine Aufblende' },
  dissolve: { en: 'A dissolve', de: 'Eine Überblendung' },
};

/** A cut so near to the begin or end of an effect is named by it. */
const BESIDE_MS = 60;

const RETOLD = ['fade_out', 'fade_in', 'dissolve'] as const;

/** The two largest numbers since the last question. */
function largestChanges(): { add(change: number): void; take(): { largest: number; second: number } } {
  let [largest, second] = [0, 0];
  return {
    add(change) {
      if (change > largest) [largest, second] = [change, largest];
      else second = Math.max(second, change);
    },
    take() {
      const taken = { largest, second };
      [largest, second] = [0, 0];
      return taken;
    },
  };
}

/** Graphics that no inset or plate already tells of. */
function withoutTwins(standing: readonly Effect[], popUps: readonly Effect[]): Effect[] {
  const inset = standing.filter(({ label }) => label === 'overlay' || label === 'picture_in_picture');
  return [...standing, ...popUps.filter((popUp) => !inset.some((other) => overlaps(other, popUp) && sharesPlace(other.box, popUp.box)))];
}

const sharesPlace = (a: Effect['box'], b: Effect['box']): boolean => a !== undefined && b !== undefined && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** The watchers of a stream, on one reduction of its frames. */
function watchFilm(width: number, height: number) {
  const film = recordFilm(width, height);
  const wipes = watchWipes(film.size.width, film.size.height);
  const [seams, borders, popUps] = [watchSeams(width, height), watchBorders(), watchPopUps(width, height)];
  const changes = largestChanges();
  const shrinker = createShrinker(width, height, Math.max(width, height));
  const plane = { luma: new Float32Array(width * height), width, height };
  let [nextLookMs, looks] = [0, 0];
  return {
    record: film.record,
    push(atMs: number, pixels: Uint8Array): void {
      wipes.push(atMs, film.push(atMs, pixels));
      changes.add(film.record.change.at(film.record.length - 1));
      if (atMs < nextLookMs) return;
      nextLookMs = atMs + LOOK_EVERY_MS;
      shrinker.luma(pixels, plane.luma);
      seams.push(atMs, plane);
      popUps.push(atMs, plane, changes.take());
      if (looks++ % BORDER_LOOKS === 0) borders.push(atMs, plane);
    },
    end: (endMs: number): { wipes: Effect[]; standing: Effect[] } => ({ wipes: wipes.end(), standing: withoutTwins([...seams.end(endMs), ...borders.end(endMs)], popUps.end(endMs)) }),
  };
}

const overlaps = (a: { startMs: number; endMs: number }, b: { startMs: number; endMs: number }): boolean => a.startMs < b.endMs && b.startMs < a.endMs;

export const visualEffects = defineAnalyzer({
  name: 'visual_effects',
  version: 3,
  reads: { everyFrame: true, after: ['cut_analysis', 'scene_segmentation'] },
  parameters: z.object({
    /** Effects below this are left out. */
    minConfidence: z.number().min(0).max(1).default(0.5),
  }),
  finding: EffectFinding,
  sentence: {
    en: (f) => `${WORDS[f.label].en} from ${clockTime(f.startMs)} to ${clockTime(f.endMs)}, ${certaintyWords(f.confidence, 'en')}.`,
    de: (f) => `${WORDS[f.label].de} von ${clockTime(f.startMs)} bis ${clockTime(f.endMs)}, ${certaintyWords(f.confidence, 'de')}.`,
  },

  open: ({ parameters, emit, upstream }) => {
    let film: ReturnType<typeof watchFilm> | undefined;
    const finding = ({ startMs, endMs, strength, confidence, box, slowedBy, ...rest }: Effect): EffectFinding => ({
      ...rest, startMs: Math.round(startMs), endMs: Math.round(endMs), strength: round(strength, 3), confidence: round(confidence, 3),
      ...(slowedBy === undefined ? {} : { slowedBy: round(slowedBy, 2) }),
      ...(box ? { box: { x: round(box.x, 4), y: round(box.y, 4), w: round(box.w, 4), h: round(box.h, 4) } } : {}),
    });
    return {
      everyFrame(batch) {
        film ??= watchFilm(batch.width, batch.height);
        for (const { atMs, pixels } of batch.frames) film.push(atMs, pixels);
      },
      finish({ analysedMs }) {
        if (!film || film.record.length === 0) return;
        const { record } = film;
        const cuts = upstream('cut_analysis').filter(({ label }) => label === 'cut');
        const { wipes, standing } = film.end(Math.max(analysedMs, Math.round(record.atMs(record.length - 1))));
        const told = upstream('scene_segmentation').flatMap((item) => {
          const label = RETOLD.find((known) => known === item.label);
          return label === undefined ? [] : [{ label, item }];
        });
        const fades = told.filter(({ label }) => label !== 'dissolve').map(({ item }) => item);
        // What looks like a wipe in a fade to black is the fade; what looks like a dissolve in a wipe is the wipe.
        const clearWipes = wipes.filter((wipe) => !fades.some((fade) => overlaps(wipe, fade)));
        const flashes = findFlashes(record);
        const transitions = [...told.map(({ item }) => item), ...flashes, ...clearWipes];
        const grading = findGradingChanges(record, [...cuts, ...transitions]);
        const freezes = findFreezes(record, cuts, [...transitions, ...grading]);
        const slow = findSpeedChanges(record, cuts, [...transitions, ...freezes]);
        const effects: EffectFinding[] = [...flashes, ...freezes, ...slow, ...clearWipes, ...standing, ...grading].map(finding).map((effect) => {
          const beside = cuts.filter(({ startMs }) => Math.min(Math.abs(startMs - effect.startMs), Math.abs(startMs - effect.endMs)) <= BESIDE_MS).map(({ id }) => id);
          return beside.length > 0 ? { ...effect, basedOn: beside } : effect;
        });
        for (const { label, item } of told) {
          if (label === 'dissolve' && clearWipes.some((wipe) => overlaps(wipe, item))) continue;
          effects.push({ label, startMs: item.startMs, endMs: item.endMs, strength: 1, confidence: item.confidence, basedOn: [item.id] });
        }
        const kept = effects.filter(({ confidence }) => confidence >= parameters.minConfidence);
        for (const effect of kept.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)) emit(effect);
      },
    };
  },
});
