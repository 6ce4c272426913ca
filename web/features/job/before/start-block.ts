/** Why a job cannot be started now; undefined where nothing is in the way. */
export interface BeforeStart {
  mediaCount: number;
  media: readonly { mediaState: string }[];
  analyzers: number;
  /** Something was changed and the price is not known again yet. */
  updating: boolean;
  hasOffer: boolean;
}

export type StartBlock = 'noMedia' | 'wiped' | 'nothing' | 'saving' | 'noOffer';

export function startBlock({ mediaCount, media, analyzers, updating, hasOffer }: BeforeStart): StartBlock | undefined {
  if (mediaCount === 0) return 'noMedia';
  if (media.some(({ mediaState }) => mediaState !== 'stored')) return 'wiped';
  if (updating) return 'saving';
  if (analyzers === 0) return 'nothing';
  return hasOffer ? undefined : 'noOffer';
}
