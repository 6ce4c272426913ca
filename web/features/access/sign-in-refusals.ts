/** Why single sign-on came back without a session: the codes of `/sign-in?error=` as words. */
const REFUSALS = {
  access_denied: 'cancelled',
  signup_disabled: 'noAccount',
  account_not_linked: 'notLinked', unable_to_link_account: 'notLinked', email_does_not_match: 'otherMail', account_already_linked_to_different_user: 'ofSomebodyElse',
  email_not_found: 'noMail', email_not_verified: 'noMail',
  state_not_found: 'tooOld', state_mismatch: 'tooOld', state_invalid: 'tooOld', please_restart_the_process: 'tooOld', invalid_code: 'tooOld', no_code: 'tooOld', SIGN_IN_REQUIRED: 'tooOld',
  SIGN_IN_SERVICE_UNREACHABLE: 'unreachable', temporarily_unavailable: 'unreachable', server_error: 'unreachable',
  ACCOUNT_DISABLED: 'disabled', SIGN_IN_LOCKED: 'locked',
} as const;

type Known = (typeof REFUSALS)[keyof typeof REFUSALS];

const isKnown = (code: string): code is keyof typeof REFUSALS => Object.hasOwn(REFUSALS, code);

/** @param code what the provider or the server said; anybody can write it into an address */
export const refusalOf = (code: string): { why: Known | 'failed'; code: string } =>
  (isKnown(code) ? { why: REFUSALS[code], code } : { why: 'failed', code: /^\w{1,60}$/.test(code) ? code : '?' });
