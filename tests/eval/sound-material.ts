/** Sounds for the evaluation, made from the shared media: pitch and noise variants, mixes, synthetic speech. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { withNoise } from '../support/signal-to-distortion.ts';

export const RATE = 16_000;

/** Mono, 16 kHz, as ffmpeg decodes it. */
export function samplesOf(...input: string[]): Float32Array {
  const bytes = execFileSync('ffmpeg', ['-v', 'error', ...input, '-vn', '-ac', '1', '-ar', String(RATE), '-f', 'f32le', '-'], { maxBuffer: 2 ** 28 });
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength - (bytes.byteLength % 4)));
}

/** Writes a WAV file in 32-bit floating point (format 3). */
export function written(file: string, samples: Float32Array): string {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'ascii');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8, 'ascii');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(3, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 4, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(32, 34);
  header.write('data', 36, 'ascii');
  header.writeUInt32LE(samples.byteLength, 40);
  writeFileSync(file, Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]));
  return file;
}

export const COLOURS = ['pink', 'white', 'brown'] as const;

/** The same noise every time. */
export const noiseOf = (colour: string, seconds: number, seed = 7): Float32Array =>
  samplesOf('-f', 'lavfi', '-i', `anoisesrc=c=${colour}:a=0.5:d=${seconds.toFixed(2)}:r=${RATE}:s=${seed}`);

export const noisy = (sound: Float32Array, colour: string, snrDb: number): Float32Array => withNoise(sound, noiseOf(colour, sound.length / RATE + 0.1), snrDb);

/** Silence, the sound, silence. */
export function between(sound: Float32Array, seconds = 1.5): Float32Array {
  const whole = new Float32Array(sound.length + 2 * seconds * RATE);
  whole.set(sound, seconds * RATE);
  return whole;
}

/** Faster and higher, or slower and lower. */
export const pitched = (file: string, ratio: number): Float32Array => samplesOf('-i', file, '-af', `aresample=48000,asetrate=${Math.round(48_000 * ratio)},aresample=${RATE}`);

/** `added` from a time on, by so many dB louder or softer than it is. */
export function mixed(under: Float32Array, added: Float32Array, atMs: number, gainDb: number): Float32Array {
  const from = Math.round((atMs * RATE) / 1000);
  const gain = 10 ** (gainDb / 20);
  return Float32Array.from({ length: Math.max(under.length, from + added.length) }, (_, i) => (under[i] ?? 0) + gain * (added[i - from] ?? 0));
}

/** espeak-ng says it; undefined where it is not installed. */
export function spoken(work: string, name: string, text: string, options: readonly string[]): string | undefined {
  const file = path.join(work, `${name}.wav`);
  try {
    execFileSync('espeak-ng', [...options, '-w', file, text], { stdio: 'ignore' });
    return file;
  } catch {
    return undefined;
  }
}

export const ENGLISH = [
  'Welcome back to my channel. In this video I will show you how to build a small shelf for your kitchen. First, measure the wall twice.',
  'The weather is nice today and I walk along the river with my dog. After that we go home, cook something warm and talk about the day.',
];
export const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  de: [
    'Willkommen zurück auf meinem Kanal. In diesem Video zeige ich euch, wie man ein kleines Regal für die Küche baut. Messt zuerst die Wand zweimal aus.',
    'Das Wetter ist heute schön und ich gehe mit meinem Hund am Fluss entlang. Danach gehen wir nach Hause, kochen etwas Warmes und reden über den Tag.',
    'Bitte denken Sie daran, morgen früh die Unterlagen mitzubringen. Ohne den Ausweis können wir leider nichts für Sie tun.',
  ],
  fr: ["Il fait beau aujourd'hui et je me promène au bord de la rivière avec mon chien. Ensuite nous rentrons et nous parlons de la journée."],
  es: ['Hoy hace buen tiempo y paseo por el río con mi perro. Después volvemos a casa, cocinamos algo caliente y hablamos del día.'],
};
