/** Classes of AudioSet (Gemmeke et al., 2017) in the words of AIMA: what the lite tier says keeps its word in the full tier. */
import type { TaggedEvent } from './tagging.ts';

const groups: Readonly<Record<string, readonly string[]>> = {
  phone: ['Telephone', 'Telephone bell ringing', 'Ringtone', 'Telephone dialing, DTMF', 'Busy signal', 'Dial tone'],
  bell: ['Bell', 'Church bell', 'Jingle bell', 'Bicycle bell', 'Tubular bells', 'Chime', 'Wind chime', 'Ding', 'Ding-dong', 'Doorbell', 'Cowbell'],
  alarm: ['Alarm', 'Alarm clock', 'Siren', 'Civil defense siren', 'Buzzer', 'Smoke detector, smoke alarm', 'Fire alarm', 'Car alarm', 'Beep, bleep', 'Foghorn', 'Reversing beeps'],
};
const groupOf = new Map(Object.entries(groups).flatMap(([group, names]) => names.map((name) => [name, group])));

/** Voices and music have analyzers of their own; rooms and silence are surroundings. */
const SPEECH = /^(Speech|Child speech|Conversation|Narration|Male speech|Female speech|Speech synthesizer|Babbling|Chatter|Hubbub)/;
const MUSIC = /^(Music|Musical instrument|Song|Singing|Pop music|Rock|Hip hop|Jazz|Classical|Electronic music|.* music|Theme music|Soundtrack|Background music)/i;
const PLACES = /^(Inside|Outside|Silence|Reverberation|Echo|Field recording|Noise|Environmental noise|Static|White noise|Pink noise|Sound effect|Mains hum|Hum$)/;

const isSpeechClass = (name: string): boolean => SPEECH.test(name);
const isMusicClass = (name: string): boolean => MUSIC.test(name);
const isPlaceClass = (name: string): boolean => PLACES.test(name);

/** `dog_bark` for 'Dog bark, howl'. */
export const plainWord = (name: string): string => name.split(/[,(]/)[0]?.trim().toLowerCase().replaceAll(/[^a-z0-9]+/g, '_') ?? name;

export interface NamedSound extends TaggedEvent {
  /** The network's own names, the surest first. */
  classes: string[];
}

/** Effects among the events: one per word and time; where a telephone is heard, that it is an alarm too says nothing more. */
export function effectsAmong(events: readonly TaggedEvent[]): NamedSound[] {
  const named = events.filter(({ label }) => !isSpeechClass(label) && !isMusicClass(label) && !isPlaceClass(label))
    .map((event): NamedSound => ({ ...event, label: groupOf.get(event.label) ?? plainWord(event.label), classes: [event.label] }))
    .sort((a, b) => b.confidence - a.confidence);
  const joined: NamedSound[] = [];
  for (const next of named) {
    const same = joined.find((other) => other.label === next.label && other.startMs <= next.endMs && next.startMs <= other.endMs);
    if (same === undefined) {
      joined.push({ ...next });
      continue;
    }
    same.startMs = Math.min(same.startMs, next.startMs);
    same.endMs = Math.max(same.endMs, next.endMs);
    same.classes.push(...next.classes.filter((name) => !same.classes.includes(name)));
  }
  const phones = joined.filter(({ label }) => label === 'phone');
  return joined.filter((sound) => sound.label !== 'alarm' || !phones.some((phone) => phone.startMs <= sound.endMs && sound.startMs <= phone.endMs))
    .sort((a, b) => a.startMs - b.startMs || b.confidence - a.confidence);
}

export interface Surroundings {
  label: string;
  startMs: number;
  endMs: number;
  confidence: number;
}

const average = (scores: Float32Array, from: number, to: number, width: number, column: number): number => {
  let sum = 0;
  for (let row = from; row < to; row++) sum += scores[row * width + column] ?? 0;
  return sum / Math.max(1, to - from);
};

/** What prevails in stretches of about `stretchMs`: speech, music, quiet, or the strongest other class; equal neighbours are one. */
export function surroundingsOf({ scores, labels, hopMs, windowMs }: { scores: Float32Array; labels: readonly string[]; hopMs: number; windowMs: number }, stretchMs: number, least: number): Surroundings[] {
  const width = labels.length;
  const rows = width === 0 ? 0 : scores.length / width;
  const perStretch = Math.max(1, Math.round(stretchMs / hopMs));
  const found: Surroundings[] = [];
  for (let from = 0; from < rows; from += perStretch) {
    const to = Math.min(rows, from + perStretch);
    const best = (keep: (name: string) => boolean): { name: string; score: number } => labels.reduce((top, name, column) => {
      const score = keep(name) ? average(scores, from, to, width, column) : -1;
      return score > top.score ? { name, score } : top;
    }, { name: '', score: -1 });
    const [speech, music] = [best(isSpeechClass), best(isMusicClass)];
    const rest = best((name) => !isSpeechClass(name) && !isMusicClass(name));
    const label = speech.score >= least && music.score >= least ? 'speech_and_music' : speech.score >= Math.max(least, rest.score) ? 'speech'
      : music.score >= Math.max(least, rest.score) ? 'music' : rest.name === 'Silence' ? 'quiet' : rest.score >= least ? plainWord(rest.name) : 'other_sound';
    const confidence = Math.min(1, Math.max(0, label === 'other_sound' ? 1 - rest.score : Math.max(speech.score, music.score, rest.score)));
    const [startMs, endMs] = [Math.round(from * hopMs), Math.round(to === rows ? (to - 1) * hopMs + windowMs : to * hopMs)];
    const last = found.at(-1);
    if (last?.label === label) Object.assign(last, { endMs, confidence: Math.max(last.confidence, confidence) });
    else found.push({ label, startMs, endMs, confidence });
  }
  return found;
}
