/** The bytes of media: ranges that nobody asks for, qualities and pieces that are not there, of the own workspace and of the other. */
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import type { Attack } from './attacks.ts';
import { sendMedium } from './person.ts';
import { undocumented, type Walk } from './walk-uploads.ts';
import type { FuzzWorld } from './world.ts';

const OPERATION = undocumented('streams', 'media:read');
const RANGES = ['bytes=0-', 'bytes=-1', 'bytes=-0', 'bytes=0-0', 'bytes=5-4', 'bytes=1-,2-', 'bytes=0-0,-1', 'bytes=', 'bytes', 'bytes=a-b', 'items=0-1', 'bytes=99999999999999999999-', 'bytes=-99999999999999999999', 'bytes=0-99999999999999999999', 'bytes= 0 - 1', 'bytes=--1', 'bytes=1e1-', 'bytes=0x1-', 'BYTES=0-1', `bytes=${'0-0,'.repeat(1500)}0-0`, '\tbytes=0-1', '*'];
const RENDITIONS = ['240p', '240p', '0p', '1p', '00240p', '99999p', '144p', '1080p', 'sound', 'SOUND', '240p%00', '..', '%2e%2e%2fhls', '240p%0a', '-1p', '240', 'index.m3u8'];
const SEGMENTS = ['0.ts', '0.ts', '1.ts', '-1.ts', '00000.ts', '000000.ts', '0000000.ts', '999999.ts', '1e2.ts', '0.ts.ts', '.ts', '0.mp4', '0%2ets', '%2e%2e%2f0.ts', '0.ts%00', '0.TS', 'index.m3u8', 'master.m3u8'];
const FILES = ['content', 'content?download=1', 'content?download=2', 'content?download=0&download=1', 'hls/master.m3u8', 'storyboard', 'storyboard.jpg', 'waveform', 'thumbnails/small', 'thumbnails/huge', 'thumbnails/%00'];

function requests({ owner, ownIds, foreignIds, around, foreign }: FuzzWorld): fc.Arbitrary<Attack> {
  const others = [...foreignIds['mediaId'] ?? [], foreign.toHold.mediaId];
  const medium = fc.oneof(fc.constantFrom(...ownIds['mediaId'] ?? []), fc.constant(around.furnished.toHold.mediaId), fc.constantFrom(...others), fc.constantFrom('%00', 'm-0000000000000000', '..', 'm-%2e%2e', `m-${'f'.repeat(400)}`));
  const file = fc.oneof(
    fc.constantFrom(...FILES), fc.constant('content'), fc.constantFrom(...RENDITIONS).map((rendition) => `hls/${rendition}/index.m3u8`),
    fc.tuple(fc.constantFrom(...RENDITIONS), fc.constantFrom(...SEGMENTS)).map(([rendition, segment]) => `hls/${rendition}/${segment}`),
  );
  const range = fc.oneof(fc.constant(undefined), fc.constantFrom(...RANGES), fc.tuple(fc.nat(100_000), fc.nat(100_000)).map(([from, to]) => `bytes=${String(from)}-${String(to)}`));
  return fc.tuple(fc.constantFrom('GET', 'GET', 'GET', 'HEAD'), medium, file, range, fc.constantFrom(undefined, '"x"', 'W/"x"', 'Thu, 01 Jan 1970 00:00:00 GMT')).map(([method, id, name, asked, ifRange]): Attack => ({
    kind: 'stream', ...(others.includes(id) ? { expects: 'refusal' } : {}),
    request: { method, path: `/api/v1/media/${id}/${name}`, headers: { ...owner, ...(asked === undefined ? {} : { range: asked }), ...(ifRange === undefined ? {} : { 'if-range': ifRange }) } },
  }));
}

/** What a range brings is what stands there in the file. */
async function compareRanges(world: FuzzWorld, { seed, wrong }: Walk): Promise<void> {
  const bytes = await readFile(world.around.importedFile.file);
  // Other attacks may have taken every earlier medium away.
  const { mediaId } = await sendMedium(world.around.owner, new Uint8Array(bytes), 'ranges.mp4');
  const size = bytes.length;
  const asked = fc.sample(fc.tuple(fc.nat(size + 10), fc.nat(size + 10), fc.constantFrom('both', 'from', 'last')), { seed, numRuns: 20 });
  for (const [from, to, how] of asked) {
    const range = `bytes=${how === 'last' ? '' : String(from)}-${how === 'from' ? '' : String(to)}`;
    const [start, end] = how === 'last' ? [Math.max(0, size - to), size] : how === 'from' ? [from, size] : [from, Math.min(size, to + 1)];
    const answer = await fetch(`${world.baseUrl}/api/v1/media/${mediaId}/content`, { headers: { ...world.owner, range } });
    const got = Buffer.from(await answer.arrayBuffer());
    if (how === 'both' && to < from) continue; // no range at all: what comes is the judge's matter
    if (start >= end ? answer.status !== 416 : answer.status !== 206 || !got.equals(bytes.subarray(start, end))) wrong(`streams: ${range} of ${String(size)} bytes: ${String(answer.status)} with ${String(got.length)} bytes`);
  }
}

export async function walkStreams(world: FuzzWorld, walk: Walk): Promise<void> {
  for (const attack of fc.sample(requests(world), { seed: walk.seed, numRuns: walk.count })) await walk.send(OPERATION, attack);
  await compareRanges(world, walk);
}
