/** Analyzers of a plan that could not run on this machine as it is, told before anything starts. */
import type { Estimate, Language } from '@aima/contract';
import { availabilityOf, type Missing, type Stock } from '../analysis/availability.ts';
import { analyzers } from '../analyzers/index.ts';
import type { JobPlan } from './plan.ts';

const words: Record<Language, Record<Missing['what'], (analyzer: string, name: string) => string>> = {
  en: {
    model: (analyzer, name) => `${analyzer} cannot run here: the model ${name} is missing (aima models pull ${name}).`,
    role: (analyzer, name) => `${analyzer} cannot run here: no model of the role ${name} is here.`,
    server: (analyzer, name) => `${analyzer} cannot run here: it needs a model server (${name}).`,
  },
  de: {
    model: (analyzer, name) => `${analyzer} kann hier nicht laufen: das Modell ${name} fehlt (aima models pull ${name}).`,
    role: (analyzer, name) => `${analyzer} kann hier nicht laufen: kein Modell der Rolle ${name} ist hier.`,
    server: (analyzer, name) => `${analyzer} kann hier nicht laufen: es braucht einen Modell-Server (${name}).`,
  },
};
const codes = { model: 'MODEL_MISSING', role: 'MODEL_MISSING', server: 'MODEL_SERVER_UNREACHABLE' } as const satisfies Record<Missing['what'], string>;

/** Where the full method is missing and the lite one is here, lite runs in its place and nothing is missing. */
export async function missingModels({ choices, tier }: Pick<JobPlan, 'choices' | 'tier'>, stock: Stock, language: Language): Promise<Estimate['warnings']> {
  const told = await Promise.all(choices.map(async ({ name }) => {
    const analyzer = analyzers.find((each) => each.name === name);
    if (!analyzer) return [];
    const { lite, full } = await availabilityOf(analyzer, stock);
    const tried = [tier === 'full' ? full : undefined, lite].filter((missing) => missing !== undefined);
    const [wanted] = tried;
    if (!wanted || tried.some((missing) => missing.length === 0)) return [];
    return wanted.map(({ what, name: object }) => ({ code: codes[what], analyzer: name, message: words[language][what](name, object) }));
  }));
  return told.flat();
}
