/** Vast.ai's units and places in ours. */

const HOURS_OF_MONTH = 30 * 24;

/** A disk is priced per GB and month of 30 days. */
export const diskUsdPerHour = (usdPerGbMonth: number, diskGb: number): number => usdPerGbMonth * diskGb / HOURS_OF_MONTH;

/** `Quebec, CA` ends in the country. */
export const countryOf = (geolocation: string | undefined): string | undefined => /([A-Z]{2})\s*$/.exec(geolocation ?? '')?.[1];
