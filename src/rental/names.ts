/**
 * Names of machines: `aima-<installation>-<job>-<attempt>-<nonce>`. Neither provider has an idempotency key or tags that both
 * know, so the name is what says whose a machine is, and how one is found again whose making was never answered.
 */

/** Six of a-z and 0-9 name an installation, eight hexadecimal digits a machine. */
const GRAMMAR = /^aima-(?<installation>[a-z0-9]{6})-(?<job>[a-z0-9]{6})-(?<attempt>[1-9]\d{0,2})-(?<nonce>[0-9a-f]{8})$/;

/** The shortest limit of the providers is 256 characters; a name has at most 32. */
export const LONGEST_NAME = 32;

export interface MachineName {
  installation: string;
  job: string;
  attempt: number;
  nonce: string;
}

/** `other`: another AIMA's, in the same account. Neither that nor `foreign` is ever touched. */
export type Ownership = 'ours' | 'other' | 'foreign';

/** The first six letters and digits of an id, lower case. Not unique: it is for people, the whole name counts. */
export const shortId = (id: string): string => id.toLowerCase().replace(/[^a-z0-9]/g, '').padEnd(6, '0').slice(0, 6);

export const machineName = ({ installation, job, attempt, nonce }: MachineName): string => `aima-${shortId(installation)}-${shortId(job)}-${attempt}-${nonce}`;

/** @returns undefined for every name that we would not give */
export function parseMachineName(name: string): MachineName | undefined {
  const { installation, job, attempt, nonce } = GRAMMAR.exec(name)?.groups ?? {};
  if (installation === undefined || job === undefined || attempt === undefined || nonce === undefined) return undefined;
  return { installation, job, attempt: Number(attempt), nonce };
}

/** A second machine of one name has a row of its own, under that name and its id. */
export const duplicateName = (name: string, id: string): string => `${name}#${id}`;
/** What the provider calls it. */
export const namedByProvider = (name: string): string => name.split('#')[0] ?? name;

export function ownership(name: string, installation: string): Ownership {
  const parsed = parseMachineName(name);
  if (!parsed) return 'foreign';
  return parsed.installation === shortId(installation) ? 'ours' : 'other';
}
