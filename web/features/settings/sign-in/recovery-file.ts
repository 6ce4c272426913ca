/** Recovery codes as a text to keep: whose they are, where they hold, and one code a line. */

export interface RecoveryFileWords { title: string; account: string; address: string; made: string; text: string }

export const recoveryFile = ({ title, account, address, made, text }: RecoveryFileWords, codes: readonly string[]): string => [title, '', account, address, made, '', text, '', ...codes.map((code) => `[ ] ${code}`), ''].join('\r\n');

/** Without anything that a file system forbids; hidden files and endless names come from addresses that nobody has, but are cheap to refuse. */
export const recoveryFileName = (email: string): string => `aima-recovery-codes-${email.replaceAll(/[^\w@.-]+/g, '_').replaceAll(/\.{2,}/g, '.').slice(0, 80)}.txt`;

/** The shared secret of an `otpauth://` address in groups of four, for typing. */
export function secretOf(uri: string): string {
  const secret = URL.canParse(uri) ? new URL(uri).searchParams.get('secret') ?? '' : '';
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
}
