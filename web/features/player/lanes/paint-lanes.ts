/** Draws lanes: only what is visible, and never more bars than there are pixels. */
import { colourOf } from '../model/families.ts';
import { firstBarFrom, type Bar } from './bars.ts';
import { LINE_PX, type Curve, type LaneLine, type PlacedRow } from './lane-rows.ts';
import { xOf } from './lane-view.ts';
import { paintFilm, paintRuler, paintWave, type Storyboard, type StripScene, type Waveform } from './strips.ts';

export interface LaneScene extends StripScene {
  readonly height: number;
  readonly pixelRatio: number;
  readonly rows: readonly PlacedRow[];
  readonly film: { readonly top: number; readonly storyboard: Storyboard } | undefined;
  readonly wave: { readonly top: number; readonly height: number; readonly waveform: Waveform } | undefined;
  readonly labelOf: (bar: Bar) => string;
  readonly isChosen: (bar: Bar) => boolean;
}

const ROW_TOP_PX = 3;
/** Widths of letters, good enough to cut words off: measuring each text would cost more than drawing it. */
const [LETTER_PX, CAPITAL_PX] = [5.6, 7.4];
const LEAST_TEXT_PX = 18;
const LEAST_BAR_PX = 2;
const VOICES = ['#f59e0b', '#0ea5e9', '#84cc16', '#d946ef', '#f43f5e', '#14b8a6'] as const;

/** Speakers differ in colour, and in the words beside them. */
function barColour({ lane: { family } }: PlacedRow, { group }: Bar): string {
  if (family !== 'speech' || group === '' || group === 'speech') return colourOf(family);
  let sum = 0;
  for (const letter of group) sum = (sum * 31 + letter.charCodeAt(0)) % 9_973;
  return VOICES[sum % VOICES.length] ?? VOICES[0];
}

function cut(text: string, roomPx: number): string {
  let used = 0;
  for (let i = 0; i < text.length; i++) {
    used += /[A-ZÄÖÜ0-9MW_]/.test(text[i] ?? '') ? CAPITAL_PX : LETTER_PX;
    if (used > roomPx) return i < 3 ? '' : `${text.slice(0, i - 1)}…`;
  }
  return text;
}

/** @param hidden its words: another bar lies over it */
function paintBar(context: CanvasRenderingContext2D, scene: LaneScene, placed: PlacedRow, { bar, y, hidden }: { bar: Bar; y: number; hidden: boolean }): void {
  const { width, view, palette } = scene;
  const from = Math.max(-4, xOf(bar.startMs, width, view));
  const wide = Math.max(LEAST_BAR_PX, Math.min(width + 4, xOf(bar.endMs, width, view)) - from);
  const high = LINE_PX - 2;
  context.fillStyle = barColour(placed, bar);
  context.globalAlpha = wide < 6 ? 0.9 : 0.35;
  context.fillRect(from, y, wide > 5 ? wide - 1 : wide, high);
  context.globalAlpha = 1;
  if (wide >= 6) context.fillRect(from, y, 2, high);
  if (scene.isChosen(bar)) {
    context.strokeStyle = palette.ink;
    context.lineWidth = 2;
    context.strokeRect(from + 1, y + 1, Math.max(2, wide - 2), high - 2);
  }
  if (wide < LEAST_TEXT_PX || hidden) return;
  const text = cut(scene.labelOf(bar), Math.min(wide, width) - 9);
  if (text === '') return;
  context.fillStyle = palette.ink;
  context.fillText(text, Math.max(from, 0) + 6, y + 12);
}

function paintLine(context: CanvasRenderingContext2D, scene: LaneScene, placed: PlacedRow, line: LaneLine, y: number): void {
  const { view, width } = scene;
  const bars = line.levels.at((view.toMs - view.fromMs) / Math.max(1, width));
  // A merged bar is never longer than a pixel's worth more than what it is made of.
  const reach = Math.max(line.longestMs, bars === line.bars ? 0 : longestOf(bars));
  let endMs = -1;
  for (let i = firstBarFrom(bars, view.fromMs - reach); i < bars.length; i++) {
    const bar = bars[i];
    if (!bar || bar.startMs > view.toMs) break;
    if (bar.endMs >= view.fromMs) paintBar(context, scene, placed, { bar, y, hidden: bar.startMs < endMs || (bars[i + 1]?.startMs ?? Infinity) < bar.endMs });
    endMs = Math.max(endMs, bar.endMs);
  }
}

const longest = new WeakMap<readonly Bar[], number>();
function longestOf(bars: readonly Bar[]): number {
  let known = longest.get(bars);
  if (known === undefined) {
    known = bars.reduce((most, { startMs, endMs }) => Math.max(most, endMs - startMs), 0);
    longest.set(bars, known);
  }
  return known;
}

function paintCurve(context: CanvasRenderingContext2D, { width, view }: LaneScene, { timesMs, values }: Curve, { top, height, lane: { family } }: PlacedRow): void {
  context.strokeStyle = colourOf(family);
  context.lineWidth = 1.5;
  context.beginPath();
  const low = top + height - 4;
  let [begun, lastX] = [false, -Infinity];
  for (const [i, ms] of timesMs.entries()) {
    const next = timesMs[i + 1];
    if (next !== undefined && next < view.fromMs) continue;
    const x = xOf(ms, width, view);
    // From afar one sample a pixel is enough.
    if (begun && x - lastX < 1) continue;
    const y = low - (values[i] ?? 0) * (height - 8);
    if (begun) context.lineTo(x, y);
    else context.moveTo(x, y);
    [begun, lastX] = [true, x];
    if (ms > view.toMs) break;
  }
  context.stroke();
}

function paintRow(context: CanvasRenderingContext2D, scene: LaneScene, placed: PlacedRow, odd: boolean): void {
  const { row, top, height } = placed;
  if (odd) {
    context.fillStyle = scene.palette.stripe;
    context.fillRect(0, top, scene.width, height);
  }
  if (row.curve) paintCurve(context, scene, row.curve, placed);
  for (const [i, line] of row.lines.entries()) paintLine(context, scene, placed, line, top + ROW_TOP_PX + i * LINE_PX);
}

export function paintLanes(context: CanvasRenderingContext2D, scene: LaneScene): void {
  const { width, height, pixelRatio, palette, film, wave, rows } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, width, height);
  context.font = '11px "Inter Variable", system-ui, sans-serif';
  paintRuler(context, scene);
  if (film) paintFilm(context, scene, film.top, film.storyboard);
  if (wave) paintWave(context, scene, { top: wave.top, height: wave.height, colour: palette.muted }, wave.waveform);
  for (const [i, row] of rows.entries()) paintRow(context, scene, row, i % 2 === 0);
}

/** The bar at a place, a few pixels of grace around short ones. */
export function barAt(rows: readonly PlacedRow[], y: number, ms: number, msPerPixel: number): Bar | undefined {
  const placed = rows.find(({ top, height }) => y >= top && y < top + height);
  if (!placed) return undefined;
  const lines = placed.row.lines;
  const line = lines[Math.min(lines.length - 1, Math.max(0, Math.floor((y - placed.top - ROW_TOP_PX) / LINE_PX)))];
  if (!line) return undefined;
  const grace = 4 * msPerPixel;
  let best: Bar | undefined;
  for (let i = firstBarFrom(line.bars, ms - grace - line.longestMs); i < line.bars.length; i++) {
    const bar = line.bars[i];
    if (!bar || bar.startMs > ms + grace) break;
    if (bar.endMs < ms - grace) continue;
    const [isNow, wasNow] = [bar.startMs <= ms && bar.endMs >= ms, best !== undefined && best.startMs <= ms && best.endMs >= ms];
    if (!best || (isNow && !wasNow) || isNow === wasNow) best = bar;
  }
  return best;
}
