/** Colour and sign of a kind of models: violet brain, green eye, orange loudspeaker, blue body. */
import { CalculatorIcon, EyeIcon, SpeakerWaveIcon } from '@heroicons/react/24/outline';
import type { SVGProps } from 'react';
import type { Icon } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import type { ModelKind } from './model-kind.ts';
import { useWords } from './words.ts';

const STROKE = { fill: 'none', viewBox: '0 0 24 24', strokeWidth: 1.5, stroke: 'currentColor', strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

/** Two halves with their folds. */
function BrainIcon(props: SVGProps<SVGSVGElement>) {
  return <svg {...STROKE} {...props}><path d="M12 5.2A2.7 2.7 0 0 0 6.8 6 3 3 0 0 0 4.6 9.6 3.1 3.1 0 0 0 4 14a3.2 3.2 0 0 0 2.8 4.6A2.8 2.8 0 0 0 12 18.2zM12 5.2A2.7 2.7 0 0 1 17.2 6a3 3 0 0 1 2.2 3.6A3.1 3.1 0 0 1 20 14a3.2 3.2 0 0 1-2.8 4.6 2.8 2.8 0 0 1-5.2-.4M7.5 10.5c1.5 0 2.5.9 2.5 2.3M16.5 10.5c-1.5 0-2.5.9-2.5 2.3M7.6 15.6h1.7M16.4 15.6h-1.7" /></svg>;
}

/** A person with arms spread, joints where pose models find them. */
function BodyIcon(props: SVGProps<SVGSVGElement>) {
  return <svg {...STROKE} {...props}><circle cx="12" cy="4.5" r="2" /><path d="M4.5 9.5 12 8.5l7.5 1M12 8.5v6M12 14.5 8.5 21M12 14.5l3.5 6.5" /></svg>;
}

const LOOKS: Readonly<Record<ModelKind, { icon: Icon; colour: string }>> = {
  llm: { icon: BrainIcon, colour: 'text-llm' }, vision: { icon: EyeIcon, colour: 'text-vision' }, audio: { icon: SpeakerWaveIcon, colour: 'text-audio' }, pose: { icon: BodyIcon, colour: 'text-pose' }, rule: { icon: CalculatorIcon, colour: 'text-muted' },
};

/** The word stands beside the sign, or is read aloud. */
export function KindBadge({ kind, wordless = false }: { kind: ModelKind; wordless?: boolean }) {
  const t = useWords();
  const { icon: Icon, colour } = LOOKS[kind];
  return <span className="inline-flex items-center gap-1.5" title={t(`kind_${kind}`)}><Icon className={classes('size-5 shrink-0', colour)} aria-hidden /><span className={classes(wordless && 'sr-only')}>{t(`kind_${kind}`)}</span></span>;
}
