/** Decodes one medium once, for everybody. */
import type { Decode, DecodeRequest } from './decode-request.ts';
import { decodeFilm } from './film-decode.ts';
import { decodeStills } from './still-decode.ts';

export function openDecode(request: DecodeRequest): Decode {
  const { probe, signal, ...needs } = request;
  const { source } = probe;
  return source.kind === 'film' ? decodeFilm({ probe, source, needs, signal }) : decodeStills({ probe, source, needs, signal });
}
