/** Short secrets that lie in the database, such as keys of providers: sealed under the installation's master key. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { AppError } from '../kernel/app-error.ts';
import { keyId, type KeyRing } from './key-wrapping.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 's1';

/** The master key wraps keys; what seals texts follows from it (HKDF, RFC 5869), so that neither can stand in for the other. */
const sealing = (master: KeyObject): Buffer => Buffer.from(hkdfSync('sha256', master, new Uint8Array(0), 'aima sealed text 1', 32));

const boundTo = (purpose: string): Buffer => Buffer.from(JSON.stringify(['aima sealed text 1', purpose]));

/** @param purpose what it is and whose; the same is needed to open it. @returns `s1.<id of the master key>.<base64url of nonce 12, ciphertext, tag 16>` */
export function sealText(ring: KeyRing, text: string, purpose: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', sealing(ring.current), nonce, { authTagLength: TAG_BYTES }).setAAD(boundTo(purpose));
  const body = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${keyId(ring.current)}.${body.toString('base64url')}`;
}

/** @throws AppError KEY_UNAVAILABLE: the master key is not in the ring, or this is not what was sealed for that purpose */
export function openText(ring: KeyRing, sealed: string, purpose: string): string {
  const [version, id, text, ...more] = sealed.split('.');
  const body = Buffer.from(text ?? '', 'base64url');
  if (version !== VERSION || more.length > 0 || body.length < NONCE_BYTES + TAG_BYTES) throw new AppError('KEY_UNAVAILABLE', 'This is not a sealed text.');
  const master = [ring.current, ...ring.earlier].find((each) => keyId(each) === id);
  if (!master) throw new AppError('KEY_UNAVAILABLE', `The master key ${String(id)}, under which the ${purpose} is sealed, is not here.`);
  const decipher = createDecipheriv('aes-256-gcm', sealing(master), body.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(boundTo(purpose)).setAuthTag(body.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch (error) {
    throw new AppError('KEY_UNAVAILABLE', `The sealed ${purpose} was changed or belongs to something else.`, {}, error);
  }
}
