/** Profiles by name: the built-in ones, the user's own below the data folder, and any JSON file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Profile, type Language } from '@aima/contract';
import { z } from 'zod';
import { problemTextsOf, profileProblems } from '../../analysis/profile-problems.ts';
import { analyzers } from '../../analyzers/index.ts';
import { profiles } from '../../analyzers/profiles.ts';
import { AppError } from '../../kernel/app-error.ts';
import { profileTextsOf } from './texts.ts';

const OWN_NAME = /^[\p{L}\p{N}_-]{1,64}$/u;
/** Beyond this it is no list of analyzers, and is not read. */
const LARGEST_BYTES = 1 << 20;

export interface FoundProfile {
  profile: Profile;
  /** Where it lies; absent for a built-in one. */
  file?: string;
}

export const isBuiltIn = (name: string): boolean => profiles.some((each) => each.name === name);

const ownProfilesFolder = (data: string): string => path.join(data, 'profiles');

/** @returns undefined where the name cannot be one of an own profile */
export const ownProfileFile = (name: string, data: string): string | undefined => (OWN_NAME.test(name) ? path.join(ownProfilesFolder(data), `${name}.json`) : undefined);

/** Names of the user's own profiles, usable or not. */
export function ownProfiles(data: string): string[] {
  const folder = ownProfilesFolder(data);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)).filter((name) => OWN_NAME.test(name)).sort();
}

function parsed(file: string): Profile | string {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > LARGEST_BYTES) return `${bytes.length} bytes`;
    return Profile.parse(JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    if (error instanceof z.ZodError) return z.prettifyError(error).replaceAll('\n', ' ');
    return error instanceof Error ? error.message : String(error);
  }
}

/** @throws AppError USAGE that names everything that is wrong with it */
export function readProfile(file: string, language: Language): Profile {
  const texts = profileTextsOf(language);
  const profile = parsed(file);
  const problems = typeof profile === 'string' ? [profile] : profileProblems(profile, analyzers, problemTextsOf(language));
  if (typeof profile === 'string' || problems.length > 0) throw new AppError('USAGE', texts.badProfile(file, problems), { file });
  return profile;
}

/** @throws AppError USAGE */
export function findProfile(name: string, { language, data }: { language: Language; data: string }): FoundProfile {
  const builtIn = profiles.find((each) => each.name === name);
  if (builtIn) return { profile: builtIn };
  const texts = profileTextsOf(language);
  const own = ownProfileFile(name, data);
  if (own !== undefined && existsSync(own)) return { profile: readProfile(own, language), file: own };
  if (name.endsWith('.json')) {
    if (!existsSync(name)) throw new AppError('USAGE', texts.missingFile(name));
    return { profile: readProfile(name, language), file: name };
  }
  throw new AppError('USAGE', texts.unknownProfile(name, [...profiles.map((each) => each.name), ...ownProfiles(data)].join(', ')));
}
