/** What is looked for, as checkboxes and fields change it. A list of analyzers that says what its profile says is left out. */
import type { components } from '@aima/contract/client';

type Schemas = components['schemas'];
export type Settings = Schemas['JobSettings'];
export type Profile = Schemas['ProfileDescription'];
export type Member = Profile['analyzers'][number];

const membersOf = (settings: Settings, profile: Profile | undefined): readonly Member[] => settings.analyzers ?? profile?.analyzers ?? [];

export const chosenNames = (settings: Settings, profile: Profile | undefined): ReadonlySet<string> => new Set(membersOf(settings, profile).filter(({ on }) => on !== false).map(({ name }) => name));

export const parametersOf = (settings: Settings, profile: Profile | undefined, name: string): Readonly<Record<string, unknown>> => membersOf(settings, profile).find((member) => member.name === name)?.parameters ?? {};

/** Whether it differs from its profile. */
export const isOwn = ({ analyzers }: Settings): boolean => analyzers !== undefined;

const plain = ({ comment: _, on, parameters, ...rest }: Member): object => ({ ...rest, on: on ?? true, parameters: Object.keys(parameters ?? {}).length === 0 ? undefined : parameters });
/** Without regard to order, and to members that are off. */
const meaning = (members: readonly Member[]): string => JSON.stringify(members.filter(({ on }) => on !== false).map(plain).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))));

function withMembers({ analyzers: _, ...settings }: Settings, profile: Profile | undefined, members: readonly Member[]): Settings {
  return profile && meaning(members) === meaning(profile.analyzers) ? settings : { ...settings, analyzers: [...members] };
}

export function withAnalyzers(settings: Settings, profile: Profile | undefined, names: readonly string[], on: boolean): Settings {
  const before = membersOf(settings, profile);
  const known = new Set(before.map(({ name }) => name));
  const changed = before.map((member): Member => {
    if (!names.includes(member.name)) return member;
    const { on: _, ...rest } = member;
    return on ? rest : { ...rest, on: false };
  });
  return withMembers(settings, profile, [...changed, ...(on ? names.filter((name) => !known.has(name)).map((name): Member => ({ name })) : [])]);
}

/** @param value undefined: as usual */
export function withParameter(settings: Settings, profile: Profile | undefined, name: string, parameter: string, value: unknown): Settings {
  return withMembers(settings, profile, membersOf(settings, profile).map((member): Member => {
    if (member.name !== name) return member;
    const { parameters: before, ...rest } = member;
    const parameters = Object.fromEntries(Object.entries({ ...before, [parameter]: value }).filter(([, each]) => each !== undefined));
    return Object.keys(parameters).length === 0 ? rest : { ...rest, parameters };
  }));
}

/** Another profile begins with its own analyzers and in its own tier. */
export function withProfile({ analyzers: _analyzers, tier: _tier, ...settings }: Settings, profile: string): Settings {
  return { ...settings, profile };
}

export function withTier({ tier: _, ...settings }: Settings, tier: Settings['tier'] | undefined): Settings {
  return tier === undefined ? settings : { ...settings, tier };
}

export function withWindow({ windowSeconds: _, ...settings }: Settings, windowSeconds: number | undefined): Settings {
  return windowSeconds === undefined ? settings : { ...settings, windowSeconds };
}
