/**
 * The room's door: where media bytes lie and how they are encrypted. docs/decisions/0008-storage.md.
 *
 *   keys     openMasterKeys → unwrapKey(workspace) → unwrapKey(file); wrapKey and rewrapKey for what the database keeps
 *   places   openLocalDriver, openS3Driver: bytes under keys, the same contract
 *   uploads  openUploads: create, append (resumable at any byte), seal (size and SHA-256), store
 *   reading  openStored → read any range; lendFile → an address on loopback for ffmpeg
 */
export { encryptStream } from './encrypt-stream.ts';
export { openEncrypted, type ReadableFile } from './encrypted-file.ts';
export type { FileContext } from './file-format.ts';
export { keyFromBytes, keyId, needsRewrap, newKey, rewrapKey, unwrapKey, wrapKey, type KeyPurpose, type KeyRing, type WrappedKey } from './key-wrapping.ts';
export { openConfiguredDriver, storageFolder, type StorageSettings } from './configured-driver.ts';
export { openLocalDriver } from './local-driver.ts';
export { addMasterKey, dropEarlierMasterKeys, openMasterKeys, parseMasterKeys } from './master-keys.ts';
export { lendFile, type RangeSource, type RangeSourceOptions } from './range-source.ts';
export { openS3Driver, S3Settings } from './s3-driver.ts';
export type { ByteRange, StorageDriver, StoredObject } from './storage-driver.ts';
export { openText, sealText } from './sealed-text.ts';
export { openStored, writeStored, type FileAccess } from './stored-file.ts';
export { openUploads, type SealedUpload, type UploadKey, type Uploads } from './uploads.ts';
