/** The room's door: media from outside this machine, loaded or recorded, only from addresses that may be opened. */
export { addressGuard, parseInternalHosts, type AddressGuard } from './address-guard.ts';
export type { DownloadLimits } from './direct-download.ts';
export { frameOf, framesOf, type FrameWithSound } from './frame-arrays.ts';
export { frameFiles } from './frame-files.ts';
export { importUrl } from './import-url.ts';
export { publicForm, sourceAddress, type SourceAddress } from './source-address.ts';
export { confirmRight, type UrlWords } from './url-consent.ts';
export { liveSegments, type LiveEvent, type LiveSegment } from './live-segments.ts';
export type { LiveSource } from './live-input.ts';
export { streamUrl } from './stream-url.ts';
