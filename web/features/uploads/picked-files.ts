/** Files out of a drop, a folder, a paste or a picker; with a handle where the browser gives one, so that they can be read after a reload. */
import type { GrabbedFile } from '#lib/drops.ts';
import { looksLikeMedia } from './upload-item.ts';

export interface Picked { file: File; handle?: FileSystemFileHandle }
export interface PickedAll { files: Picked[]; /** Of folders, what is no medium. */ leftOut: number }

/** Not in every browser, and not in TypeScript's table yet. */
interface Walkable { values(): AsyncIterable<FileSystemHandle> }
type PickerWindow = Window & { showOpenFilePicker?(options: { multiple: boolean }): Promise<FileSystemFileHandle[]> };

/** A folder of folders without end must not hang the page. */
const MOST_FILES = 20_000;

async function intoHandle(handle: FileSystemHandle, into: PickedAll, inFolder: boolean): Promise<void> {
  if (into.files.length >= MOST_FILES) return;
  if (handle.kind === 'file') {
    const fileHandle = handle as FileSystemFileHandle; // by its kind
    const file = await fileHandle.getFile();
    if (inFolder && !looksLikeMedia(file)) into.leftOut++;
    else into.files.push({ file, handle: fileHandle });
    return;
  }
  for await (const child of (handle as unknown as Walkable /* a directory, by its kind */).values()) await intoHandle(child, into, true);
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => { entry.file(resolve, reject); });
const childrenOf = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> => new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });

async function intoEntry(entry: FileSystemEntry, into: PickedAll, inFolder: boolean): Promise<void> {
  if (into.files.length >= MOST_FILES) return;
  if (entry.isFile) {
    const file = await fileOf(entry as FileSystemFileEntry); // by its flag
    if (inFolder && !looksLikeMedia(file)) into.leftOut++;
    else into.files.push({ file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader(); // the only other kind
  // Told in portions until one is empty.
  for (let children = await childrenOf(reader); children.length > 0; children = await childrenOf(reader)) for (const child of children) await intoEntry(child, into, true);
}

/** Of a drop or a paste; folders are walked through. */
export async function filesOfGrabbed(grabbed: readonly GrabbedFile[]): Promise<PickedAll> {
  const all: PickedAll = { files: [], leftOut: 0 };
  for (const { handle: asked, entry, file } of grabbed) {
    const handle = await asked;
    if (handle) await intoHandle(handle, all, false);
    else if (entry) await intoEntry(entry, all, false);
    else if (file) all.files.push({ file });
  }
  return all;
}

export const filesOfInput = (input: HTMLInputElement, folder: boolean): PickedAll => {
  const files = [...input.files ?? []];
  const taken = folder ? files.filter(looksLikeMedia) : files;
  return { files: taken.map((file) => ({ file })), leftOut: files.length - taken.length };
};

/** The picker that gives handles. @returns undefined where there is none, nothing where nothing was chosen */
export async function pickWithHandles(): Promise<PickedAll | undefined> {
  const { showOpenFilePicker } = window as PickerWindow;
  if (!showOpenFilePicker) return undefined;
  try {
    const handles = await showOpenFilePicker({ multiple: true });
    return { files: await Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), handle }))), leftOut: 0 };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return { files: [], leftOut: 0 };
    return undefined;
  }
}
