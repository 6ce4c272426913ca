/** Short steps for whoever is new here: each can be left out, and all of them come back from the dashboard. */
import { CheckIcon } from '@heroicons/react/24/outline';
import { useEffect, useRef, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useAsk } from '#lib/api.ts';
import { Button, ButtonLink } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { Entrance } from './entrance.tsx';
import { LooksChoice } from './looks-choice.tsx';
import { MachineStep } from './machine-step.tsx';
import { SampleStep } from './sample-step.tsx';
import { changeLooks } from './signed-in.ts';
import { useWelcomeWords } from './welcome-words.ts';

const STEPS = ['looks', 'machine', 'sample'] as const;
type Step = (typeof STEPS)[number];

const stepOf = (given: string | null): Step => STEPS.find((each) => each === given) ?? 'looks';

function Path({ step, onChoose }: { step: Step; onChoose(step: Step): void }) {
  const t = useWelcomeWords();
  const at = STEPS.indexOf(step);
  return (
    <ol aria-label={t('steps')} className="flex gap-2">
      {STEPS.map((each, i) => (
        <li key={each} className="min-w-0 grow basis-0">
          <button type="button" aria-current={each === step ? 'step' : undefined} onClick={() => { onChoose(each); }} className={classes('flex h-full w-full items-start gap-2 border-t-4 py-2 text-left', i <= at ? 'border-primary' : 'border-line', each === step ? 'font-semibold' : 'text-muted hover:text-ink')}>
            {i < at ? <CheckIcon className="size-5 shrink-0 text-link" aria-hidden /> : <span className="numbers">{i + 1}</span>}
            <span className="min-w-0 hyphens-auto">{t(`step_${each}`)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Looks() {
  const t = useWelcomeWords();
  return <div className="flex flex-col gap-4"><LooksChoice onChange={() => { void changeLooks(); }} /><p className="text-muted">{t('looksText')}</p></div>;
}

const CONTENT: Readonly<Record<Step, { title: 'looksTitle' | 'machineTitle' | 'sampleTitle'; content: ReactNode }>> = {
  looks: { title: 'looksTitle', content: <Looks /> },
  machine: { title: 'machineTitle', content: <MachineStep /> },
  sample: { title: 'sampleTitle', content: <SampleStep /> },
};

export function WelcomeSteps() {
  const t = useWelcomeWords();
  const [search, setSearch] = useSearchParams();
  const step = stepOf(search.get('step'));
  const heading = useRef<HTMLHeadingElement>(null);
  const sample = useAsk('getSample', {}, { enabled: step === 'sample' });
  const after = STEPS[STEPS.indexOf(step) + 1];
  const go = (to: Step): void => { setSearch({ step: to }); };
  useEffect(() => { heading.current?.focus({ preventScroll: true }); }, [step]);
  const { title, content } = CONTENT[step];
  return (
    <Entrance title={t('firstAccount')} wide>
      <Path step={step} onChoose={go} />
      <h2 ref={heading} tabIndex={-1} className="text-lg outline-none">{t(title)}</h2>
      {content}
      <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line pt-4">
        <p className="min-w-0 grow basis-full text-xs sm:basis-60 text-muted">{t('dashboardLater')}</p>
        {after ? <><ButtonLink look="quiet" to="/">{t('later')}</ButtonLink><Button look="primary" onClick={() => { go(after); }}>{t('next')}</Button></>
          : <ButtonLink to="/">{t(sample.data?.sample ? 'finish' : 'noSample')}</ButtonLink>}
      </div>
    </Entrance>
  );
}
