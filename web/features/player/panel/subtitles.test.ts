import { expect, test } from 'vitest';
import { toSrt, toText, toVtt, type Cue } from './subtitles.ts';

const cues: Cue[] = [
  { startMs: 3_723_004, endMs: 3_724_500, text: 'Second <b>& last</b>', speaker: 'Eve' },
  { startMs: 999.6, endMs: 999, text: 'First\n\n00:01 --> 00:02', speaker: 'A<v>da\n&' },
  { startMs: 5, endMs: 6, text: ' \n ', speaker: undefined },
];

test('SRT: numbered, in order, hours, commas; no line that would end or begin a cue', () => {
  expect(toSrt(cues)).toBe('1\n00:00:01,000 --> 00:00:01,500\nA<v>da &: First\n00:01 -> 00:02\n\n2\n01:02:03,004 --> 01:02:04,500\nEve: Second <b>& last</b>\n');
});

test('VTT: voices, and nothing that would be read as a tag', () => {
  expect(toVtt(cues)).toBe('WEBVTT\n\n00:00:01.000 --> 00:00:01.500\n<v A&lt;v&gt;da &amp;>First\n00:01 -&gt; 00:02\n\n01:02:03.004 --> 01:02:04.500\n<v Eve>Second &lt;b&gt;&amp; last&lt;/b&gt;\n');
});

test('text: one line a phrase, a name where somebody else begins', () => {
  const said = (startMs: number, text: string, speaker?: string): Cue => ({ startMs, endMs: startMs + 1, text, speaker });
  expect(toText([said(2000, 'c'), said(0, 'a', 'Ada'), said(1000, 'b', 'Ada'), said(3000, 'd', 'Ada')], (ms) => `${ms / 1000}`)).toBe('[0] Ada: a\n[1] b\n[2] c\n[3] Ada: d\n');
});

test('right-to-left text and emoji stay as they are', () => {
  expect(toSrt([{ startMs: 0, endMs: 1000, text: 'שלום 👋', speaker: undefined }])).toContain('\nשלום 👋\n');
});
