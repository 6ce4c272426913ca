/** Deterministic ids: the same medium, analyzer, version and tier always give the same ids. */
import type { Tier } from './units.ts';

/** First 16 hex digits (64 bits) of the content hash: unique enough inside any library a person can own. */
const SHORT_HASH = 16;

export const mediaIdOf = (sha256: string): string => `m-${sha256.slice(0, SHORT_HASH)}`;

/** The two tiers are two methods, so their runs and findings do not share ids; those of lite carry no word for it. */
const inTier = (tier: Tier): string => (tier === 'lite' ? '' : `-${tier}`);

/** `tier`: the one whose method ran. */
export const runIdOf = (sha256: string, analyzer: string, version: number, tier: Tier = 'lite'): string =>
  `r-${sha256.slice(0, SHORT_HASH)}-${analyzer}-${version}${inTier(tier)}`;

/** `ordinal` counts an analyzer's findings in the order of their emission, from 0. */
export const observationIdOf = (sha256: string, analyzer: string, version: number, ordinal: number, tier: Tier = 'lite'): string =>
  `o-${sha256.slice(0, SHORT_HASH)}-${analyzer}-${version}${inTier(tier)}-${ordinal}`;
