/** What is under the pointer: its frame, its time, its words. Written into the page directly, since it follows each movement. */
import { clock } from '#lib/format.ts';
import type { Hovered } from './lane-canvas.ts';
import { nearestTile, tileAt, type Storyboard } from './strips.ts';

export interface HoverParts { card: HTMLElement; picture: HTMLElement; time: HTMLElement; words: HTMLElement }

const MARGIN_PX = 8;
const MOST_LETTERS = 160;

function showTile(picture: HTMLElement, { image, index }: Storyboard, ms: number): void {
  const { x, y, w, h } = tileAt(index, nearestTile(index.timesMs, ms));
  const style = picture.style;
  style.width = `${w}px`;
  style.height = `${h}px`;
  style.backgroundImage = `url("${image.src}")`;
  style.backgroundPosition = `-${x}px -${y}px`;
}

/** @param sentence of the finding under the pointer */
export function showHover({ card, picture, time, words }: HoverParts, hovered: Hovered | undefined, storyboard: Storyboard | undefined, sentence: string): void {
  card.hidden = hovered === undefined;
  if (!hovered) return;
  picture.hidden = storyboard === undefined;
  if (storyboard) showTile(picture, storyboard, hovered.ms);
  time.textContent = clock(hovered.ms, { tenths: true });
  words.textContent = sentence.length > MOST_LETTERS ? `${sentence.slice(0, MOST_LETTERS)}…` : sentence;
  words.hidden = sentence === '';
  const room = card.parentElement?.clientWidth ?? 0;
  const x = Math.max(0, Math.min(room - card.offsetWidth, hovered.x - card.offsetWidth / 2));
  // Above the lanes' top while there is room; it never covers what it tells of.
  card.style.transform = `translate(${Math.round(x)}px, ${Math.round(-card.offsetHeight - MARGIN_PX)}px)`;
}
