/**
 * Keys that lie in the database are wrapped: a file's key by its workspace's key, a workspace's key by the installation's
 * master key. A ring holds the current wrapping key and earlier ones, so wrapping keys are changed without touching media.
 */
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { AppError } from '../kernel/app-error.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'k1';

/** Wraps with `current`, unwraps with any. */
export interface KeyRing { readonly current: KeyObject; readonly earlier: readonly KeyObject[] }

/** What is wrapped and whose it is; bound to the wrapped key, so that none can be put in the place of another. */
export type KeyPurpose = Readonly<{ kind: 'workspace'; workspaceId: string } | { kind: 'file'; workspaceId: string; fileId: string }>;

/** `k1.<id of the wrapping key>.<base64url of nonce 12, ciphertext 32, tag 16>` */
export type WrappedKey = string;

export const newKey = (): KeyObject => createSecretKey(randomBytes(KEY_BYTES));

/** @throws AppError KEY_UNAVAILABLE unless there are 32 bytes */
export function keyFromBytes(bytes: Uint8Array): KeyObject {
  if (bytes.length !== KEY_BYTES) throw new AppError('KEY_UNAVAILABLE', `A key has ${KEY_BYTES} bytes, not ${bytes.length}.`);
  return createSecretKey(bytes);
}

/** Tells keys apart without telling anything about them. */
export const keyId = (key: KeyObject): string => createHmac('sha256', key).update('aima key id 1').digest('hex').slice(0, 16);

const boundTo = (purpose: KeyPurpose): Buffer =>
  Buffer.from(JSON.stringify(['aima wrapped key 1', purpose.kind, purpose.workspaceId, purpose.kind === 'file' ? purpose.fileId : '']));

export function wrapKey(ring: KeyRing, key: KeyObject, purpose: KeyPurpose): WrappedKey {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', ring.current, nonce, { authTagLength: TAG_BYTES }).setAAD(boundTo(purpose));
  const body = Buffer.concat([nonce, cipher.update(key.export()), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${keyId(ring.current)}.${body.toString('base64url')}`;
}

/** @throws AppError KEY_UNAVAILABLE: the wrapping key is not in the ring, or this is not what was wrapped for that purpose */
export function unwrapKey(ring: KeyRing, wrapped: WrappedKey, purpose: KeyPurpose): KeyObject {
  const [version, id, text, ...more] = wrapped.split('.');
  const body = Buffer.from(text ?? '', 'base64url');
  if (version !== VERSION || more.length > 0 || body.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES) throw new AppError('KEY_UNAVAILABLE', 'This is not a wrapped key.');
  const wrapping = [ring.current, ...ring.earlier].find((each) => keyId(each) === id);
  if (!wrapping) throw new AppError('KEY_UNAVAILABLE', `The key ${String(id)}, under which this ${purpose.kind}'s key is wrapped, is not here.`);
  const decipher = createDecipheriv('aes-256-gcm', wrapping, body.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(boundTo(purpose)).setAuthTag(body.subarray(-TAG_BYTES));
  try {
    return createSecretKey(Buffer.concat([decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]));
  } catch (error) {
    throw new AppError('KEY_UNAVAILABLE', `The wrapped key of this ${purpose.kind} was changed or belongs to another.`, {}, error);
  }
}

/** True where a rotation has not reached it yet. */
export const needsRewrap = (ring: KeyRing, wrapped: WrappedKey): boolean => wrapped.split('.')[1] !== keyId(ring.current);

/** The same key under the ring's current key. The media that it opens stay as they are. */
export const rewrapKey = (ring: KeyRing, wrapped: WrappedKey, purpose: KeyPurpose): WrappedKey => wrapKey(ring, unwrapKey(ring, wrapped, purpose), purpose);
