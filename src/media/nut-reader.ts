/**
 * Reads the NUT container (https://ffmpeg.org/~michael/nut.txt, version 3) as ffmpeg writes it for one stream of raw
 * pictures: every picture travels with its own presentation time, so none can lose or swap it.
 */
import { AppError } from '../kernel/app-error.ts';

const FILE_ID = 'nut/multimedia container\0';
const STARTCODE = 0x4e; // 'N'
const MAIN = 'NMzV\x1f_\x04\xad';
const STREAM = 'NS\x11\x40[\xf2\xf9\xdb';
const SYNCPOINT = 'NK\xe4\xad\xee\xca\x45\x69';

const CODED_PTS = 1 << 3;
const STREAM_ID = 1 << 4;
const SIZE_MSB = 1 << 5;
const CHECKSUM = 1 << 6;
const RESERVED = 1 << 7;
const SIDE_DATA = 1 << 8;
const HEADER_IDX = 1 << 10;
const MATCH_TIME = 1 << 11;
const CODED = 1 << 12;

interface FrameCode {
  flags: number;
  ptsDelta: number;
  sizeMul: number;
  sizeLsb: number;
  reserved: number;
  elided: number;
}

/** Bytes in order. `take` hands out 1 to `length` bytes, valid until the next call; it and `byte` throw at the end. */
export interface ByteSource {
  byte(): Promise<number>;
  take(length: number): Promise<Buffer>;
  /** True once nothing is left. */
  ended(): Promise<boolean>;
}

export interface NutPicture {
  /** Presentation time in whole ticks, and how many of them make a second: products of these round exactly. */
  pts: number;
  ticksPerSecond: number;
  sizeBytes: number;
}

/** Undefined at the end. After each picture the caller must take exactly `sizeBytes` from the source. */
export interface NutReader {
  next(): Promise<NutPicture | undefined>;
}

const broken = (what: string): AppError => new AppError('INTERNAL', `The decoder's output cannot be followed: ${what}.`);

async function readExactly(source: ByteSource, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let left = length; left > 0;) {
    const part = await source.take(left);
    parts.push(part);
    left -= part.length;
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

/** Variable-length numbers: seven bits a byte, highest first. */
async function readNumber(source: ByteSource): Promise<number> {
  let value = 0;
  for (;;) {
    const byte = await source.byte();
    value = value * 128 + (byte & 127);
    if (byte < 128) return value;
  }
}

/** The same over a packet that is already in memory. */
function numbersIn(packet: Buffer): { unsigned(): number; signed(): number; bytes(length: number): Buffer } {
  let at = 0;
  const unsigned = (): number => {
    let value = 0;
    for (;;) {
      const byte = packet[at++];
      if (byte === undefined) throw broken('a header ends early');
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  };
  return {
    unsigned,
    signed: () => {
      const value = unsigned() + 1;
      return value % 2 === 1 ? -Math.floor(value / 2) : value / 2;
    },
    bytes: (length) => packet.subarray(at, at += length),
  };
}

interface MainHeader {
  /** Ticks per second. */
  timeBases: number[];
  codes: FrameCode[];
}

function parseMain(packet: Buffer): MainHeader {
  const { unsigned, signed } = numbersIn(packet);
  const version = unsigned();
  if (version > 3) unsigned();
  unsigned(); // streams
  unsigned(); // max_distance
  const timeBases = Array.from({ length: unsigned() }, () => {
    const num = unsigned();
    return unsigned() / num;
  });
  const codes: FrameCode[] = [];
  let ptsDelta = 0;
  let sizeMul = 1;
  let elidedIndex = 0;
  while (codes.length < 256) {
    const flags = unsigned();
    const fields = unsigned();
    if (fields > 0) ptsDelta = signed();
    if (fields > 1) sizeMul = unsigned();
    if (fields > 2) unsigned(); // stream
    const size = fields > 3 ? unsigned() : 0;
    const reserved = fields > 4 ? unsigned() : 0;
    const count = fields > 5 ? unsigned() : sizeMul - size;
    if (fields > 6) signed();
    if (fields > 7) elidedIndex = unsigned();
    for (let extra = 8; extra < fields; extra++) unsigned();
    for (let j = 0; j < count && codes.length < 256; j++) {
      // The code 'N' starts headers; it is skipped without using up a size.
      if (codes.length === STARTCODE) codes.push({ flags: 0, ptsDelta: 0, sizeMul: 0, sizeLsb: 0, reserved: 0, elided: 0 });
      codes.push({ flags, ptsDelta, sizeMul, sizeLsb: size + j, reserved, elided: elidedIndex });
    }
  }
  return { timeBases, codes };
}

interface FrameHeader {
  codedPts: number | undefined;
  sizeBytes: number;
}

async function readFrameHeader(source: ByteSource, code: FrameCode): Promise<FrameHeader> {
  let { flags } = code;
  const numberIf = async (flag: number, otherwise: number): Promise<number> => (flags & flag ? readNumber(source) : otherwise);
  if (flags & CODED) flags ^= await readNumber(source);
  await numberIf(STREAM_ID, 0);
  const codedPts = flags & CODED_PTS ? await readNumber(source) : undefined;
  const msb = await numberIf(SIZE_MSB, 0);
  await numberIf(MATCH_TIME, 0);
  // Another choice than 0 means that known first bytes are left out, which ffmpeg does not do to raw pictures.
  if ((await numberIf(HEADER_IDX, code.elided)) !== 0) throw broken('left-out bytes');
  for (let reserved = await numberIf(RESERVED, code.reserved); reserved > 0; reserved--) await readNumber(source);
  if (flags & CHECKSUM) await readExactly(source, 4);
  if (flags & SIDE_DATA) throw broken('side data');
  return { codedPts, sizeBytes: code.sizeMul * msb + code.sizeLsb };
}

export function nutReader(source: ByteSource): NutReader {
  let main: MainHeader | undefined;
  let ticksPerSecond = 1;
  let ptsShift = 0;
  let lastPts = 0;
  let started = false;

  const takeHeader = async (): Promise<void> => {
    const startcode = 'N' + (await readExactly(source, 7)).toString('latin1');
    const length = await readNumber(source);
    if (length > 4096) await readExactly(source, 4);
    const packet = await readExactly(source, length);
    if (startcode === MAIN) main = parseMain(packet);
    else if (startcode === STREAM) {
      const { unsigned, bytes } = numbersIn(packet);
      unsigned(); // id
      unsigned(); // class
      bytes(unsigned()); // fourcc
      ticksPerSecond = main?.timeBases[unsigned()] ?? 1;
      ptsShift = unsigned();
    } else if (startcode === SYNCPOINT && main) {
      const key = numbersIn(packet).unsigned();
      const base = main.timeBases[key % main.timeBases.length] ?? 1;
      // With one stream there is one time base, so this is exact.
      lastPts = Math.floor((Math.floor(key / main.timeBases.length) * ticksPerSecond) / base);
    }
  };

  const fullPts = (coded: number): number => {
    const span = 2 ** ptsShift;
    if (coded >= span) return coded - span;
    const delta = lastPts - (span - 1 - ((span - 1) % 2)) / 2;
    return ((((coded - delta) % span) + span) % span) + delta;
  };

  return {
    async next() {
      if (!started) {
        if (await source.ended()) return undefined;
        if ((await readExactly(source, FILE_ID.length)).toString('latin1') !== FILE_ID) throw broken('no NUT');
        started = true;
      }
      for (;;) {
        if (await source.ended()) return undefined;
        const first = await source.byte();
        if (first === STARTCODE) await takeHeader();
        else {
          const code = main?.codes[first];
          if (!code) throw broken('a frame before the header');
          const { codedPts, sizeBytes } = await readFrameHeader(source, code);
          lastPts = codedPts === undefined ? lastPts + code.ptsDelta : fullPts(codedPts);
          return { pts: lastPts, ticksPerSecond, sizeBytes };
        }
      }
    },
  };
}
