/** What is held back of this medium: that, where and why, and what the law asks; never anything of what is to be seen. */
import { LockOpenIcon, ShieldExclamationIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { useAct, useAsk } from '#lib/api.ts';
import { clock, dateTime } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { Confirm, Dialog } from '#ui/dialog.tsx';
import { Checkbox } from '#ui/fields.tsx';
import { Empty } from '#ui/notes.tsx';
import { toast } from '#ui/toasts.tsx';
import { useScene } from '../model/player-context.tsx';
import { useWords } from './words.ts';

type HeldShot = components['schemas']['HeldShot'];

function useOwner(): boolean {
  const me = useMe();
  return me?.workspaces.find(({ id }) => id === me.workspaceId)?.role === 'owner' && me.permissions.includes('results:write');
}

function Release({ shot, onClose }: { shot: HeldShot; onClose(): void }) {
  const t = useWords();
  const { jobId } = useScene();
  const release = useAct('releaseHeldShot', ['listHeldShots', 'getMedium', 'getJob']);
  const [confirmed, setConfirmed] = useState(false);
  return (
    <Confirm
      open onClose={onClose} title={t('releaseTitle')} action={t('release')} danger disabled={!confirmed}
      onConfirm={async () => {
        await release.mutateAsync({ path: { jobId, heldId: shot.id }, body: { confirmation: 'not explicit' } });
        toast(t('released'), { tone: 'success' });
      }}
    >
      <p>{t('releaseText')}</p>
      <Checkbox label={t('releaseWord')} checked={confirmed} onChange={(event) => { setConfirmed(event.target.checked); }} />
    </Confirm>
  );
}

function Shot({ shot, onRelease }: { shot: HeldShot; onRelease: (() => void) | undefined }) {
  const t = useWords();
  const { startMs, endMs, reason, message, heldAt, releasedAt } = shot;
  return (
    <li className="flex flex-col gap-2 rounded-md border border-line p-3">
      {startMs !== undefined && endMs !== undefined && <h3 className="numbers">{endMs > startMs ? `${clock(startMs, { tenths: true })} – ${clock(endMs, { tenths: true })}` : t('wholePicture')}</h3>}
      {message !== undefined ? <p>{message}</p> : reason !== undefined && <p>{t(`reason_${reason}`)}</p>}
      <p className="text-xs text-muted">{t('heldAt', { at: dateTime(heldAt) })}{releasedAt !== undefined && <><br />{t('releasedAt', { at: dateTime(releasedAt) })}</>}</p>
      {onRelease && releasedAt === undefined && <div><Button icon={LockOpenIcon} onClick={onRelease}>{t('release')}</Button></div>}
    </li>
  );
}

/** Nothing where nothing is held. */
export function HeldShots() {
  const t = useWords();
  const owner = useOwner();
  const { jobId, mediaId } = useScene();
  const asked = useAsk('listHeldShots', { path: { jobId } });
  const [open, setOpen] = useState(false);
  const [releasing, setReleasing] = useState<HeldShot>();
  const shots = asked.data?.items.filter((shot) => shot.mediaId === mediaId) ?? [];
  const held = shots.filter(({ releasedAt }) => releasedAt === undefined).length;
  if (shots.length === 0) return null;
  return (
    <div className="flex items-start gap-2 rounded-md border border-warning/60 bg-warning/10 p-3">
      <ShieldExclamationIcon className="size-5 shrink-0 text-warning-ink" aria-hidden />
      <div className="flex min-w-0 flex-col items-start gap-1">
        <p className="font-medium">{t('heldCount', { count: held })}</p>
        <p>{t('heldMeaning')}{!owner && ` ${t('heldForMembers')}`}</p>
        <Button onClick={() => { setOpen(true); }}>{t('details')}</Button>
      </div>
      <Dialog open={open && !releasing} onClose={() => { setOpen(false); }} title={t('title')}>
        <ul className="flex flex-col gap-3">{shots.map((shot) => <Shot key={shot.id} shot={shot} onRelease={owner ? () => { setReleasing(shot); } : undefined} />)}</ul>
      </Dialog>
      {releasing && <Release shot={releasing} onClose={() => { setReleasing(undefined); }} />}
    </div>
  );
}

/** In place of a medium that may not be shown. */
export function HeldMedium() {
  const t = useWords();
  return <Empty icon={ShieldExclamationIcon} title={t('noPicture')}>{t('noPictureText')}</Empty>;
}
