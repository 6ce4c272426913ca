/** Undo, redo, adding; behind the dots what was corrected, and the transcript as text and files. */
import { ArrowDownTrayIcon, ArrowUturnLeftIcon, ArrowUturnRightIcon, ClipboardDocumentIcon, ClockIcon, PlusIcon } from '@heroicons/react/24/outline';
import { useEffect, useState } from 'react';
import { clock } from '#lib/format.ts';
import { saveFile } from '#lib/save-file.ts';
import { IconButton } from '#ui/button.tsx';
import { copyText } from '#ui/copy.tsx';
import { Menu, type MenuAction } from '#ui/menu.tsx';
import { toast } from '#ui/toasts.tsx';
import { useScene } from '../model/player-context.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { useCorrections } from './corrections.ts';
import { AddFinding } from './edit-finding.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import type { PanelData } from './panel-tabs.ts';
import { speakerName } from './speaker-menu.tsx';
import { toSrt, toText, toVtt, type Cue } from './subtitles.ts';
import type { Transcript } from './transcript.ts';
import { useWords } from './words.ts';

/** Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y), but in fields, which have their own. */
function useUndoKeys(undo: () => Promise<void>, redo: () => Promise<void>, may: boolean): void {
  useEffect(() => {
    if (!may) return;
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey) || (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable], [role="dialog"]'))) return;
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      void (key === 'y' || event.shiftKey ? redo() : undo());
    };
    addEventListener('keydown', pressed);
    return () => { removeEventListener('keydown', pressed); };
  }, [undo, redo, may]);
}

/** What was rejected is no part of files either. */
const cuesOf = ({ rows, speakers }: Transcript): Cue[] =>
  rows.flatMap(({ startMs, endMs, text, speakerId, observation }) => (text === undefined || observation.review === 'rejected' ? [] : [{ startMs, endMs, text, speaker: speakerName(speakers, speakerId) }]));

function useExports({ transcript, texts }: PanelData): MenuAction[] {
  const t = useWords();
  const { medium } = useScene();
  const plain = (): string => toText(cuesOf(transcript), (ms) => clock(ms));
  const copy = async (text: string): Promise<void> => {
    const done = await copyText(text);
    toast(t(done ? 'copied' : 'notCopied'), { tone: done ? 'success' : 'danger' });
  };
  const copyTexts = (): void => {
    const lines = texts.filter(({ review }) => review !== 'rejected').map(({ startMs, text = '' }) => (medium.durationMs > 0 ? `[${clock(startMs)}] ${text}` : text));
    void copy(`${lines.join('\n')}\n`);
  };
  const save = (ending: string, type: string, text: string): void => { saveFile(`${medium.name}.${ending}`, text, `${type};charset=utf-8`); };
  return [
    ...(transcript.rows.length === 0 ? [] : [
      { label: t('copyTranscript'), icon: ClipboardDocumentIcon, run: () => { void copy(plain()); } },
      { label: t('asText'), icon: ArrowDownTrayIcon, run: () => { save('txt', 'text/plain', plain()); } },
      { label: t('asSrt'), icon: ArrowDownTrayIcon, run: () => { save('srt', 'application/x-subrip', toSrt(cuesOf(transcript))); } },
      { label: t('asVtt'), icon: ArrowDownTrayIcon, run: () => { save('vtt', 'text/vtt', toVtt(cuesOf(transcript))); } },
    ]),
    ...(texts.length === 0 ? [] : [{ label: t('copyTexts'), icon: ClipboardDocumentIcon, run: copyTexts }]),
  ];
}

export function PanelTools({ data }: { data: PanelData }) {
  const t = useWords();
  const { may, busy, undo, redo } = useCorrections();
  const [open, setOpen] = useState<'add' | 'history'>();
  const exports = useExports(data);
  useUndoKeys(undo, redo, may);
  const close = (): void => { setOpen(undefined); };
  return (
    <div role="toolbar" aria-label={t('corrections')} className="flex shrink-0 items-center">
      {may && (
        <>
          <IconButton label={t('undoKey')} icon={ArrowUturnLeftIcon} disabled={busy} onClick={() => { void undo(); }} />
          <IconButton label={t('redoKey')} icon={ArrowUturnRightIcon} disabled={busy} onClick={() => { void redo(); }} />
          <IconButton label={t('addTitle')} icon={PlusIcon} onClick={() => { setOpen('add'); }} />
        </>
      )}
      <Menu label={t('moreTools')} actions={[{ label: t('history'), icon: ClockIcon, run: () => { setOpen('history'); } }, ...exports]} />
      {open === 'add' && <AddFinding onClose={close} />}
      {open === 'history' && <HistoryDialog onClose={close} />}
      <ConflictDialog />
    </div>
  );
}
