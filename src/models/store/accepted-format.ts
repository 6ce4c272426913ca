/**
 * Which files may enter the store: ONNX, safetensors, GGUF and plain data. Formats that run code when they are
 * opened (pickle, and PyTorch's archives of pickles) are refused by name and by content.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../kernel/app-error.ts';

type Format = 'onnx' | 'safetensors' | 'gguf' | 'text' | 'raw';

/** `raw` is external data of ONNX networks: numbers without a header. */
const FORMATS: Readonly<Record<string, Format>> = {
  '.onnx': 'onnx', '.safetensors': 'safetensors', '.gguf': 'gguf',
  '.json': 'text', '.txt': 'text', '.csv': 'text', '.tsv': 'text', '.md': 'text',
  '.onnx_data': 'raw', '.data': 'raw',
};

const HEAD_BYTES = 4096;

const refusal = (name: string, why: string): AppError =>
  new AppError('MODEL_UNSUPPORTED', `The file ${name} ${why}. AIMA takes ONNX, safetensors, GGUF and plain data only.`, { file: name });

/** @throws AppError MODEL_UNSUPPORTED for a name of another format, or one that leaves its folder */
export function checkName(name: string): Format {
  const parts = name.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..') || /[\\\p{Cc}:]/u.test(name)) throw refusal(name, 'has a path that is not allowed');
  const format = FORMATS[path.posix.extname(name).toLowerCase()];
  if (format === undefined) throw refusal(name, 'has a format that is not accepted');
  return format;
}

/** Pickle protocol 2 to 5 begins with 0x80 and its number; PyTorch and NumPy archives are ZIP files. */
const isDangerous = (head: Uint8Array): boolean =>
  (head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5 && head[2] !== undefined && [0x63, 0x7d, 0x5d, 0x28, 0x8a, 0x95, 0x58].includes(head[2]))
  || (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5));

const text = (head: Uint8Array, from: number, to: number): string => Buffer.from(head.subarray(from, to)).toString('latin1');

/** What the first bytes of each format look like. */
const looksRight: Readonly<Record<Format, (head: Uint8Array) => boolean>> = {
  // A protobuf message that begins with its field 1, the version of the format, which is a small number.
  onnx: (head) => head.length > 8 && head[0] === 0x08 && (head[1] ?? 0xff) < 0x40,
  // Eight bytes of length (the header is far below 4 GiB), then JSON.
  safetensors: (head) => head.length > 9 && head.subarray(4, 8).every((byte) => byte === 0) && head[8] === 0x7b,
  gguf: (head) => text(head, 0, 4) === 'GGUF',
  text: (head) => !head.includes(0),
  raw: () => true,
};

/** @throws AppError MODEL_UNSUPPORTED if the content is not what the name says */
export async function checkContent(file: string, name: string): Promise<void> {
  const format = checkName(name);
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: new Uint8Array(HEAD_BYTES), position: 0 });
    const head = buffer.subarray(0, bytesRead);
    if (isDangerous(head)) throw refusal(name, 'holds a pickle or an archive, which may run code');
    if (!looksRight[format](head)) throw refusal(name, `is not ${format === 'text' ? 'text' : format.toUpperCase()} inside`);
  } finally {
    await handle.close();
  }
}
