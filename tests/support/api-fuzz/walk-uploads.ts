/** The upload protocol (tus 1.0.0), which the OpenAPI document does not hold: wrong offsets, types, checksums, and uploads of others. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Attack } from './attacks.ts';
import { announceUpload, OPEN_UPLOAD_BYTES } from './furnish.ts';
import type { FuzzOperation } from './operations.ts';
import type { RawAnswer } from './raw-request.ts';
import type { FuzzWorld } from './world.ts';

export interface Walk {
  seed: number;
  /** Requests. */
  count: number;
  /** Sends and judges it; undefined where no answer came. */
  send(operation: FuzzOperation, attack: Attack): Promise<RawAnswer | undefined>;
  wrong(fault: string): void;
}

/** Something that is attacked and stands in no document. */
export const undocumented = (id: string, permission: string): FuzzOperation => ({ id, method: 'GET', path: '/', parameters: [], body: undefined, bodyRequired: false, public: false, permission, statuses: new Set() });

const OPERATION = undocumented('tus', 'media:write');
const UPLOADS = '/api/v1/uploads';
const BYTES = 'application/offset+octet-stream';
const NUMBERS = ['', '-1', '0', '1', '3999', '4000', '4001', '1e3', '0x10', ' 7', '7,7', '9007199254740993', '999999999999999', '9'.repeat(400), 'NaN', '00'];
const METADATA = ['', ',', 'filename', 'filename !!!', 'filename =', `filename ${Buffer.from('../../etc/passwd').toString('base64')}`, `filename ${Buffer.from('a\0b\r\nx: y\u202e').toString('base64')}`, `filename ${Buffer.alloc(3000, 65).toString('base64')}`,
  'filename YQ==,filename Yg==', `filename YQ==,sha256 ${Buffer.from('zz').toString('base64')}`, `__proto__ ${Buffer.from('x').toString('base64')}`, `filetype ${Buffer.from('text/html').toString('base64')}`, 'x'.repeat(7000)];

const digest = (algorithm: string, bytes: Buffer): string => `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`;
const piece = fc.integer({ min: 0, max: 600 }).map((size) => Buffer.alloc(size, 0x41));
const header = (name: string, value: fc.Arbitrary<string | undefined>): fc.Arbitrary<Record<string, string>> => value.map((text): Record<string, string> => (text === undefined ? {} : { [name]: text }));
const checksum = fc.constantFrom(undefined, 'sha256', 'sha256 ', 'sha256 !!!', 'sha1 AAAA', 'md5 x y', 'crc32 AAAA', '__proto__ x', `sha256 ${'A'.repeat(5000)}`, 'sha1  2jmj7l5rSw0yVb/vlWAYkK/YBwk=');

const hostileHeaders = fc.tuple(
  header('tus-resumable', fc.constantFrom('1.0.0', '1.0.0', '1.0.0', undefined, '0.2.2', '1.0.0, 1.0.0', '')), header('content-type', fc.constantFrom(BYTES, BYTES, BYTES, undefined, 'application/json', `${BYTES}; charset=utf-8`, 'text/html')),
  header('upload-offset', fc.constantFrom(undefined, ...NUMBERS)), header('upload-checksum', checksum), header('x-http-method-override', fc.constantFrom(undefined, 'DELETE')),
).map((all): Record<string, string> => Object.assign({}, ...all) as Record<string, string>); // a union of their fields

/** On an upload of others nothing but a refusal comes, whatever the rest of the request is; only that nothing is to be deleted is a success. */
function onUploads({ owner, ownIds, foreignIds, foreign }: FuzzWorld, openId: string): fc.Arbitrary<Attack> {
  const others = [foreign.openUploadId, foreignIds['id']?.[0] ?? foreign.openUploadId];
  const id = fc.oneof(fc.constant(openId), fc.constantFrom(...ownIds['id'] ?? []), fc.constantFrom(...others), fc.constantFrom(...others), fc.uuid(), fc.constantFrom('%00', '..', 'x', 'undefined'));
  return fc.tuple(fc.constantFrom('PATCH', 'PATCH', 'PATCH', 'HEAD', 'DELETE', 'GET', 'OPTIONS', 'PUT'), id, hostileHeaders, piece).filter(([method, at]) => !(method === 'DELETE' && at === openId)).map(([method, at, headers, bytes]): Attack => ({
    kind: 'on an upload', ...(others.includes(at) && method !== 'OPTIONS' && method !== 'DELETE' ? { expects: 'refusal' } : {}),
    request: { method, path: `${UPLOADS}/${at}`, headers: { ...owner, ...headers, ...(method === 'PATCH' || method === 'PUT' ? { 'content-length': String(bytes.length) } : {}) }, ...(method === 'PATCH' || method === 'PUT' ? { body: bytes } : {}) },
  }));
}

function creations({ owner, foreign }: FuzzWorld): fc.Arbitrary<Attack> {
  const elsewhere = `filename YQ==,jobId ${Buffer.from(foreign.toHold.jobId).toString('base64')}`;
  return fc.tuple(fc.constantFrom(undefined, ...NUMBERS), fc.constantFrom(elsewhere, ...METADATA), hostileHeaders, piece).map(([length, metadata, headers, bytes]): Attack => ({
    kind: 'creation', ...(metadata === elsewhere ? { expects: 'refusal', says: foreign.toHold.jobId } : {}),
    request: { method: 'POST', path: UPLOADS, headers: { ...owner, ...headers, ...(length === undefined ? {} : { 'upload-length': length }), 'upload-metadata': metadata, 'content-length': String(bytes.length) }, body: bytes },
  }));
}

type Step = 'next' | 'checked' | 'behind' | 'ahead' | 'broken checksum' | 'beyond the end';

/** The server's offset is after every step what a decent bookkeeper says. */
async function keepBooks(world: FuzzWorld, { seed, send, wrong }: Walk): Promise<void> {
  const id = await announceUpload(world.baseUrl, world.owner);
  let offset = 0;
  const steps = fc.sample(fc.tuple(fc.constantFrom<Step>('next', 'checked', 'behind', 'ahead', 'broken checksum', 'beyond the end'), fc.integer({ min: 1, max: 300 })), { seed, numRuns: 25 });
  for (const [step, size] of steps) {
    if (offset + size >= OPEN_UPLOAD_BYTES) break;
    const bytes = Buffer.alloc(step === 'beyond the end' ? OPEN_UPLOAD_BYTES + 1 : size, 0x42);
    const at = step === 'behind' ? offset - 1 : step === 'ahead' ? offset + 1 : offset;
    const sum = step === 'checked' ? digest('sha256', bytes) : step === 'broken checksum' ? digest('sha256', Buffer.from('something else')) : undefined;
    const good = step === 'next' || step === 'checked';
    const answer = await send(OPERATION, {
      kind: step, ...(good ? {} : { expects: 'refusal' }),
      request: { method: 'PATCH', path: `${UPLOADS}/${id}`, body: bytes, headers: { ...world.owner, 'tus-resumable': '1.0.0', 'content-type': BYTES, 'upload-offset': String(at), 'content-length': String(bytes.length), ...(sum === undefined ? {} : { 'upload-checksum': sum }) } },
    });
    if (good && answer?.status !== 204) wrong(`tus: ${step}: ${String(answer?.status)} for a good piece: ${answer?.body ?? ''}`);
    // Of a piece that goes too far what fits is kept.
    offset = good ? offset + size : step === 'beyond the end' ? OPEN_UPLOAD_BYTES : offset;
    const head = await send(OPERATION, { kind: 'books', request: { method: 'HEAD', path: `${UPLOADS}/${id}`, headers: { ...world.owner, 'tus-resumable': '1.0.0' } } });
    const said = Number(head?.headers['upload-offset']);
    if (said !== offset) wrong(`tus: the offset is ${String(said)} after "${step}", and ${String(offset)} were taken`);
    if (said !== offset || offset === OPEN_UPLOAD_BYTES) return;
  }
}

export async function walkUploads(world: FuzzWorld, walk: Walk): Promise<void> {
  const { seed, count, send, wrong } = walk;
  const openId = await announceUpload(world.baseUrl, world.owner);
  for (const attack of fc.sample(fc.oneof({ weight: 3, arbitrary: onUploads(world, openId) }, { weight: 1, arbitrary: creations(world) }), { seed, numRuns: count })) await send(OPERATION, attack);
  for (let i = 0; i < 1 + count / 100; i++) await keepBooks(world, { ...walk, seed: seed + i });
  const theirs = await fetch(`${world.baseUrl}${UPLOADS}/${world.foreign.openUploadId}`, { method: 'HEAD', headers: { ...world.other.headers(), 'tus-resumable': '1.0.0' } });
  if (theirs.headers.get('upload-offset') !== '0') wrong(`tus: the other workspace's upload is at ${String(theirs.headers.get('upload-offset'))} (${String(theirs.status)}), and nobody of it sent anything`);
}
