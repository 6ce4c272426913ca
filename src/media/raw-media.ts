/** Pixels and samples in memory as lossless files: PNG, and WAV with the numbers as they are. */
import sharp from 'sharp';

export interface RawPicture {
  width: number;
  height: number;
  /** RGB, or grey: [height, width, channels]. */
  channels: 1 | 3;
  pixels: Uint8Array;
}

export interface RawSound {
  sampleRateHz: number;
  channels: number;
  /** Samples of all channels in turn: -1..1 as floats, or 16 bits. */
  samples: Float32Array | Int16Array;
}

export const pngOf = ({ width, height, channels, pixels }: RawPicture): Promise<Uint8Array> =>
  sharp(pixels, { raw: { width, height, channels } }).toColourspace('srgb').png({ compressionLevel: 1 }).toBuffer();

const PCM = 1;
const IEEE_FLOAT = 3;

/** RIFF/WAVE (Microsoft and IBM 1991) with one `fmt ` and one `data` chunk, little endian. */
export function wavOf({ sampleRateHz, channels, samples }: RawSound): Uint8Array {
  const bytesEach = samples.BYTES_PER_ELEMENT;
  const sizeBytes = samples.length * bytesEach;
  const file = Buffer.alloc(44 + sizeBytes);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + sizeBytes, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(samples instanceof Int16Array ? PCM : IEEE_FLOAT, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(sampleRateHz, 24);
  file.writeUInt32LE(sampleRateHz * channels * bytesEach, 28);
  file.writeUInt16LE(channels * bytesEach, 32);
  file.writeUInt16LE(bytesEach * 8, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(sizeBytes, 40);
  const put = samples instanceof Int16Array ? (value: number, at: number) => file.writeInt16LE(value, at) : (value: number, at: number) => file.writeFloatLE(value, at);
  for (let i = 0; i < samples.length; i++) put(samples[i] ?? 0, 44 + i * bytesEach);
  return file;
}
