/** A transcript as a file: plain text, SubRip (SRT), WebVTT (W3C). Pure. */

export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly speaker: string | undefined;
}

/** Neither format knows cues without a length. */
const SHORTEST_MS = 500;

const two = (value: number): string => String(value).padStart(2, '0');

function time(ms: number, mark: ',' | '.'): string {
  const whole = Math.max(0, Math.round(ms));
  const seconds = Math.floor(whole / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${mark}${String(whole % 1000).padStart(3, '0')}`;
}

/** An empty line would end the cue, an arrow would begin another one. */
const lines = (text: string): string => text.split(/\r\n|[\r\n\u2028\u2029]/).map((line) => line.trim().replaceAll('-->', '->')).filter((line) => line !== '').join('\n');
const oneLine = (text: string): string => lines(text).replaceAll('\n', ' ');
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const inOrder = (cues: readonly Cue[]): Cue[] => cues.filter(({ text }) => lines(text) !== '').toSorted((a, b) => a.startMs - b.startMs);
const span = ({ startMs, endMs }: Cue, mark: ',' | '.'): string => `${time(startMs, mark)} --> ${time(endMs > startMs ? endMs : startMs + SHORTEST_MS, mark)}`;

export const toSrt = (cues: readonly Cue[]): string =>
  inOrder(cues).map((cue, i) => `${i + 1}\n${span(cue, ',')}\n${cue.speaker === undefined ? '' : `${oneLine(cue.speaker)}: `}${lines(cue.text)}\n`).join('\n');

export const toVtt = (cues: readonly Cue[]): string =>
  `WEBVTT\n\n${inOrder(cues).map((cue) => `${span(cue, '.')}\n${cue.speaker === undefined ? '' : `<v ${escaped(oneLine(cue.speaker))}>`}${escaped(lines(cue.text))}\n`).join('\n')}`;

/** Each time somebody else begins, a line with the time and who it is. */
export function toText(cues: readonly Cue[], clock: (ms: number) => string): string {
  let before: string | undefined;
  return inOrder(cues).map((cue) => {
    const named = cue.speaker !== undefined && cue.speaker !== before;
    before = cue.speaker;
    return `[${clock(cue.startMs)}] ${named ? `${oneLine(cue.speaker ?? '')}: ` : ''}${oneLine(cue.text)}\n`;
  }).join('');
}
