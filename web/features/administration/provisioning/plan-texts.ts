/** Changes of the set-up of machines as texts of a form and back; what is wrong is named by its field. */
import type { components } from '@aima/contract/client';

export type Edits = components['schemas']['ProvisioningSettings']['edits'];
type Served = NonNullable<Edits['served']>;
type Use = Served['uses'][number];
export const USES: readonly Use[] = ['vision', 'text', 'speech'];

export interface StepTexts { id: string; after: string; what: string; check: string; command: string; verify: string; undo: string; limitSeconds: string }
export interface ServedTexts { uses: readonly Use[]; repository: string; revision: string; gpuMemoryGb: string; sizeGb: string }
export interface PlanTexts {
  image: string;
  weights: '' | NonNullable<Edits['weights']>;
  vllmVersion: string;
  served: ServedTexts | null;
  skip: string;
  steps: readonly StepTexts[];
}

export const NEW_STEP: StepTexts = { id: '', after: '', what: '', check: '', command: '', verify: '', undo: '', limitSeconds: '' };
export const NEW_SERVED: ServedTexts = { uses: ['vision'], repository: '', revision: '', gpuMemoryGb: '', sizeGb: '' };

const stepTexts = ({ limitSeconds, ...step }: NonNullable<Edits['steps']>[number]): StepTexts => ({ ...NEW_STEP, ...step, limitSeconds: limitSeconds === undefined ? '' : String(limitSeconds) });

export function planTexts({ image, weights, vllmVersion, served, skip, steps }: Edits): PlanTexts {
  return {
    image: image ?? '', weights: weights ?? '', vllmVersion: vllmVersion ?? '', skip: (skip ?? []).join(', '), steps: (steps ?? []).map(stepTexts),
    served: served ? { uses: served.uses, repository: served.repository, revision: served.revision, gpuMemoryGb: String(served.gpuMemoryGb), sizeGb: String(served.sizeGb) } : null,
  };
}

const IDS = /^[a-z][a-z0-9-]{0,39}$/;
const MOST = 20;
const numberOf = (text: string): number => (/^\d+([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(',', '.')) : Number.NaN);
const idsOf = (text: string): string[] => text.split(/[\s,;]+/).filter((id) => id !== '');

const isSecondsOrEmpty = (text: string): boolean => text === '' || (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 7_200);

function wrongInServed({ uses, repository, revision, gpuMemoryGb, sizeGb }: ServedTexts): string[] {
  return [
    ...(uses.length === 0 ? ['served.uses'] : []), ...(/^[\w.-]+\/[\w.-]+$/.test(repository) ? [] : ['served.repository']), ...(/^[0-9a-f]{40}$/.test(revision) ? [] : ['served.revision']),
    ...(numberOf(gpuMemoryGb) > 0 ? [] : ['served.gpuMemoryGb']), ...(numberOf(sizeGb) > 0 ? [] : ['served.sizeGb']),
  ];
}

function wrongInStep({ id, after, what, limitSeconds }: StepTexts, at: number, all: readonly StepTexts[]): string[] {
  const twice = all.some((other, i) => i !== at && other.id === id);
  return [
    ...(IDS.test(id) && !twice ? [] : [`steps.${at}.id`]), ...(after === '' || IDS.test(after) ? [] : [`steps.${at}.after`]), ...(what.trim() === '' ? [`steps.${at}.what`] : []),
    ...(isSecondsOrEmpty(limitSeconds) ? [] : [`steps.${at}.limitSeconds`]),
  ];
}

/** Names of fields that are no values, such as `steps.0.id`. */
export function wrongInPlan({ image, vllmVersion, served, skip, steps }: PlanTexts): string[] {
  const skipped = idsOf(skip);
  return [
    ...(image === '' || /^[\w./:@-]{1,300}$/.test(image) ? [] : ['image']), ...(vllmVersion === '' || /^\d+(\.\d+){1,3}(\.?(post|rc)\d+)?$/.test(vllmVersion) ? [] : ['vllmVersion']),
    ...(served ? wrongInServed(served) : []), ...(skipped.length <= MOST && skipped.every((id) => IDS.test(id)) ? [] : ['skip']), ...steps.flatMap(wrongInStep),
  ];
}

const filled = <T extends object>(texts: T): Partial<T> => Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')) as Partial<T>;

/** Of texts in which nothing is wrong. */
export function editsOf({ image, weights, vllmVersion, served, skip, steps }: PlanTexts): Edits {
  const skipped = idsOf(skip);
  return {
    ...(image !== '' && { image }), ...(weights !== '' && { weights }), ...(vllmVersion !== '' && { vllmVersion }),
    ...(served && { served: { uses: [...served.uses], repository: served.repository, revision: served.revision, gpuMemoryGb: numberOf(served.gpuMemoryGb), sizeGb: numberOf(served.sizeGb) } }),
    ...(skipped.length > 0 && { skip: skipped }),
    ...(steps.length > 0 && { steps: steps.map(({ id, what, limitSeconds, ...texts }) => ({ id, what: what.trim(), ...filled(texts), ...(limitSeconds !== '' && { limitSeconds: Number(limitSeconds) }) })) }),
  };
}
