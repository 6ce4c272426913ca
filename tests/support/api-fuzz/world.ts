/** A real server with two workspaces that know nothing of each other, and everything in the second one bearing marks. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../../scripts/check/json-object.ts';
import type { World } from './attacks.ts';
import { furnish, type Furnished } from './furnish.ts';
import type { Around } from './meant.ts';
import { PASSWORD, personAt, type Person } from './person.ts';

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

export interface FuzzWorld extends World {
  baseUrl: string;
  /** Stand in what the other workspace holds, and may appear nowhere else. */
  markers: string[];
  /** Keys of providers. */
  secrets: readonly string[];
  health(): Promise<{ status: string }>;
  around: Around;
  foreign: Furnished;
  /** Whose the other workspace is. */
  other: Person;
  workspaceId: string;
}

export interface WorldOptions {
  /** Of the link that the server printed. */
  welcomeToken: string;
  /** Films of the own workspace and of the other one. The first lies in an import folder. */
  films: readonly [string, string];
  secrets: readonly string[];
}

/** Makes what is kept of it as rows, while no server runs, and starts the server again. */
export type StoreRows = (places: readonly { workspaceId: string; jobId: string; mediaId: string }[]) => Promise<void>;

async function heldIn({ client: { api } }: Person, { toHold: { jobId } }: Furnished): Promise<string> {
  const id = (await api.listHeldShots({ path: { jobId } })).items[0]?.id;
  if (id === undefined) throw new Error('no shot is held');
  return id;
}

export async function makeWorld(baseUrl: string, { welcomeToken, films, secrets }: WorldOptions, storeRows: StoreRows): Promise<FuzzWorld> {
  const [owner, other, viewer] = [personAt(baseUrl), personAt(baseUrl), personAt(baseUrl)];
  await owner.client.api.signUp({ body: { email: 'owner@example.org', name: 'Owner', password: PASSWORD, welcomeToken } });
  await owner.client.api.changeRegistration({ body: { registration: 'open' } });
  await other.client.api.signUp({ body: { email: 'zz-other@example.org', name: 'Other', password: PASSWORD } });
  const { token: invitationToken } = await owner.client.api.invite({ body: { role: 'viewer' } });
  await viewer.client.api.signUp({ body: { email: 'viewer@example.org', name: 'Viewer', password: PASSWORD, invitationToken } });

  const mark = `zz${randomBytes(6).toString('hex')}`;
  const [own, foreign] = await Promise.all([furnish(owner, { mark: 'own', seed: 1, film: films[0], baseUrl }), furnish(other, { mark, seed: 2, film: films[1], baseUrl })]);
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
  await storeRows([{ ...own.toHold, workspaceId }, { ...foreign.toHold, workspaceId: other2.workspaceId }]);
  const heldId = await heldIn(owner, own);
  const ownIds = { ...own.ids, heldId: [heldId], name: ['lite', 'audio_analysis'], size: ['small'], rendition: ['240p'], segment: ['0.ts'], provider: ['runpod', 'vastai', 'local'] };
  const foreignIds: Record<string, string[]> = { ...foreign.ids, heldId: [await heldIn(other, foreign)], name: [], size: ['small'], rendition: ['240p'], segment: ['0.ts'] };
  const folder = (await owner.client.api.listImportFolders()).items[0]?.name ?? 'none';
  const document = await (await fetch(`${baseUrl}/openapi.json`)).json() as JsonObject; // our own document is JSON
  return {
    baseUrl, secrets, origin: baseUrl, document, ownIds, foreignIds, foreignWorkspace: other2.workspaceId,
    owner: bearer(ownerKey.key), person: owner.headers(), viewer: { ...viewer.headers(), 'aima-workspace': workspaceId }, ended: [bearer(revoked.key), bearer(expired.key)],
    around: { baseUrl, owner, furnished: own, heldId, importedFile: { folder, name: path.basename(films[0]), file: films[0] } }, foreign, other, workspaceId,
    markers: [mark, 'zz-other@example.org', ...(foreignIds['jobId'] ?? []), ...(foreignIds['templateId'] ?? []), foreign.archivedJobId, foreign.rentedJobId, ...(foreignIds['machineId'] ?? []), foreign.toHold.jobId, foreign.openUploadId, ...(foreignIds['heldId'] ?? [])],
    health: async () => await (await fetch(`${baseUrl}/health`)).json() as { status: string }, // checked by the contract's own tests
  };
}
