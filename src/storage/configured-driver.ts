/** The place for bytes that the configuration names: a folder, or an S3 bucket. */
import path from 'node:path';
import { openLocalDriver } from './local-driver.ts';
import { openS3Driver, S3Settings } from './s3-driver.ts';
import type { StorageDriver } from './storage-driver.ts';

/** As in the server's configuration. */
export interface StorageSettings {
  data: string;
  storage: {
    folder?: string | undefined;
    s3: { bucket?: string | undefined; accessKeyId?: string | undefined; secretAccessKey?: string | undefined; endpoint?: string | undefined; region: string; prefix: string; pathStyle: boolean };
  };
}

export const storageFolder = ({ data, storage }: StorageSettings): string => storage.folder ?? path.join(data, 'storage');

/** @throws AppError as the drivers do */
export async function openConfiguredDriver(settings: StorageSettings): Promise<StorageDriver> {
  const { bucket, accessKeyId, secretAccessKey, endpoint, region, prefix, pathStyle } = settings.storage.s3;
  if (bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) return openLocalDriver(storageFolder(settings));
  return openS3Driver(S3Settings.parse({ bucket, accessKeyId, secretAccessKey, region, prefix, pathStyle, ...(endpoint === undefined ? {} : { endpoint }) }));
}
