/** Files dropped on or pasted into the page, from its first moment on: whoever takes them is loaded after the page, and may come later than they do. */
import { useEffect } from 'react';
import { create } from 'zustand';

/** What an item is must be asked for within its event; what is in it may be read later. */
export interface GrabbedFile { handle: Promise<FileSystemHandle | null> | undefined; entry: FileSystemEntry | null; file: File | null }

/** Not in every browser, and not in TypeScript's table yet. */
interface FileItem extends DataTransferItem { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> }

/** `over`: files hang over the page; `grabbed`: nobody took them yet. */
export const useDrops = create<{ over: boolean; grabbed: GrabbedFile[] }>(() => ({ over: false, grabbed: [] }));

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
const inField = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null;

function grab(transfer: DataTransfer): void {
  const files = [...transfer.items].filter(({ kind }) => kind === 'file').map((item: FileItem) => ({
    handle: item.getAsFileSystemHandle?.().catch(() => null), entry: item.webkitGetAsEntry(), file: item.getAsFile(),
  }));
  useDrops.setState(({ grabbed }) => ({ over: false, grabbed: [...grabbed, ...files] }));
}

/** Each file once, to whoever takes it first. */
export function takeGrabbed(): GrabbedFile[] {
  const { grabbed } = useDrops.getState();
  if (grabbed.length > 0) useDrops.setState({ grabbed: [] });
  return grabbed;
}

/** @param welcome - whether whoever is here may bring files, as far as that is known already */
export function usePageDrops(welcome: boolean): void {
  useEffect(() => {
    // What was dropped under another right is nobody's.
    takeGrabbed();
    if (!welcome) return undefined;
    const leave = new AbortController();
    const on = <Kind extends 'dragenter' | 'dragover' | 'dragleave' | 'drop'>(kind: Kind, listener: (event: DragEvent) => void): void => {
      addEventListener(kind, (event) => { if (hasFiles(event)) { event.preventDefault(); listener(event); } }, { signal: leave.signal });
    };
    on('dragenter', () => { useDrops.setState({ over: true }); });
    on('dragover', () => undefined);
    on('dragleave', (event) => { if (event.relatedTarget === null) useDrops.setState({ over: false }); });
    on('drop', ({ dataTransfer }) => { if (dataTransfer) grab(dataTransfer); });
    addEventListener('paste', (event) => {
      if (!event.clipboardData || event.clipboardData.files.length === 0 || inField(event.target)) return;
      event.preventDefault();
      grab(event.clipboardData);
    }, { signal: leave.signal });
    return () => { leave.abort(); };
  }, [welcome]);
}
