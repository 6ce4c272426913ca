/** Completing in two steps: first what will be deleted and what stays, then a person confirms just that (JOB-09). */
import { TrashIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import type { components } from '@aima/contract/client';
import { useAct } from '#lib/api.ts';
import { bytes, duration, number } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Checkbox } from '#ui/fields.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { useNow } from '#features/machines/index.ts';
import type { Job } from '../running/run-cells.ts';
import { useCompletionWords } from './completion-words.ts';

type Request = components['schemas']['CompletionRequest'];

function Names({ media, ids }: { media: Job['media']; ids: readonly string[] }) {
  const names = new Map(media.map(({ mediaId, fileName }) => [mediaId, fileName]));
  return <ul className="mt-1 max-h-32 list-disc overflow-y-auto pl-5 text-muted" tabIndex={0}>{ids.map((id) => <li key={id} dir="auto">{names.get(id) ?? id}</li>)}</ul>;
}

/** For how long what stands here may still be confirmed. */
function Validity({ expiresAt }: { expiresAt: string }) {
  const t = useCompletionWords();
  const left = new Date(expiresAt).getTime() - useNow(1_000);
  return <p className="numbers text-xs text-muted">{left > 0 ? t('valid', { time: duration(left) }) : t('expired')}</p>;
}

function WhatHappens({ job, request: { deletes, keeps, anonymises, expiresAt } }: { job: Job; request: Request }) {
  const t = useCompletionWords();
  const [count, kept] = [deletes.mediaIds.length, keeps.mediaIds.length];
  return (
    <>
      <section className="rounded-md border border-danger/50 bg-danger/10 p-3">
        <h3 className="flex items-center gap-2"><TrashIcon className="size-5 text-danger-ink" aria-hidden />{t('deletes')}</h3>
        <p className="font-medium">{count === 0 ? t('deletesNothing') : t('deletesMedia', { count, shown: number(count), size: bytes(deletes.sizeBytes) })}</p>
        {count > 0 && <><Names media={job.media} ids={deletes.mediaIds} /><p className="mt-2">{t('when')} {t('noUndo')}</p></>}
      </section>
      <section className="rounded-md border border-line p-3">
        <h3>{t('keeps')}</h3>
        <p>{t('keepsRuns', { findings: number(keeps.observations) })}</p>
        {kept > 0 && <><p>{t('keepsMedia', { count: kept, shown: number(kept) })}</p><Names media={job.media} ids={keeps.mediaIds} /></>}
        {anonymises && <p className="font-medium">{t('anonymises')}</p>}
      </section>
      <Validity expiresAt={expiresAt} />
    </>
  );
}

function Options({ job, anonymise, onChange }: { job: Job; anonymise: boolean; onChange(anonymise: boolean): void }) {
  const t = useCompletionWords();
  const names = job.metadata.knownNames.length;
  return (
    <>
      <p>{t('intro')}</p>
      <fieldset><legend className="font-medium">{t('optionsTitle')}</legend><Checkbox label={t('anonymise')} hint={names === 0 ? t('noNames') : t('anonymiseHint')} disabled={names === 0} checked={anonymise} onChange={(event) => { onChange(event.target.checked); }} /></fieldset>
    </>
  );
}

export function CompletionDialog({ job, onClose }: { job: Job; onClose(): void }) {
  const t = useCompletionWords();
  const [anonymise, setAnonymise] = useState(false);
  const [understood, setUnderstood] = useState(false);
  const ask = useAct('requestCompletion');
  const confirm = useAct('confirmCompletion', ['getJob', 'listJobs', 'listJobMedia', 'searchArchive', 'listMedia', 'listPlannedDeletions']);
  const request = ask.data;
  const deletes = (request?.deletes.mediaIds.length ?? 0) > 0;
  const path = { jobId: job.id };
  const again = (): void => {
    ask.reset();
    confirm.reset();
    setUnderstood(false);
  };
  return (
    <Dialog
      open onClose={onClose} title={`${t('complete')} · ${t(request ? 'step2' : 'step1')}`}
      footer={request ? (
        <><Button onClick={again}>{t('back')}</Button><Button look={deletes ? 'danger' : 'primary'} {...(deletes && { icon: TrashIcon })} disabled={!understood} busy={confirm.isPending} onClick={() => { confirm.mutate({ path, body: { confirmationToken: request.confirmationToken } }, { onSuccess: onClose }); }}>{t(deletes ? 'confirm' : 'confirmNone')}</Button></>
      ) : <Button look="primary" busy={ask.isPending} onClick={() => { ask.mutate({ path, body: { anonymise } }); }}>{t('next')}</Button>}
    >
      <div className="flex flex-col gap-3">
        {request ? <><WhatHappens job={job} request={request} /><Checkbox label={t(deletes ? 'understood' : 'understoodNone')} checked={understood} onChange={(event) => { setUnderstood(event.target.checked); }} /></> : <Options job={job} anonymise={anonymise} onChange={setAnonymise} />}
        {(confirm.error ?? ask.error) && <ProblemNote error={confirm.error ?? ask.error} />}
      </div>
    </Dialog>
  );
}
