/** Where a machine stands, as a word with a colour. */
import { Badge, type Tone } from '#ui/surface.tsx';
import type { Machine } from './live-cost.ts';
import { useWords } from './words.ts';

const TONES: Readonly<Record<Machine['phase'], Tone>> = { planned: 'neutral', starting: 'info', setting_up: 'info', working: 'success', ending: 'warning', gone: 'neutral' };

export function PhaseBadge({ machine: { phase, refusedSince } }: { machine: Pick<Machine, 'phase' | 'refusedSince'> }) {
  const t = useWords();
  if (refusedSince !== undefined && phase !== 'gone') return <Badge tone="danger">{t('refusedEnd')}</Badge>;
  return <Badge tone={TONES[phase]}>{t(`phase_${phase}`)}</Badge>;
}

const NAMES: Readonly<Record<string, string>> = { runpod: 'RunPod', vastai: 'Vast.ai' };

/** As the provider writes itself. */
export const providerName = (provider: string): string => NAMES[provider] ?? provider;
