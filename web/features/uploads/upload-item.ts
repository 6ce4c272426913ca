/** One file on its way, as the page shows it; how fast it goes, and which waiting upload a chosen file belongs to. */

type UploadPhase =
  /** Its turn comes. */
  | 'waiting'
  | 'sending'
  | 'paused'
  /** The connection broke; it goes on by itself. */
  | 'offline'
  /** Begun before: the browser may read the file again after one click. */
  | 'needs_permission'
  /** Begun before: the file has to be chosen again. */
  | 'needs_file'
  /** Another window of this browser sends it. */
  | 'elsewhere'
  /** The server reads it from a folder of its own. */
  | 'importing'
  | 'checking'
  | 'done'
  /** Its content was here already. */
  | 'known'
  | 'refused';

/** Rate of the last seconds: older ones count less and less. */
export interface Meter { atMs: number; bytes: number; bytesPerSecond: number | undefined }

export interface UploadProblem { code: string; message: string; next: string }

export interface UploadItem {
  key: string;
  name: string;
  sizeBytes: number;
  sentBytes: number;
  phase: UploadPhase;
  /** The server's name for it, once it has one. */
  uploadId?: string;
  mediaId?: string;
  problem?: UploadProblem;
  meter?: Meter;
  expiresAt?: string;
}

const SETTLED: readonly UploadPhase[] = ['done', 'known', 'refused'];
/** Bytes travel, or would at once. */
const ON_THE_WAY: readonly UploadPhase[] = ['waiting', 'sending', 'offline'];

export const isSettled = ({ phase }: UploadItem): boolean => SETTLED.includes(phase);
export const isOnTheWay = ({ phase }: UploadItem): boolean => ON_THE_WAY.includes(phase);

/** Time after which a rate counts for 1/e. */
const MEMORY_MS = 4000;
const LEAST_STEP_MS = 200;

/** @returns the same meter where too little time went by to measure anything */
export function measure(meter: Meter | undefined, bytes: number, nowMs: number): Meter {
  if (!meter || bytes < meter.bytes) return { atMs: nowMs, bytes, bytesPerSecond: undefined };
  const passedMs = nowMs - meter.atMs;
  if (passedMs < LEAST_STEP_MS) return meter;
  const now = ((bytes - meter.bytes) / passedMs) * 1000;
  const kept = meter.bytesPerSecond === undefined ? 0 : Math.exp(-passedMs / MEMORY_MS);
  return { atMs: nowMs, bytes, bytesPerSecond: (meter.bytesPerSecond ?? 0) * kept + now * (1 - kept) };
}

export interface Total { files: number; settled: number; sizeBytes: number; sentBytes: number; bytesPerSecond: number; remainingMs: number | undefined }

/** Of all that moves or will; what was settled before counts as files only. */
export function totalOf(items: readonly UploadItem[]): Total {
  let [settled, sizeBytes, sentBytes, bytesPerSecond] = [0, 0, 0, 0];
  for (const item of items) {
    if (isSettled(item)) settled++;
    else if (isOnTheWay(item) || item.phase === 'paused') {
      sizeBytes += item.sizeBytes;
      sentBytes += item.sentBytes;
      if (item.phase === 'sending') bytesPerSecond += item.meter?.bytesPerSecond ?? 0;
    }
  }
  return { files: items.length, settled, sizeBytes, sentBytes, bytesPerSecond, remainingMs: bytesPerSecond > 0 ? ((sizeBytes - sentBytes) / bytesPerSecond) * 1000 : undefined };
}

/** What asks for somebody comes first, then what moves, what waits, what is over. */
const ORDER: Readonly<Record<UploadPhase, number>> = {
  needs_permission: 0, needs_file: 0, sending: 1, offline: 1, importing: 1, checking: 1, paused: 2, elsewhere: 2, waiting: 3, refused: 4, known: 5, done: 5,
};

export const inOrder = (items: readonly UploadItem[]): UploadItem[] => items.toSorted((a, b) => ORDER[a.phase] - ORDER[b.phase]);

export interface FileFacts { name: string; sizeBytes: number; lastModified: number }

/** What this browser noted of an upload that it began. */
export interface Noted extends FileFacts { notedAtMs: number; handle?: FileSystemFileHandle }

/** Of uploads that wait for their file, the one that this file is: same name and size, and not changed since where that was noted. */
export function awaiting(items: readonly UploadItem[], file: FileFacts, noted: ReadonlyMap<string, FileFacts>): UploadItem | undefined {
  return items.find(({ phase, name, sizeBytes, uploadId }) => {
    if ((phase !== 'needs_file' && phase !== 'needs_permission') || uploadId === undefined || sizeBytes !== file.sizeBytes) return false;
    const note = noted.get(uploadId);
    return note ? note.name === file.name && note.lastModified === file.lastModified : name === file.name;
  });
}

const MEDIA_NAME = /\.(?:3gp|aac|aif{1,2}|avi|avif|bmp|dng|flac|flv|gif|heic|heif|jpe?g|m2ts|m4[av]|mkv|mov|mp3|mp4|mpe?g|mts|mxf|og[agv]|opus|png|tiff?|ts|wav|web[mp]|wma|wmv)$/i;

/** Whole folders hold other files, too; what was chosen by itself is sent whatever it is called. */
export const looksLikeMedia = ({ name, type }: Pick<File, 'name' | 'type'>): boolean => /^(?:audio|image|video)\//.test(type) || MEDIA_NAME.test(name);
