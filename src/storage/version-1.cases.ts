/** A file as version 1 of the format wrote it, with its key and content. */
export const FILE_OF_VERSION_1 = {
  fileKey: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
  context: { workspaceId: 'workspace-of-version-1', fileId: 'file-of-version-1' },
  plaintext: 'A film of a summer day, and nobody else may see it. Größe: 4 × 3 – 日本.',
  encrypted: 'QUlNQUZJTEUBEAAAAAAAAIB9jjeLj+vFDxCBqpXy2n3NVIfrN0l+zFB4O/IV+HKRwvrzLSC1UpLY5aDIYUxXqdrECYB45KR9MwYgO9I3LW2fzonORsNnBBJOfjkxFcV3JpfEl8jIo60b7O60m1PtWpHwMbUSZXTJ48srtCv2krTOPxL13PGCmRvKq+0UbRlG08GGU0XTBtwt/UEtgNo12UkX4sVgBLoag17/uazHDzJeJxrPtoHXH27vj+OlswDQigiKCLUzzpjg9wqrtfkvoLvsHHy1XKZgIU2Z2gsrcdRv7Df1yB7i72SnOUIGIGIAAABAQUVORA==',
} as const;
