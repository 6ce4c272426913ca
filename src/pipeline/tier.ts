/**
 * Which method each analyzer uses: that of the tier that was asked for, where its models are on this machine. Where
 * they are not, an analyzer with a lite method falls back to it and its run says so; one without does not run.
 * docs/decisions/0003-tiers.md says why.
 */
import type { Language, Tier } from '@aima/contract';
import type { Analyzer, ModelRef } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';

/** A reason word and the reason for people. */
export interface Remark {
  reason: string;
  message: string;
}

export interface TierChoice {
  /** Each analyzer by the method that it will use. */
  analyzers: readonly Analyzer[];
  /** By name: why an analyzer does not run at all in this tier. */
  notRun: ReadonlyMap<string, Remark>;
  /** By name: what a run that is done has to say of its tier. */
  remarks: ReadonlyMap<string, Remark>;
}

const needsFull: Readonly<Record<Language, string>> = {
  en: 'There is no method of the lite tier for this; run it with --tier full.',
  de: 'Dafür gibt es keine Methode der Stufe lite; mit --tier full starten.',
};

/** What is missing, and the command that brings it. */
function missingWords(error: AppError, language: Language): string {
  const { model, role, variable } = error.details;
  if (language === 'de' && typeof variable === 'string') return `Es braucht einen Modell-Server: ${variable} setzen; docs/guides/models.md sagt wie.`;
  if (language === 'de' && typeof role === 'string') return `Für die Rolle ${role} ist kein Modell bekannt; docs/guides/models.md sagt, wie man eines mitbringt.`;
  if (language === 'en' || typeof model !== 'string') return error.message;
  const consent = error.code === 'LICENCE_NOT_ACCEPTED' ? ` --accept-licence ${model}` : '';
  return `Das Modell ${model} ist nicht auf diesem Rechner${consent === '' ? '' : ' oder seine Lizenz nicht angenommen'}. Abhilfe: aima models pull ${model}${consent}`;
}

const insteadWords: Readonly<Record<Language, (missing: string) => string>> = {
  en: (missing) => `The lite tier did this. ${missing}`,
  de: (missing) => `Das hat die Stufe lite gemacht. ${missing}`,
};

/** Why the analyzer cannot work as it is: the first of its models that is not here. */
async function lacks(analyzer: Analyzer, missing: (ref: ModelRef) => Promise<AppError | undefined>): Promise<AppError | undefined> {
  for (const ref of Object.values(analyzer.models)) {
    if (ref.optional === true) continue;
    const error = await missing(ref);
    if (error !== undefined) return error;
  }
  return undefined;
}

/**
 * @param missing why a model cannot be used on this machine, undefined where it can; a damaged one is not missing: its
 *   run fails and says so
 */
export async function chooseTier(analyzers: readonly Analyzer[], tier: Tier, missing: (ref: ModelRef) => Promise<AppError | undefined>, language: Language): Promise<TierChoice> {
  const notRun = new Map<string, Remark>();
  const remarks = new Map<string, Remark>();
  const chosen: Analyzer[] = [];
  for (const analyzer of analyzers) {
    const wanted = tier === 'full' ? analyzer.full ?? analyzer : analyzer;
    chosen.push(wanted);
    if (wanted.tier === 'lite') continue;
    const error = tier === 'lite' ? new AppError('MODEL_MISSING', needsFull[language]) : await lacks(wanted, missing);
    if (error === undefined) continue;
    if (analyzer.tier === 'full') {
      notRun.set(analyzer.name, { reason: 'needs_full_tier', message: tier === 'lite' ? error.message : missingWords(error, language) });
      continue;
    }
    chosen[chosen.length - 1] = analyzer;
    remarks.set(analyzer.name, { reason: 'lite_instead_of_full', message: insteadWords[language](missingWords(error, language)) });
  }
  return { analyzers: chosen, notRun, remarks };
}
