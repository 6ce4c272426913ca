/**
 * Writes protocol buffers (https://protobuf.dev/programming-guides/encoding): just the wire types that ONNX
 * needs. A message gathers pieces; nested messages are joined in by reference, so weights are copied once.
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

export interface Message {
  /** int32, int64, enum, bool; negative numbers take ten bytes, as the format wants. */
  varint(field: number, value: number | bigint): Message;
  float(field: number, value: number): Message;
  string(field: number, value: string): Message;
  bytes(field: number, value: Uint8Array): Message;
  message(field: number, value: Message): Message;
  /** Packed repeated varints, as proto3 writes numbers. */
  packed(field: number, values: readonly number[]): Message;
  /** Length in bytes so far. */
  length(): number;
  pieces(): readonly Uint8Array[];
}

export function encodeVarint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}

export function createMessage(): Message {
  const pieces: Uint8Array[] = [];
  let length = 0;

  function add(piece: Uint8Array): void {
    pieces.push(piece);
    length += piece.length;
  }
  const tag = (field: number, wireType: number): void => add(encodeVarint((field << 3) | wireType));

  const message: Message = {
    varint(field, value) {
      tag(field, VARINT);
      add(encodeVarint(value));
      return message;
    },
    float(field, value) {
      tag(field, FIXED32);
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setFloat32(0, value, true);
      add(bytes);
      return message;
    },
    bytes(field, value) {
      tag(field, LENGTH_DELIMITED);
      add(encodeVarint(value.length));
      add(value);
      return message;
    },
    string: (field, value) => message.bytes(field, new TextEncoder().encode(value)),
    message(field, value) {
      tag(field, LENGTH_DELIMITED);
      add(encodeVarint(value.length()));
      value.pieces().forEach(add);
      return message;
    },
    packed(field, values) {
      const encoded = values.map(encodeVarint);
      tag(field, LENGTH_DELIMITED);
      add(encodeVarint(encoded.reduce((sum, { length: n }) => sum + n, 0)));
      encoded.forEach(add);
      return message;
    },
    length: () => length,
    pieces: () => pieces,
  };
  return message;
}

/** The whole message in one array. */
export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(message.length());
  let offset = 0;
  for (const piece of message.pieces()) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}
