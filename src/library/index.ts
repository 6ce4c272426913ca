/**
 * The room's door: media on the server. docs/decisions/0011-library.md.
 *
 *   a library    openLibrary, closeLibrary; sweepLibrary goes on with what was interrupted and removes what is due
 *   uploads      createUpload → receiveUpload (resumable) → checked by itself → medium or refusal
 *   doors        openMedium, lendMedium, sealedMedium, storeFile, wipeMedia, removePictures, resolveImportPath
 */
export { contentDisposition } from './content-type.ts';
export { proposeGroups } from './groups.ts';
export { importFiles, importFolderNames, listFolder } from './import-files.ts';
export { resolveImportPath } from './import-folders.ts';
export { closeLibrary, openLibrary, STANDARD_LIBRARY, type Library, type LibraryOptions, type LibraryParts } from './library.ts';
export { getSegment, masterPlaylist, openContent, renditionPlaylist } from './playback.ts';
export { allowPictures, removePictures } from './make-pictures.ts';
export { changeMedium, getMediaPage, getMedium, knownContents } from './media-items.ts';
export { getLibrarySettings, getPlannedDeletions, getStorageLog, getStorageStatus, putLibrarySettings } from './media-storage.ts';
export { getPicture, getStoryboard, getWaveform } from './media-pictures.ts';
export { lendMedium, openMedium, sealedMedium } from './open-medium.ts';
export { resumeLibrary, sweepLibrary, watchCapacity } from './sweep.ts';
export { storeFile } from './store-file.ts';
export { cancelUpload, createUpload, getUpload, getUploads, receiveUpload, resumeUpload } from './upload.ts';
export { deleteMedium, wipeMedia } from './wipe.ts';
