/** All uploads of this tab; outside of React, so that they go on while one moves between pages. */
import { create } from 'zustand';
import { isSettled, type UploadItem } from './upload-item.ts';

interface UploadsState {
  items: readonly UploadItem[];
  /** Media that this visit brought, in the order in which they came. */
  arrived: readonly string[];
}

export const useUploads = create<UploadsState>(() => ({ items: [], arrived: [] }));

export const allItems = (): readonly UploadItem[] => useUploads.getState().items;
export const itemOf = (key: string): UploadItem | undefined => allItems().find((item) => item.key === key);
export const itemOfUpload = (uploadId: string): UploadItem | undefined => allItems().find((item) => item.uploadId === uploadId);

export const addItems = (added: readonly UploadItem[]): void => { useUploads.setState(({ items }) => ({ items: [...items, ...added] })); };
export const dropItem = (key: string): void => { useUploads.setState(({ items }) => ({ items: items.filter((item) => item.key !== key) })); };
export const dropSettled = (): void => { useUploads.setState(({ items }) => ({ items: items.filter((item) => !isSettled(item)), arrived: [] })); };
export const dropAll = (): void => { useUploads.setState({ items: [], arrived: [] }); };

/** A part that is undefined is taken away. */
type Change = { [Part in keyof UploadItem]?: UploadItem[Part] | undefined };

export function patch(key: string, change: Change): void {
  useUploads.setState(({ items }) => ({
    // Undefined parts are taken out, so that what is left is an item again.
    items: items.map((item) => (item.key === key ? Object.fromEntries(Object.entries({ ...item, ...change }).filter(([, value]) => value !== undefined)) as unknown as UploadItem : item)),
  }));
}

export const arrive = (mediaId: string): void => { useUploads.setState(({ arrived }) => (arrived.includes(mediaId) ? {} : { arrived: [...arrived, mediaId] })); };
