/** Addresses are opened only where the person who runs AIMA allowed it, and each use has somebody's word that they may use the medium. */
import { userInfo } from 'node:os';
import type { MediaOrigin } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';

export type RightConfirmed = MediaOrigin['rightConfirmed'];

export interface UrlWords {
  /** `--enable-urls` */
  enabled: boolean;
  /** `--i-have-the-right` */
  right: boolean;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown'; // a user without a name, as in some containers
  }
}

/** @throws AppError URL_IMPORT_OFF, URL_RIGHT_UNCONFIRMED */
export function confirmRight(words: UrlWords, env: Readonly<Record<string, string | undefined>>): RightConfirmed {
  if (!words.enabled && env['AIMA_URL_IMPORT'] !== 'on') throw new AppError('URL_IMPORT_OFF', 'Opening addresses is off.');
  if (words.right) return { by: userName(), how: 'option' };
  if (env['AIMA_URL_RIGHTS'] === 'confirmed') return { by: userName(), how: 'environment' };
  throw new AppError('URL_RIGHT_UNCONFIRMED', 'Nobody said that this medium may be used.');
}
