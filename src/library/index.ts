/**
 * The room's door: media on the server. docs/decisions/0011-library.md.
 *
 *   a library    openLibrary, closeLibrary; sweepLibrary goes on with what was interrupted and removes what is due
 *   uploads      createUpload → receiveUpload (resumable) → checked by itself → medium or refusal
 *   doors        openMedium, lendMedium, storeFile, wipeMedia, removePictures, resolveImportPath
 */
export { BYTES_TYPE, contentDisposition, contentTypeOf } from './content-type.ts';
export { proposeGroups } from './groups.ts';
export { importFiles, importFolderNames, listFolder, type ImportRequest } from './import-files.ts';
export { resolveImportPath, type ImportEntry } from './import-folders.ts';
export { closeLibrary, openLibrary, STANDARD_LIBRARY, type ImportFolder, type Library, type LibraryOptions, type LibraryParts } from './library.ts';
export { getSegment, masterPlaylist, openContent, renditionPlaylist } from './playback.ts';
export { allowPictures, removePictures } from './make-pictures.ts';
export { changeMedium, getMediaPage, getMedium, knownContents } from './media-items.ts';
export { getLibrarySettings, getPlannedDeletions, getStorageLog, getStorageStatus, putLibrarySettings } from './media-storage.ts';
export { getPicture, getStoryboard, getWaveform } from './media-pictures.ts';
export { lendMedium, openMedium, type OpenMedium } from './open-medium.ts';
export { resumeLibrary, sweepLibrary, watchCapacity, type Swept } from './sweep.ts';
export { storeFile, type StoreFileOptions } from './store-file.ts';
export { cancelUpload, createUpload, getUpload, getUploads, receiveUpload, resumeUpload, type UploadRequest } from './upload.ts';
export { deleteMedium, wipeMedia, type WipeOutcome, type WipeReason, type WipeRequest } from './wipe.ts';
