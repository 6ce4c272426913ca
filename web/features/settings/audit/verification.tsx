/** Whether the log is as it was written, in words. */
import { CheckCircleIcon, ExclamationTriangleIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState, type SubmitEvent } from 'react';
import { useAct } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { CopyField } from '#ui/copy.tsx';
import { TextField } from '#ui/fields.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { Card } from '#ui/surface.tsx';
import type { AuditScope } from './audit-filter.ts';
import { useWords } from './words.ts';

type Result = components['schemas']['AuditVerification'];

function Outcome({ result: { whole, entries, head, fault }, remembered }: { result: Result; remembered: boolean }) {
  const t = useWords();
  return (
    <div role="status" className="flex flex-col gap-3">
      {whole
        ? <p className="flex items-start gap-2 text-success-ink"><CheckCircleIcon className="size-5 shrink-0" aria-hidden /><span>{entries === 0 ? t('wholeNothing') : t('whole', { count: entries })} {remembered && t('matches')}</span></p>
        : (
          <div className="flex gap-2 rounded-md border border-danger/50 bg-danger/10 p-3">
            <ExclamationTriangleIcon className="size-5 shrink-0 text-danger-ink" aria-hidden />
            <div><p className="font-medium">{t('broken')}</p>{fault && <p>{t(`fault_${fault.kind}`, { seq: fault.seq })}</p>}<p>{t('upTo', { seq: head.seq })}</p></div>
          </div>
        )}
      {head.seq > 0 && <CopyField label={t('head')} text={`${head.seq} ${head.hash}`} />}
    </div>
  );
}

export function Verification({ scope }: { scope: AuditScope }) {
  const t = useWords();
  const verify = useAct(scope === 'system' ? 'verifySystemAudit' : 'verifyAudit');
  const [{ seq, hash }, setTyped] = useState({ seq: '', hash: '' });
  const [seqWrong, hashWrong] = [seq !== '' && !/^[1-9]\d{0,14}$/.test(seq), hash !== '' && !/^[\da-f]{64}$/.test(hash)];
  const half = (seq === '') !== (hash === '');
  const run = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!seqWrong && !hashWrong && !half) verify.mutate({ query: seq === '' ? {} : { seq: Number(seq), hash } });
  };
  return (
    <Card title={t('verify')}>
      <form className="flex flex-col gap-3" onSubmit={run}>
        <p className="text-muted">{t('verifyText')}</p>
        <div className="grid gap-3 sm:grid-cols-[14rem_1fr] sm:items-start">
          <TextField label={t('rememberedSeq')} inputMode="numeric" value={seq} problem={seqWrong ? t('seqProblem') : undefined} onChange={({ target }) => { setTyped({ seq: target.value.trim(), hash }); }} />
          <TextField label={t('rememberedHash')} spellCheck={false} value={hash} problem={hashWrong ? t('hashProblem') : undefined} onChange={({ target }) => { setTyped({ seq, hash: target.value.trim().toLowerCase() }); }} />
        </div>
        <div><Button type="submit" busy={verify.isPending} disabled={seqWrong || hashWrong || half}>{t('verify')}</Button></div>
        {verify.error && <ProblemNote error={verify.error} />}
        {verify.data && <Outcome result={verify.data} remembered={verify.variables.query?.seq !== undefined} />}
      </form>
    </Card>
  );
}
