/**
 * Requests as their operation means them, on things that are there and in the right state: whoever meets only closed doors
 * has tested doors. What such a request needs is made anew for it.
 */
import { STOP_WORD, type OfferEstimate } from '@aima/contract';
import { generateSync } from 'otplib';
import type { Json } from '../../../scripts/check/json-object.ts';
import { CHEAP } from '../job-by-hand.ts';
import { announceUpload, makeJob, offerFor, smallSound, startJob, tokenToComplete, type Furnished } from './furnish.ts';
import { OUR_KEYS } from './lenders.ts';
import { newcomer, PASSWORD, personAt, sendMedium, type Person } from './person.ts';

export interface Meant {
  /** Of the path. */
  params?: Record<string, string>;
  /** With its question mark. */
  query?: string;
  body?: Json;
  /** In place of the owner's. */
  headers?: Record<string, string>;
}

export interface Around {
  baseUrl: string;
  owner: Person;
  furnished: Furnished;
  heldId: string;
  /** A file in the import folder. */
  importedFile: { folder: string; name: string; file: string };
}

/** Operations that no fuzz brings to a success, and what they would need. */
export const UNREACHABLE: Readonly<Record<string, string>> = {
  watchEvents: 'a WebSocket (tests/integration/events.test.ts)',
  signInWithDirectory: 'a directory server (tests/integration/directory.test.ts)',
  startSingleSignOn: 'an OpenID provider (tests/integration/single-sign-on.test.ts)',
  linkProvider: 'an OpenID provider (tests/integration/single-sign-on.test.ts)',
  signInWithPasskey: 'a key that signs a challenge (tests/integration/sign-in.test.ts)',
  addPasskey: 'a key that signs a challenge (tests/integration/sign-in.test.ts)',
  deletePasskey: 'a key that signed a challenge (tests/integration/sign-in.test.ts)',
};

let sounds = 100;

/** A medium and a job of its own. */
async function aJob({ owner }: Around, how: 'made' | 'started' | 'cancelled'): Promise<{ jobId: string; mediaId: string }> {
  const { mediaId } = await sendMedium(owner, smallSound(sounds++), 'meant.wav');
  const jobId = await makeJob(owner, 'meant', mediaId);
  if (how !== 'made') await startJob(owner, jobId);
  if (how === 'cancelled') await owner.client.api.cancelJob({ path: { jobId } });
  return { jobId, mediaId };
}

async function someone({ baseUrl, owner }: Around): ReturnType<typeof newcomer> {
  await owner.client.api.changeRegistration({ body: { registration: 'open' } });
  return newcomer(baseUrl);
}

/** Somebody whose authenticator is enrolled, and confirmed if asked for. */
async function withAuthenticator(around: Around, confirmed: boolean): Promise<Awaited<ReturnType<typeof newcomer>> & { code: string; recoveryCode: string }> {
  const person = await someone(around);
  const { uri, recoveryCodes } = await person.client.api.enrolAuthenticator({ body: { password: PASSWORD } });
  const code = generateSync({ secret: new URL(uri).searchParams.get('secret') ?? '' });
  if (confirmed) await person.client.api.confirmAuthenticator({ body: { code } });
  return { ...person, code, recoveryCode: recoveryCodes[0] ?? '' };
}

const jobAs = (how: Parameters<typeof aJob>[1]) => async (around: Around): Promise<Meant> => ({ params: { jobId: (await aJob(around, how)).jobId }, body: {} });
const tokenIn = (link: string): string => /token=([^&]+)/.exec(link)?.[1] ?? link;
const edit = ({ furnished: { ids } }: Around): { kind: 'edit'; observationId: string; patch: { label: string } } => ({ kind: 'edit', observationId: ids['observationId']?.[0] ?? '', patch: { label: `a label ${String(sounds++)}` } });
const mainJob = ({ furnished: { ids } }: Around): string => ids['jobId']?.[0] ?? '';
const mainMedium = ({ furnished: { ids } }: Around): string => ids['mediaId']?.[0] ?? '';
const frame: Json = Array.from({ length: 16 }, () => Array.from({ length: 16 }, () => [200, 100, 50]));
const page = ({ baseUrl }: Around): Record<string, string> => ({ origin: baseUrl });
const cheaply = { profile: 'lite', analyzers: [CHEAP[0]] };

const PEOPLE: Record<string, (around: Around) => Promise<Meant>> = {
  signIn: async (around) => ({ body: { email: (await someone(around)).email, password: PASSWORD }, headers: page(around) }),
  async signInWithCode(around) {
    const { email, recoveryCode } = await withAuthenticator(around, true);
    const visitor = personAt(around.baseUrl);
    await visitor.client.api.signIn({ body: { email, password: PASSWORD } });
    return { body: { kind: 'recovery', code: recoveryCode }, headers: visitor.headers() };
  },
  async setNewPassword(around) {
    const { link } = await around.owner.client.api.makePasswordLink({ path: { id: (await someone(around)).userId } });
    return { body: { token: tokenIn(link), password: `${PASSWORD} 2` }, headers: page(around) };
  },
  changePassword: async (around) => ({ body: { current: PASSWORD, next: `${PASSWORD} 2` }, headers: (await someone(around)).headers() }),
  enrolAuthenticator: async (around) => ({ body: { password: PASSWORD }, headers: (await someone(around)).headers() }),
  async confirmAuthenticator(around) {
    const person = await withAuthenticator(around, false);
    return { body: { code: person.code }, headers: person.headers() };
  },
  disableAuthenticator: async (around) => ({ body: { password: PASSWORD }, headers: (await withAuthenticator(around, true)).headers() }),
  renewRecoveryCodes: async (around) => ({ body: { password: PASSWORD }, headers: (await withAuthenticator(around, true)).headers() }),
  async endSession(around) {
    const person = await someone(around);
    await personAt(around.baseUrl).client.api.signIn({ body: { email: person.email, password: PASSWORD } });
    return { params: { id: (await person.client.api.listSessions()).items.find(({ current }) => !current)?.id ?? '' }, headers: person.headers() };
  },
  invite: ({ owner }) => Promise.resolve({ body: { role: 'viewer' }, headers: owner.headers() }),
  lookAtInvitation: async (around) => ({ body: { token: (await around.owner.client.api.invite({ body: { role: 'viewer' } })).token }, headers: page(around) }),
  acceptInvitation: async (around) => ({ body: { token: (await around.owner.client.api.invite({ body: { role: 'viewer' } })).token }, headers: (await someone(around)).headers() }),
  withdrawInvitation: async ({ owner }) => ({ params: { id: (await owner.client.api.invite({ body: { role: 'viewer' } })).id } }),
  async removeMember(around) {
    const person = await someone(around);
    await person.client.api.acceptInvitation({ body: { token: (await around.owner.client.api.invite({ body: { role: 'viewer' } })).token } });
    return { params: { userId: person.userId } };
  },
  changeAccount: async (around) => ({ params: { id: (await someone(around)).userId }, body: { role: 'enterprise' } }),
  resetSecondFactor: async (around) => ({ params: { id: (await withAuthenticator(around, true)).userId } }),
  makePasswordLink: async (around) => ({ params: { id: (await someone(around)).userId } }),
  async revokeApiKey({ owner }) { return { params: { id: (await owner.client.api.createApiKey({ body: { name: 'meant', scopes: ['jobs:read'] } })).id } }; },
};

const JOBS: Record<string, (around: Around) => Promise<Meant>> = {
  async startJob(around) {
    const { jobId } = await aJob(around, 'made');
    const { id, usdPerHour } = await rentable(around, jobId);
    return { params: { jobId }, body: { offerId: id, costLimitUsd: 2, usdPerHour, interruptible: true, mostMachines: 1 } };
  },
  createJob: (around) => Promise.resolve({ body: { name: 'meant', mediaIds: [mainMedium(around)], settings: { profile: 'lite' } } }),
  addJobMedia: async (around) => ({ params: { jobId: (await aJob(around, 'made')).jobId }, body: { mediaIds: [mainMedium(around)] } }),
  pauseJob: jobAs('started'), cancelJob: jobAs('started'), retryJob: jobAs('cancelled'), rerunJob: jobAs('cancelled'), deleteJob: jobAs('made'),
  async requestCompletion(around) {
    const { jobId } = await aJob(around, 'cancelled');
    await tokenToComplete(around.owner, jobId);
    return { params: { jobId }, body: {} };
  },
  async resumeJob(around) {
    const { jobId } = await aJob(around, 'started');
    await around.owner.client.api.pauseJob({ path: { jobId } });
    return { params: { jobId } };
  },
  async confirmCompletion(around) {
    const { jobId } = await aJob(around, 'cancelled');
    return { params: { jobId }, body: { confirmationToken: await tokenToComplete(around.owner, jobId) } };
  },
  restoreJob: ({ furnished }) => Promise.resolve({ params: { jobId: furnished.archivedJobId } }),
  async archiveJob({ owner, furnished: { archivedJobId: jobId } }) {
    await owner.client.api.restoreJob({ path: { jobId } }).catch(() => undefined); // it may have been restored already
    return { params: { jobId } };
  },
  removeJobMedium: async (around) => ({ params: await aJob(around, 'made') }),
  deleteMedium: async ({ owner }) => ({ params: { mediaId: (await sendMedium(owner, smallSound(sounds++), 'meant.wav')).mediaId } }),
  estimateMedia: (around) => Promise.resolve({ body: { mediaIds: [mainMedium(around)], settings: { profile: 'lite', analyzers: [{ name: CHEAP[0] }] }, offers: { secure: true, mostUsdPerHour: 2, machines: 2, costLimitUsd: 3 } } }),
  analyze: ({ importedFile: { file } }) => Promise.resolve({ body: { video_path: file, ...cheaply } }),
  analyzeFrame: () => Promise.resolve({ body: { frame, ...cheaply } }),
  analyzeBatch: () => Promise.resolve({ body: { frames: [frame], ...cheaply } }),
  listImportFolder: ({ importedFile: { folder } }) => Promise.resolve({ params: { folder } }),
  importFiles: ({ importedFile: { folder, name } }) => Promise.resolve({ body: { folder, paths: [name] } }),
};

/** Attacks before it may have entered keys that are none, and changed how machines are set up. */
async function rentable({ owner }: Around, jobId: string): Promise<OfferEstimate> {
  const { api } = owner.client;
  for (const provider of ['runpod', 'vastai']) await api.removeProviderKey({ path: { provider } }).catch(() => undefined); // none may have been entered
  await api.undoProvisioning({ body: { version: 0 } });
  return offerFor(owner, jobId, 'runpod');
}

const MACHINES: Record<string, (around: Around) => Promise<Meant>> = {
  estimateJob: ({ furnished: { toHold: { jobId } } }) => Promise.resolve({ params: { jobId }, query: '?secure=true&mostUsdPerHour=2&machines=2&costLimitUsd=3' }),
  setProviderKey: () => Promise.resolve({ params: { provider: 'runpod' }, body: { key: OUR_KEYS.runpod } }),
  async removeProviderKey({ owner }) {
    await owner.client.api.setProviderKey({ path: { provider: 'runpod' }, body: { key: OUR_KEYS.runpod } });
    return { params: { provider: 'runpod' } };
  },
  testProvider: () => Promise.resolve({ params: { provider: 'vastai' } }),
  getJobCosts: ({ furnished: { rentedJobId: jobId } }) => Promise.resolve({ params: { jobId } }),
  stopAllMachines: () => Promise.resolve({ body: { confirm: STOP_WORD, scope: 'workspace' } }),
  changeProvisioning: () => Promise.resolve({ body: { weights: 'push', skip: ['model-server'] } }),
  async undoProvisioning({ owner }) {
    await owner.client.api.changeProvisioning({ body: { weights: 'pull' } });
    return { body: {} };
  },
};

const RESULTS: Record<string, (around: Around) => Promise<Meant>> = {
  getThumbnail: (around) => Promise.resolve({ params: { mediaId: mainMedium(around), size: 'small' } }),
  getSegment: (around) => Promise.resolve({ params: { mediaId: mainMedium(around), rendition: '240p', segment: '0.ts' } }),
  correct: (around) => Promise.resolve({ body: edit(around) }),
  async undoCorrection(around) {
    await around.owner.client.api.correct({ path: { jobId: mainJob(around) }, body: edit(around) });
    return {};
  },
  async redoCorrection(around) {
    await around.owner.client.api.correct({ path: { jobId: mainJob(around) }, body: edit(around) });
    await around.owner.client.api.undoCorrection({ path: { jobId: mainJob(around) } });
    return {};
  },
  releaseHeldShot: ({ owner, heldId, furnished: { toHold } }) => Promise.resolve({ params: { jobId: toHold.jobId, heldId }, body: { confirmation: 'not explicit' }, headers: owner.headers() }),
  deleteResults: (around) => Promise.resolve({ params: { jobId: mainJob(around) }, query: `?mediaId=${mainMedium(around)}` }),
  getUpload: async ({ baseUrl, owner }) => ({ params: { id: await announceUpload(baseUrl, owner.headers()) } }),
};

/** Makes what a good request to the operation needs; absent where drawn requests do. @throws what the server refused */
export const meantRequests: Readonly<Record<string, (around: Around) => Promise<Meant>>> = { ...PEOPLE, ...JOBS, ...MACHINES, ...RESULTS };
