/** A passkey made of software: what `navigator.credentials` of a browser would answer (WebAuthn 3, 6.1 and 6.5; ES256, attestation "none"). */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { z } from 'zod';

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest();

/** CBOR (RFC 8949) of the few things that are needed here: small integers, byte strings, short texts. */
const head = (major: number, length: number): Buffer => (length < 24 ? Buffer.from([(major << 5) | length]) : length < 256 ? Buffer.from([(major << 5) | 24, length]) : Buffer.from([(major << 5) | 25, length >> 8, length & 255]));
const integer = (value: number): Buffer => (value >= 0 ? head(0, value) : head(1, -1 - value));
const bytes = (value: Buffer): Buffer => Buffer.concat([head(2, value.length), value]);
const text = (value: string): Buffer => Buffer.concat([head(3, value.length), Buffer.from(value)]);
const map = (...pairs: [Buffer, Buffer][]): Buffer => Buffer.concat([head(5, pairs.length), ...pairs.flat()]);

const Options = z.looseObject({ challenge: z.string() });

export interface SoftwarePasskey {
  create(options: unknown): { id: string; type: 'public-key' } & Record<string, unknown>;
  get(options: unknown): { id: string; type: 'public-key' } & Record<string, unknown>;
}

/** @param at origin of the page and the relying party's name that it asks for */
export function softwarePasskey(at: { origin: string; rpId: string }): SoftwarePasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const coordinate = (name: 'x' | 'y'): Buffer => bytes(Buffer.from(jwk[name] ?? '', 'base64url'));
  const cose = map([integer(1), integer(2)], [integer(3), integer(-7)], [integer(-1), integer(1)], [integer(-2), coordinate('x')], [integer(-3), coordinate('y')]);
  const credentialId = randomBytes(32);
  const id = credentialId.toString('base64url');
  let counter = 0;

  const authenticatorData = (flags: number, credential = Buffer.alloc(0)): Buffer => {
    counter += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(at.rpId), Buffer.from([USER_PRESENT | USER_VERIFIED | flags]), count, credential]);
  };
  const clientData = (type: string, options: unknown): Buffer => Buffer.from(JSON.stringify({ type, challenge: Options.parse(options).challenge, origin: at.origin, crossOrigin: false }));
  const answer = (response: Record<string, Buffer | string[]>): { id: string; type: 'public-key' } & Record<string, unknown> => ({
    id, rawId: id, type: 'public-key', clientExtensionResults: {},
    response: Object.fromEntries(Object.entries(response).map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('base64url') : value])),
  });

  return {
    create(options) {
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, credentialId.length]), credentialId, cose]);
      const attestationObject = map([text('fmt'), text('none')], [text('attStmt'), map()], [text('authData'), bytes(authenticatorData(HAS_CREDENTIAL, credential))]);
      return answer({ clientDataJSON: clientData('webauthn.create', options), attestationObject, transports: ['internal'] });
    },
    get(options) {
      const data = authenticatorData(0);
      const client = clientData('webauthn.get', options);
      return answer({ clientDataJSON: client, authenticatorData: data, signature: sign('sha256', Buffer.concat([data, sha256(client)]), privateKey) });
    },
  };
}
