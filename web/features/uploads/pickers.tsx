/** Buttons that bring files: pickers of the browser, of phones, and the server's own folders. */
import { ArrowUpTrayIcon, CameraIcon, FolderIcon, ServerIcon } from '@heroicons/react/24/outline';
import { useRef, useState } from 'react';
import { useAsk } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { filesOfInput, pickWithHandles } from './picked-files.ts';
import { addFiles } from './uploads.ts';
import { useWords } from './words.ts';

const ACCEPTED = 'video/*,image/*,audio/*,.mkv,.mts,.m2ts,.mxf,.heic,.heif,.dng';

function HiddenInput({ input, label, ...rest }: { input: React.RefObject<HTMLInputElement | null>; label: string; accept?: string; multiple?: boolean; capture?: 'environment'; folder?: boolean }) {
  const { folder = false, ...attributes } = rest;
  return (
    <input
      ref={input} type="file" tabIndex={-1} aria-label={label} className="sr-only" {...attributes} {...(folder && { webkitdirectory: '' })}
      onChange={({ target }) => { void addFiles(filesOfInput(target, folder)); target.value = ''; }}
    />
  );
}

export function ChooseFiles({ look = 'primary' }: { look?: 'primary' | 'plain' }) {
  const t = useWords();
  const input = useRef<HTMLInputElement>(null);
  const choose = async (): Promise<void> => {
    const picked = await pickWithHandles();
    if (picked) void addFiles(picked);
    else input.current?.click();
  };
  return (
    <>
      <Button look={look} icon={ArrowUpTrayIcon} onClick={() => { void choose(); }}>{t('choose')}</Button>
      <HiddenInput input={input} label={t('choose')} accept={ACCEPTED} multiple />
    </>
  );
}

export function ChooseFolder() {
  const t = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <span className="pointer-coarse:hidden"><Button icon={FolderIcon} onClick={() => input.current?.click()}>{t('chooseFolder')}</Button></span>
      <HiddenInput input={input} label={t('chooseFolder')} multiple folder />
    </>
  );
}

/** Where there is a finger there is mostly a camera, too. */
export function Camera() {
  const t = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <span className="hidden pointer-coarse:block"><Button icon={CameraIcon} onClick={() => input.current?.click()}>{t('camera')}</Button></span>
      <HiddenInput input={input} label={t('camera')} accept="image/*,video/*" capture="environment" />
    </>
  );
}

/** Only where an administrator opened folders for it. */
export function FromServer() {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const folders = useAsk('listImportFolders', {}, { staleMs: 300_000 }).data?.items ?? [];
  if (folders.length === 0) return null;
  return (
    <>
      <Button icon={ServerIcon} onClick={() => { setOpen(true); }}>{t('fromServer')}</Button>
      {open && <ImportDialog folders={folders.map(({ name }) => name)} onClose={() => { setOpen(false); }} />}
    </>
  );
}
