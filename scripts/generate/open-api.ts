/** docs/openapi.json and what follows from it: the promise that it is held against, and the client's table and types. */
import { openApiDocument } from '../../src/http/api.ts';
import type { Operation } from '../../src/http/operation.ts';
import { accountAdministrationOperations } from '../../src/http/rest/account-administration.ts';
import { accountOperations } from '../../src/http/rest/account.ts';
import { apiKeyOperations } from '../../src/http/rest/api-keys.ts';
import { archiveOperations } from '../../src/http/rest/archive.ts';
import { auditOperations } from '../../src/http/rest/audit.ts';
import { authOperations } from '../../src/http/rest/auth.ts';
import { correctionOperations } from '../../src/http/rest/corrections.ts';
import { estimateOperations } from '../../src/http/rest/estimate.ts';
import { folderOperations } from '../../src/http/rest/folders.ts';
import { heldOperations } from '../../src/http/rest/held.ts';
import { jobOperations } from '../../src/http/rest/jobs.ts';
import { mediaPictureOperations } from '../../src/http/rest/media-pictures.ts';
import { mediaStorageOperations } from '../../src/http/rest/media-storage.ts';
import { mediaOperations } from '../../src/http/rest/media.ts';
import { observationOperations } from '../../src/http/rest/observations.ts';
import { playbackOperations } from '../../src/http/rest/playback.ts';
import { profileOperations } from '../../src/http/rest/profiles.ts';
import { resultOperations } from '../../src/http/rest/results.ts';
import { settingsOperations } from '../../src/http/rest/settings.ts';
import { systemOperations } from '../../src/http/rest/system.ts';
import { uploadOperations } from '../../src/http/rest/uploads.ts';
import { workspaceOperations } from '../../src/http/rest/workspaces.ts';
import { ticketOperations } from '../../src/http/ws/events.ts';
import { baselineText } from '../check/api-promise.ts';
import type { JsonObject } from '../check/json-object.ts';
import { apiTable, apiTypes } from './api-client.ts';
import { inert } from './inert.ts';

/** Makes the operations of one resource; the parts are only needed when one is called. */
type Factory = (parts: never) => readonly Operation[];

/** Every operation that the server has. tests/integration/api-fuzz.test.ts compares what a running server says of itself. */
const FACTORIES: readonly Factory[] = [
  systemOperations, settingsOperations, ticketOperations,
  authOperations, accountOperations, apiKeyOperations, workspaceOperations, accountAdministrationOperations,
  uploadOperations, folderOperations, mediaOperations, mediaPictureOperations, mediaStorageOperations, playbackOperations,
  jobOperations, estimateOperations, archiveOperations, profileOperations,
  resultOperations, observationOperations, correctionOperations, heldOperations, auditOperations,
];

async function describe(): Promise<JsonObject> {
  const operations = FACTORIES.flatMap((factory) => factory(inert<never>(factory.name)));
  const ids = operations.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new Error(`Two operations have the id ${twice}.`);
  return await openApiDocument(operations) as JsonObject; // our own document is JSON, whatever its type says
}

/** It takes a second, and several files are made of it. */
let described: Promise<JsonObject> | undefined;
const document = (): Promise<JsonObject> => (described ??= describe());

export const openApiText = async (): Promise<string> => `${JSON.stringify(await document(), null, 1)}\n`;
export const openApiBaseline = async (root: string): Promise<string> => baselineText(root, await openApiText());
export const clientTypes = async (): Promise<string> => apiTypes(await document());
export const clientTable = async (): Promise<string> => apiTable(await document());
