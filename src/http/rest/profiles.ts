/** What can be looked for: profiles and analyzers, for clients that let people choose. */
import { AnalyzerDescription, ProfileDescription, type Language } from '@aima/contract';
import { z } from 'zod';
import { readSpeeds, type Speeds } from '../../analysis/speeds.ts';
import { weightsOf } from '../../analysis/weights-of.ts';
import { catalogue } from '../../analyzers/catalogue.ts';
import { analyzers } from '../../analyzers/index.ts';
import { profiles } from '../../analyzers/profiles.ts';
import { AppError } from '../../kernel/app-error.ts';
import { operation, type Operation } from '../operation.ts';

const tag = 'catalogue';
const Named = z.object({ name: z.string().min(1).max(100) });

function describeProfile({ comment: _comment, title, note, ...profile }: (typeof profiles)[number], language: Language): z.input<typeof ProfileDescription> {
  const words = (text: typeof title): string => (typeof text === 'string' ? text : text?.[language] ?? '');
  return { ...profile, title: words(title), note: words(note) };
}

function describeAnalyzer(analyzer: (typeof analyzers)[number], speeds: Speeds, language: Language): z.input<typeof AnalyzerDescription> {
  const { name, version, tier, full, method, models, reads, parameterSchema } = analyzer;
  const about = catalogue.get(name);
  const speed = speeds.of(name);
  const used = [...new Set([...Object.values(models), ...Object.values(full?.models ?? {})].map(({ id }) => id))];
  return {
    name, version, tier, hasFullTier: full !== undefined, method, reports: about?.reports[language] ?? '', how: about?.method[language] ?? '', source: about?.source ?? '', weak: about?.weak[language] ?? '',
    models: used,
    weights: weightsOf(used),
    reads: { pictures: reads.video !== undefined || reads.everyFrame === true, sound: reads.audio !== undefined, photos: reads.photo === true, findingsOf: [...reads.after ?? [], ...reads.afterAny ?? []] },
    profiles: profiles.filter((profile) => profile.analyzers.some((each) => each.name === name && each.on !== false)).map((profile) => profile.name),
    defaults: analyzer.parseParameters(undefined), parameters: z.toJSONSchema(parameterSchema, { io: 'input', unrepresentable: 'any' }),
    ...(speed ? { timesRealTime: speed.timesRealTime, measured: speed.where } : {}),
  };
}

const found = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new AppError('NOT_FOUND', `There is no such ${what}.`);
  return value;
};

export const profileOperations = ({ data }: { data: string }): Operation[] => [
  operation({
    id: 'listProfiles', method: 'GET', path: '/profiles', tag, summary: 'Profiles: which analyzers run together', access: 'jobs:read', result: z.object({ items: z.array(ProfileDescription) }),
    handle: ({ language }) => ({ items: profiles.map((profile) => describeProfile(profile, language)) }),
  }),
  operation({
    id: 'getProfile', method: 'GET', path: '/profiles/:name', tag, summary: 'One profile', access: 'jobs:read', params: Named, result: ProfileDescription, errors: ['NOT_FOUND'],
    handle: ({ params, language }) => describeProfile(found(profiles.find(({ name }) => name === params.name), 'profile'), language),
  }),
  operation({
    id: 'listAnalyzers', method: 'GET', path: '/analyzers', tag, summary: 'Analyzers: what each reports, how, and how fast', access: 'jobs:read', result: z.object({ items: z.array(AnalyzerDescription) }),
    async handle({ language }) {
      const speeds = await readSpeeds(data);
      return { items: analyzers.map((analyzer) => describeAnalyzer(analyzer, speeds, language)) };
    },
  }),
  operation({
    id: 'getAnalyzer', method: 'GET', path: '/analyzers/:name', tag, summary: 'One analyzer', access: 'jobs:read', params: Named, result: AnalyzerDescription, errors: ['NOT_FOUND'],
    handle: async ({ params, language }) => describeAnalyzer(found(analyzers.find(({ name }) => name === params.name), 'analyzer'), await readSpeeds(data), language),
  }),
];
