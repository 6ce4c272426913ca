/** What the analyzers found in one photo, as far as a series needs it. Built from its result document only. */
import type { Observation } from '@aima/contract';
import { compactFromBase64, cosine } from '../analyzers/lib/embedding/compact-embedding.ts';
import { LOOK_SIDE } from './look.ts';

export interface SeenThing {
  count: number;
  confidence: number;
  ids: string[];
}

export interface SeenInPhoto {
  /** By label; people are not among them. */
  things: Map<string, SeenThing>;
  people?: SeenThing;
  texts: { text: string; confidence: number; id: string }[];
  embedding?: { vector: Int8Array; space: string; id: string };
  /** Colours of what seems to be clothing, 0..255; nothing of faces is used, and none of it is kept. */
  clothing: { colour: [number, number, number]; id: string }[];
}

/** Below it a thing is too uncertain to say that it came or went. */
const LEAST_SURE = 0.5;
const LEAST_LETTERS = 3;
/** Pixels of the small picture that a piece of clothing needs. */
const LEAST_PIXELS = 12;
/** Grey and black are worn by everybody. */
const LEAST_COLOURFUL = 45;

function thing(items: readonly Observation[]): SeenThing {
  return { count: items.length, confidence: Math.max(...items.map(({ confidence }) => confidence)), ids: items.map(({ id }) => id) };
}

/** Mean colour between shoulders and hips; undefined where too few pixels or no colour is there. */
function clothingOf({ box, id }: Observation, pixels: Uint8Array): SeenInPhoto['clothing'] {
  if (!box) return [];
  const whole = box.h / box.w > 1.6;
  const [from, to] = whole ? [0.2, 0.5] : [0.5, 0.95];
  const [left, right, top, bottom] = [box.x + 0.25 * box.w, box.x + 0.75 * box.w, box.y + from * box.h, box.y + to * box.h].map((part) => Math.round(part * LOOK_SIDE));
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let y = Math.max(0, top ?? 0); y < Math.min(LOOK_SIDE, bottom ?? 0); y++) {
    for (let x = Math.max(0, left ?? 0); x < Math.min(LOOK_SIDE, right ?? 0); x++, count++) for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (pixels[(y * LOOK_SIDE + x) * 3 + c] ?? 0);
  }
  const colour: [number, number, number] = [sum[0] / count, sum[1] / count, sum[2] / count];
  return count >= LEAST_PIXELS && Math.max(...colour) - Math.min(...colour) >= LEAST_COLOURFUL ? [{ colour, id }] : [];
}

/** `pixels`: the small picture, RGB24 [LOOK_SIDE, LOOK_SIDE, 3]. */
export function seenInPhoto(observations: readonly Observation[], pixels: Uint8Array | undefined): SeenInPhoto {
  const objects = observations.filter(({ analyzer, confidence }) => analyzer === 'object_detection' && confidence >= LEAST_SURE);
  const things = Map.groupBy(objects.filter(({ label }) => label !== undefined && label !== 'person'), ({ label = '' }) => label);
  const people = objects.filter(({ label }) => label === 'person');
  const look = observations.find(({ analyzer, attributes }) => analyzer === 'image_embedding' && typeof attributes?.['embedding'] === 'string' && typeof attributes['space'] === 'string');
  const { embedding, space } = look?.attributes ?? {};
  const texts = observations.flatMap(({ analyzer, text = '', confidence, id }) => analyzer === 'text_overlay' && text.replace(/[^\p{L}\p{N}]/gu, '').length >= LEAST_LETTERS && confidence >= LEAST_SURE ? [{ text, confidence, id }] : []);
  return {
    things: new Map([...things].map(([label, items]) => [label, thing(items)])), texts,
    ...(people.length > 0 ? { people: thing(people) } : {}),
    ...(look && typeof embedding === 'string' && typeof space === 'string' ? { embedding: { vector: compactFromBase64(embedding), space, id: look.id } } : {}),
    clothing: pixels ? people.flatMap((person) => clothingOf(person, pixels)) : [],
  };
}

/** −1..1; undefined where the two were not made by one model. */
export function embeddingLikeness(a: SeenInPhoto | undefined, b: SeenInPhoto | undefined): number | undefined {
  if (!a?.embedding || !b?.embedding || a.embedding.space !== b.embedding.space) return undefined;
  return cosine(a.embedding.vector, b.embedding.vector);
}

/** Difference of two colours, 0..255, as the eye weighs red, green and blue (a low-cost approximation: CompuPhase, 2001). */
export function colourDistance([r1, g1, b1]: readonly [number, number, number], [r2, g2, b2]: readonly [number, number, number]): number {
  const red = (r1 + r2) / 2 / 256;
  return Math.sqrt((2 + red) * (r1 - r2) ** 2 + 4 * (g1 - g2) ** 2 + (3 - red) * (b1 - b2) ** 2) / 3;
}
