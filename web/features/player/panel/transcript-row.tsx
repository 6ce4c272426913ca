/** One phrase: its time, who says it, what is said; edited where it stands. */
import { InformationCircleIcon, PencilIcon } from '@heroicons/react/24/outline';
import { useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { Button, IconButton } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { usePlayer, useScene } from '../model/player-context.tsx';
import { useCorrections, versionOf } from './corrections.ts';
import { Marked } from './marked.tsx';
import { usePanel } from './panel-context.tsx';
import type { RowPlace } from './rows.tsx';
import { SpeakerMenu, type Speakers } from './speaker-menu.tsx';
import { TimeButton } from './time-button.tsx';
import type { TranscriptRow, Word } from './transcript.ts';
import { useRowNow } from './use-now.ts';
import { useWords } from './words.ts';

/** Each word takes one to its own time; the one that is said now stands out. */
function Words({ words, current }: { words: readonly Word[]; current: boolean }) {
  const now = useRowNow(words);
  return <>{words.map((word, i) => <span key={i} data-ms={word.startMs} className={classes('rounded-xs hover:underline', current && i === now && 'bg-primary/25')}>{word.text}{' '}</span>)}</>;
}

function Editor({ row, version, onDone }: { row: TranscriptRow; version: number | undefined; onDone(): void }) {
  const t = useWords();
  const { make, busy } = useCorrections();
  const [text, setText] = useState(row.text ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const save = async (): Promise<void> => {
    const wanted = text.trim();
    if (wanted === (row.text ?? '') || wanted === '' || await make({ correction: { kind: 'edit', observationId: row.id, patch: { text: wanted } }, done: t('textChanged'), version })) onDone();
    else field.current?.focus();
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onDone();
    else if (event.key === 'Enter' && !event.shiftKey) void save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="flex flex-col gap-2 pb-2">
      <textarea ref={field} aria-label={t('editText')} autoFocus dir="auto" rows={Math.min(8, 1 + Math.ceil(text.length / 48))} value={text} maxLength={100_000} onChange={(event) => { setText(event.target.value); }} onKeyDown={pressed} className="w-full rounded-md border border-edge bg-surface px-2 py-1 text-ink" />
      <div className="flex gap-2"><Button look="primary" busy={busy} onClick={() => { void save(); }}>{t('save')}</Button><Button onClick={onDone}>{t('cancel')}</Button></div>
    </div>
  );
}

/** Seen where the pointer or the focus is; fingers always see it. */
const QUIET = 'transition-opacity pointer-fine:opacity-0 group-hover:opacity-100 group-focus-within:opacity-100';

function useEditing({ id }: TranscriptRow) {
  const { jobId } = useScene();
  const [editing, setEditing] = useState<{ version: number | undefined }>();
  return { editing, stop: () => { setEditing(undefined); }, start: async () => { setEditing({ version: await versionOf(jobId, id).catch(() => undefined) }); } };
}

export function TranscriptItem({ row, place: { tabIndex, current }, speakers }: { row: TranscriptRow; place: RowPlace; speakers: Speakers }) {
  const t = useWords();
  const seek = usePlayer((state) => state.seek);
  const choose = usePlayer((state) => state.choose);
  const { may } = useCorrections();
  const { terms, hit } = usePanel();
  const { editing, start, stop } = useEditing(row);
  const clicked = (event: MouseEvent): void => {
    const ms = event.target instanceof HTMLElement ? event.target.dataset['ms'] : undefined;
    seek(ms === undefined ? row.startMs : Number(ms));
  };
  const { text, words } = row;
  return (
    <div aria-current={current || undefined} className={classes('group border-l-4 px-2 py-1', current ? 'border-primary bg-primary/10' : 'border-transparent', hit === row.id && 'outline-2 -outline-offset-2 outline-warning')}>
      <div className="flex min-h-8 items-center gap-1">
        <TimeButton ms={row.startMs} />
        <span className={classes('flex min-w-0 grow items-center', row.speakerId === undefined && !current && QUIET)}><SpeakerMenu row={row} speakers={speakers} /></span>
        <span className={classes('flex shrink-0', !current && QUIET)}>
          {may && text !== undefined && <IconButton label={t('editText')} icon={PencilIcon} tabIndex={tabIndex} className="py-1" onClick={() => { void start(); }} />}
          <IconButton label={t('details')} icon={InformationCircleIcon} tabIndex={tabIndex} className="py-1" onClick={() => { choose(row.id); }} />
        </span>
      </div>
      {editing ? <Editor row={row} version={editing.version} onDone={stop} /> : (
        <button type="button" data-main tabIndex={tabIndex} dir="auto" onClick={clicked} onDoubleClick={() => { if (may && text !== undefined) void start(); }} className={classes('w-full rounded-md px-1 pb-1 text-start text-base', row.observation.review === 'rejected' && 'line-through opacity-70')}>
          {text === undefined ? <span className="italic text-muted">{t('notUnderstood')}</span> : words.length > 0 && terms.length === 0 ? <Words words={words} current={current} /> : <Marked text={text} />}
        </button>
      )}
    </div>
  );
}
