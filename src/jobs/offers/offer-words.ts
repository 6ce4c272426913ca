/** What is said of offers, in both languages. */
import type { Language } from '@aima/contract';

const en = {
  gpu_memory: (has: number, needs: number) => `A GPU of it has ${has} GB; the models need ${needs} GB.`,
  gpu: (name: string, wanted: string) => `Its GPU is ${name}, not ${wanted}.`,
  not_secure: 'It stands in no data centre; only those are allowed.',
  region: (region: string | undefined, allowed: string) => `${region === undefined ? 'It is not told where it stands' : `It stands in ${region}`}; allowed: ${allowed}.`,
  reliability: (has: number, least: number) => `It was there ${has} % of the time; at least ${least} % is wanted.`,
  cuda: (has: number, least: number) => `Its driver knows CUDA ${has}; at least ${least} is needed.`,
  price: (usd: string, most: string) => `It costs ${usd} USD an hour; at most ${most} USD is allowed.`,
  ends_too_soon: (at: string) => `It is offered until ${at} only; the job may take longer.`,
  interruptible: 'It may be taken away at any time; such machines were not asked for, or are not allowed.',
  cost_limit: (usd: string, limit: string) => `The job would cost at least ${usd} USD there; the limit is ${limit} USD.`,
  failed_lately: 'It failed within the last hour.',
  risk: 'The price is a bid: whoever pays more takes the machine away at any time, without notice. What is finished by then is kept, the rest begins anew on another machine.',
  notSetUp: (provider: string) => `There is no key of ${provider} here.`,
  silent: (provider: string) => `${provider} did not answer in time.`,
};

const de: typeof en = {
  gpu_memory: (has, needs) => `Eine GPU davon hat ${has} GB; die Modelle brauchen ${needs} GB.`,
  gpu: (name, wanted) => `Die GPU ist ${name}, nicht ${wanted}.`,
  not_secure: 'Sie steht in keinem Rechenzentrum; nur solche sind erlaubt.',
  region: (region, allowed) => `${region === undefined ? 'Es ist nicht angegeben, wo sie steht' : `Sie steht in ${region}`}; erlaubt: ${allowed}.`,
  reliability: (has, least) => `Sie war ${has} % der Zeit da; mindestens ${least} % sind gewünscht.`,
  cuda: (has, least) => `Ihr Treiber kennt CUDA ${has}; nötig ist mindestens ${least}.`,
  price: (usd, most) => `Sie kostet ${usd} USD pro Stunde; erlaubt sind höchstens ${most} USD.`,
  ends_too_soon: (at) => `Sie ist nur bis ${at} im Angebot; der Auftrag kann länger dauern.`,
  interruptible: 'Sie kann jederzeit weggenommen werden; solche Maschinen wurden nicht verlangt oder sind nicht erlaubt.',
  cost_limit: (usd, limit) => `Der Auftrag würde dort mindestens ${usd} USD kosten; das Limit ist ${limit} USD.`,
  failed_lately: 'Sie fiel innerhalb der letzten Stunde aus.',
  risk: 'Der Preis ist ein Gebot: wer mehr zahlt, nimmt die Maschine jederzeit ohne Ankündigung weg. Was bis dahin fertig ist, bleibt; der Rest beginnt auf einer anderen Maschine neu.',
  notSetUp: (provider) => `Von ${provider} ist hier kein Schlüssel eingetragen.`,
  silent: (provider) => `${provider} hat nicht rechtzeitig geantwortet.`,
};

export type OfferWords = typeof en;

export const offerWords = (language: Language): OfferWords => ({ en, de })[language];
