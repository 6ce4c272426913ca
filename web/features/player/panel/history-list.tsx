/** What people said: who, when, what; also what was taken back, and what lies nowhere any more. */
import { useMemo } from 'react';
import { useAsk } from '#lib/api.ts';
import { dateTime, fromNow } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Badge } from '#ui/surface.tsx';
import { usePlayer, useScene } from '../model/player-context.tsx';
import type { Correction } from './corrections.ts';
import { useWords } from './words.ts';

function useAuthors(): (author: string) => string {
  const t = useWords();
  const me = useMe();
  const members = useAsk('listMembers', {}, { staleMs: 300_000 });
  return useMemo(() => {
    const names = new Map(members.data?.items.map(({ userId, name }) => [`user:${userId}`, name]));
    return (author) => (author === `user:${me?.account.id ?? ''}` ? t('you') : names.get(author) ?? t('somebody'));
  }, [t, me, members.data]);
}

/** What is new, in a line; JSON where nothing says it better. */
function changeOf({ patch, kind, targetCount }: Correction): string {
  if (!patch) return kind === 'add' || targetCount <= 1 ? '' : `× ${targetCount}`;
  const { text, label, attributes, ...others } = patch;
  const name = attributes?.['speakerName'];
  const rest = Object.keys(others).length > 0 ? JSON.stringify(others) : undefined;
  return [text, label, typeof name === 'string' ? name : undefined, rest].filter((part) => part !== undefined && part !== null).join(' · ');
}

export function HistoryList({ corrections }: { corrections: readonly Correction[] }) {
  const t = useWords();
  const authorOf = useAuthors();
  const { observations } = useScene();
  const seek = usePlayer((state) => state.seek);
  const choose = usePlayer((state) => state.choose);
  return (
    <ol className="flex flex-col">
      {corrections.map((correction) => {
        const { id, author, at, kind, stands, orphaned, observationIds } = correction;
        const target = observationIds.map((each) => observations.byId.get(each)).find((each) => each !== undefined);
        return (
          <li key={id} className="flex flex-col gap-0.5 border-b border-line py-2">
            <p><strong className="font-medium">{authorOf(author)}</strong> <span className={stands ? '' : 'line-through'}>{t(`kind_${kind}`)}</span> <time dateTime={at} title={dateTime(at)} className="text-xs text-muted">{fromNow(at)}</time></p>
            {changeOf(correction) !== '' && <p dir="auto" className="line-clamp-3">{changeOf(correction)}</p>}
            {!stands && <Badge className="self-start">{t('takenBack')}</Badge>}
            {orphaned && <Badge tone="warning" className="self-start">{t('orphaned')}</Badge>}
            {target && <button type="button" dir="auto" className="truncate text-start text-link hover:underline" onClick={() => { seek(target.startMs); choose(target.id); }}>{target.sentence}</button>}
          </li>
        );
      })}
    </ol>
  );
}
