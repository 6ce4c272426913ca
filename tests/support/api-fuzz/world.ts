/** A real server with two workspaces that know nothing of each other, and everything in the second one bearing marks. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { blobSource, createClient, type Client } from '@aima/contract/client';
import type { JsonObject } from '../../../scripts/check/json-object.ts';
import type { World } from './attacks.ts';

const PASSWORD = 'a long enough password';

/** Signed in as a person: cookies, and the page they stand for. */
function personAt(baseUrl: string): { client: Client; headers(): Record<string, string> } {
  const jar = new Map<string, string>();
  const headers = (): Record<string, string> => ({ cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), origin: baseUrl });
  const client = createClient({ baseUrl, fetch: async (input, init) => {
    const request = new Request(input, init);
    for (const [name, value] of Object.entries(headers())) if (value !== '') request.headers.set(name, value);
    const response = await fetch(request);
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    return response;
  } });
  return { client, headers };
}

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

/** A small sound that ffmpeg reads: 8-bit PCM, its samples chosen by `seed` so that no two are alike. */
function smallSound(seed: number): Uint8Array<ArrayBuffer> {
  const samples = 800;
  const bytes = Buffer.alloc(44 + samples, 128);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples, 4);
  bytes.write('WAVEfmt ', 8);
  for (const [at, value] of [[16, 16], [24, 8000], [28, 8000], [40, samples]] as const) bytes.writeUInt32LE(value, at);
  for (const [at, value] of [[20, 1], [22, 1], [32, 1], [34, 8]] as const) bytes.writeUInt16LE(value, at);
  bytes.write('data', 36);
  for (let i = 0; i < samples; i++) bytes[44 + i] = 128 + Math.round(40 * Math.sin(i * (0.1 + seed / 50)));
  return new Uint8Array(bytes);
}

/** Something of every kind, called by the mark. @returns its ids by the names of parameters */
async function furnish({ client }: { client: Client }, mark: string, seed: number): Promise<Record<string, string[]>> {
  const { api } = client;
  const uploadId = await client.upload(blobSource(new Blob([smallSound(seed)]), `${mark}.wav`));
  let upload = await api.getUpload({ path: { id: uploadId } });
  for (let i = 0; i < 100 && upload.mediaId === undefined && upload.state !== 'refused'; i++) {
    await sleep(100);
    upload = await api.getUpload({ path: { id: uploadId } });
  }
  if (upload.mediaId === undefined) throw new Error(`the sound was not taken: ${upload.message ?? upload.state}`);
  const job = await api.createJob({ body: { name: `${mark} job`, mediaIds: [upload.mediaId], metadata: { knownNames: [`${mark} name`], context: `${mark} context`, notes: `${mark} notes` } } });
  const template = await api.createTemplate({ body: { name: `${mark} template`, fromJobId: job.id, metadata: true } });
  const { id: keyId } = await api.createApiKey({ body: { name: `${mark} key`, scopes: ['jobs:read'] } });
  const invitation = await api.invite({ body: { role: 'viewer' } });
  const me = await api.getMe();
  return { jobId: [job.id], mediaId: [upload.mediaId], templateId: [template.id], id: [uploadId, keyId, invitation.id], userId: [me.account.id] };
}

export interface FuzzWorld extends World {
  baseUrl: string;
  /** Stand in what the other workspace holds, and may appear nowhere else. */
  markers: string[];
  health(): Promise<{ status: string }>;
}

/** @param welcomeToken of the link that the server printed */
export async function makeWorld(baseUrl: string, welcomeToken: string): Promise<FuzzWorld> {
  const [owner, other, viewer] = [personAt(baseUrl), personAt(baseUrl), personAt(baseUrl)];
  await owner.client.api.signUp({ body: { email: 'owner@example.org', name: 'Owner', password: PASSWORD, welcomeToken } });
  await owner.client.api.changeRegistration({ body: { registration: 'open' } });
  await other.client.api.signUp({ body: { email: 'zz-other@example.org', name: 'Other', password: PASSWORD } });
  const { token: invitationToken } = await owner.client.api.invite({ body: { role: 'viewer' } });
  await viewer.client.api.signUp({ body: { email: 'viewer@example.org', name: 'Viewer', password: PASSWORD, invitationToken } });

  const mark = `zz${randomBytes(6).toString('hex')}`;
  const ownIds = { ...await furnish(owner, 'own', 1), name: ['lite', 'audio_analysis'] };
  const foreignIds = await furnish(other, mark, 2);
  const { permissions, workspaceId } = await owner.client.api.getMe();
  const viewing = await viewer.client.api.getMe();
  const other2 = await other.client.api.getMe();
  const key = async (person: typeof owner, scopes: typeof permissions, expiresAt?: string) => person.client.api.createApiKey({ body: { name: 'fuzz', scopes, ...(expiresAt === undefined ? {} : { expiresAt }) } });
  const ownerKey = await key(owner, permissions);
  const shared = viewing.workspaces.find(({ id }) => id === workspaceId);
  if (!shared) throw new Error('the viewer does not belong to the workspace');
  const revoked = await key(owner, permissions);
  await owner.client.api.revokeApiKey({ path: { id: revoked.id } });
  const expired = await key(owner, permissions, new Date(Date.now() + 1_500).toISOString());
  await sleep(1_600);
  const document = await (await fetch(`${baseUrl}/openapi.json`)).json() as JsonObject; // our own document is JSON
  return {
    baseUrl, origin: baseUrl, document, ownIds, foreignIds, foreignWorkspace: other2.workspaceId,
    owner: bearer(ownerKey.key), person: owner.headers(), viewer: { ...viewer.headers(), 'aima-workspace': workspaceId }, ended: [bearer(revoked.key), bearer(expired.key)],
    markers: [mark, 'zz-other@example.org', ...(foreignIds['jobId'] ?? []), ...(foreignIds['templateId'] ?? [])],
    health: async () => await (await fetch(`${baseUrl}/health`)).json() as { status: string }, // checked by the contract's own tests
  };
}
