/** Samples as a WAV file in memory: what servers take as speech. */

const HEADER_BYTES = 44;
const PCM = 1;

/** Mono, 16 bits. Samples beyond −1..1 are clipped. */
export function wavOf(samples: Float32Array, sampleRateHz: number): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.alloc(HEADER_BYTES + samples.length * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(PCM, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRateHz, 24);
  bytes.writeUInt32LE(sampleRateHz * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, i) => { bytes.writeInt16LE(Math.round(Math.min(1, Math.max(-1, sample)) * 32_767), HEADER_BYTES + i * 2); });
  return new Uint8Array(bytes);
}
