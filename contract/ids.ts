/** Deterministic ids: the same medium, analyzer and version always give the same ids. */

/** First 16 hex digits (64 bits) of the content hash: unique enough inside any library a person can own. */
const SHORT_HASH = 16;

export const mediaIdOf = (sha256: string): string => `m-${sha256.slice(0, SHORT_HASH)}`;

export const runIdOf = (sha256: string, analyzer: string, version: number): string =>
  `r-${sha256.slice(0, SHORT_HASH)}-${analyzer}-${version}`;

/** `ordinal` counts an analyzer's findings in the order of their emission, from 0. */
export const observationIdOf = (sha256: string, analyzer: string, version: number, ordinal: number): string =>
  `o-${sha256.slice(0, SHORT_HASH)}-${analyzer}-${version}-${ordinal}`;
