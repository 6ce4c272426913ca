/** One provider: whether it can be used, its key (which never comes back), its test. */
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { useAct } from '#lib/api.ts';
import { dateTime, fromNow, number, usd } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { Badge, Card, Facts } from '#ui/surface.tsx';
import { KeyDialog } from './key-dialog.tsx';
import { useProviderName } from './provider-name.ts';
import { useWords } from './words.ts';

type Provider = components['schemas']['ProviderView'];
type Test = components['schemas']['ProviderTest'];

const KNOWN = ['valid', 'missing', 'refused', 'unknown'] as const;

function TestResult({ test }: { test: Test }) {
  const t = useWords();
  const word = KNOWN.find((each) => each === test.key);
  const may = (value: boolean | null): string => t(value === null ? 'unknown' : value ? 'yes' : 'no');
  const good = test.key === 'valid' && test.mayWrite !== false && test.message === undefined;
  const rows = [
    [t('mayRead'), may(test.mayRead)], [t('mayWrite'), may(test.mayWrite)],
    ...(test.balanceUsd === null ? [] : [[t('balance'), usd(test.balanceUsd)] as const]),
    ...(test.usdPerHour === null ? [] : [[t('rate'), t('rateValue', { usd: usd(test.usdPerHour) })] as const]),
    ...(test.limitUsdPerHour === null ? [] : [[t('limit'), t('rateValue', { usd: usd(test.limitUsdPerHour) })] as const]),
    ...(test.machines === null ? [] : [[t('machines'), number(test.machines)] as const]),
  ] as const;
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line bg-canvas p-3" role="status">
      <p className="flex flex-wrap items-center gap-2"><Badge tone={good ? 'success' : test.key === 'valid' ? 'warning' : 'danger'}>{word ? t(`key_${word}`) : test.key}</Badge><span className="text-muted" title={dateTime(test.at)}>{t('tested', { at: fromNow(test.at) })}</span></p>
      {test.message !== undefined && <p>{test.message}</p>}
      {test.mayWrite === false && <p className="text-danger-ink">{t('onlyReads')}</p>}
      {test.key === 'valid' && <Facts rows={rows} />}
    </div>
  );
}

function useKeySource(): (provider: Provider) => string {
  const t = useWords();
  return ({ keyFrom, keySetAt }) => (keyFrom === null ? t('keyNone') : keyFrom === 'environment' ? t('keyEnvironment') : t('keySettings', { at: keySetAt === null ? '' : dateTime(keySetAt) }));
}

export function ProviderCard({ provider }: { provider: Provider }) {
  const t = useWords();
  const name = useProviderName()(provider.name);
  const sourceOf = useKeySource();
  const test = useAct('testProvider', ['listProviders']);
  const remove = useAct('removeProviderKey', ['listProviders']);
  const [open, setOpen] = useState<'key' | 'remove'>();
  const close = (): void => { setOpen(undefined); };
  const path = { provider: provider.name };
  return (
    <Card title={<span className="flex flex-wrap items-center gap-2">{name}<Badge>{t(provider.rents ? 'rents' : 'free')}</Badge><Badge tone={provider.setUp ? 'success' : 'neutral'}>{t(provider.setUp ? 'ready' : 'notReady')}</Badge></span>}>
      {provider.rents && (
        <div className="flex flex-col gap-3">
          <Facts rows={[[t('key'), sourceOf(provider)]]} />
          {provider.test ? <TestResult test={provider.test} /> : provider.setUp && <p className="text-muted">{t('noTest')}</p>}
          {test.error && <ProblemNote error={test.error} />}
          <div className="flex flex-wrap gap-2">
            <Button look={provider.setUp ? 'plain' : 'primary'} aria-label={`${t(provider.keyFrom === 'settings' ? 'replace' : 'enter')}: ${name}`} onClick={() => { setOpen('key'); }}>{t(provider.keyFrom === 'settings' ? 'replace' : 'enter')}</Button>
            {provider.setUp && <Button busy={test.isPending} title={t('testText')} aria-label={t('testLong', { name })} onClick={() => { test.mutate({ path }); }}>{t('test')}</Button>}
            {provider.keyFrom === 'settings' && <Button aria-label={t('removeLong', { name })} onClick={() => { setOpen('remove'); }}>{t('remove')}</Button>}
          </div>
        </div>
      )}
      {open === 'key' && <KeyDialog provider={provider.name} name={name} onClose={close} />}
      <Confirm open={open === 'remove'} onClose={close} danger title={t('removeLong', { name })} action={t('remove')} onConfirm={() => remove.mutateAsync({ path })}><p>{t('removeText')}</p><p>{t('removeTextEnvironment')}</p></Confirm>
    </Card>
  );
}
