/** Small parts of the pages that AIMA writes: text that stays text, and hashes for their content security policy. */
import { createHash } from 'node:crypto';

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`);

/** What a `script-src` or `style-src` needs to allow exactly this text. */
export const cspHash = (text: string): string => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
