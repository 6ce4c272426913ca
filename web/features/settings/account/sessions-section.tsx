/** Where one is signed in, and how that ends. */
import { ComputerDesktopIcon, DevicePhoneMobileIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { useAct, useAsk } from '#lib/api.ts';
import { dateTime, fromNow } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import { deviceOf } from './device-name.ts';
import { useWords } from './words.ts';

type Session = components['schemas']['Session'];

function useDeviceName(): (session: Session) => string {
  const t = useWords();
  return ({ userAgent }) => {
    const { browser, system } = deviceOf(userAgent);
    return browser !== undefined && system !== undefined ? t('device', { browser, system }) : browser ?? system ?? t('unknownDevice');
  };
}

function SessionRow({ session, onEnd }: { session: Session; onEnd(): void }) {
  const t = useWords();
  const name = useDeviceName()(session);
  const Icon = deviceOf(session.userAgent).phone ? DevicePhoneMobileIcon : ComputerDesktopIcon;
  return (
    <li className="flex flex-wrap items-center gap-3 py-3">
      <Icon className="size-6 shrink-0 text-muted" aria-hidden />
      <div className="min-w-0 grow basis-56">
        <p className="flex flex-wrap items-center gap-2 font-medium" title={session.userAgent ?? undefined}>{name}{session.current && <Badge tone="success">{t('thisSession')}</Badge>}</p>
        <p className="text-muted">{session.address === null ? t('noAddress') : t('address', { address: session.address })} · {t('lastSeen', { at: fromNow(session.lastSeenAt) })}</p>
        <p className="text-xs text-muted">{t('begun', { at: dateTime(session.createdAt) })} · {t('expires', { at: dateTime(session.expiresAt) })}</p>
      </div>
      {!session.current && <Button aria-label={`${t('endSession')}: ${name}, ${dateTime(session.createdAt)}`} onClick={onEnd}>{t('end')}</Button>}
    </li>
  );
}

export function SessionsSection() {
  const t = useWords();
  const asked = useAsk('listSessions', {});
  const endOne = useAct('endSession', ['listSessions']);
  const endOthers = useAct('endOtherSessions', ['listSessions']);
  // What the dialog says stays while it fades.
  const [ending, setEnding] = useState<Session>();
  const [endingAll, setEndingAll] = useState(false);
  const others = asked.data?.items.filter(({ current }) => !current).length ?? 0;
  return (
    <Card title={t('whereSignedIn')} actions={others > 0 && <Button look="danger" onClick={() => { setEndingAll(true); }}>{t('endOthers')}</Button>}>
      <p className="text-muted">{others > 0 ? t('sessionsText') : t('noOthers')}</p>
      <Loaded asked={asked}>{({ items }) => <ul className="divide-y divide-line">{items.map((session) => <SessionRow key={session.id} session={session} onEnd={() => { setEnding(session); }} />)}</ul>}</Loaded>
      <Confirm open={ending !== undefined} onClose={() => { setEnding(undefined); }} title={t('endSession')} action={t('endSession')} danger onConfirm={async () => { if (ending) await endOne.mutateAsync({ path: { id: ending.id } }); }}><p>{t('endSessionText')}</p></Confirm>
      <Confirm open={endingAll} onClose={() => { setEndingAll(false); }} title={t('endOthers')} action={t('endOthers')} danger onConfirm={() => endOthers.mutateAsync({})}><p>{t('endOthersText', { count: others })}</p></Confirm>
    </Card>
  );
}
