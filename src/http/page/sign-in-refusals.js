// @ts-check
/** Why single sign-on came back without a session: the codes of `/sign-in?error=`, as sentences. */
import { word } from './words.js';

/** @type {Readonly<Record<string, Parameters<typeof word>[0]>>} */
const REFUSALS = {
  access_denied: 'ssoCancelled',
  signup_disabled: 'ssoNoAccount',
  account_not_linked: 'ssoNotLinked', email_does_not_match: 'ssoOtherMail', unable_to_link_account: 'ssoNotLinked', account_already_linked_to_different_user: 'ssoOfSomebodyElse',
  email_not_found: 'ssoNoMail', email_not_verified: 'ssoNoMail',
  state_not_found: 'ssoTooOld', state_mismatch: 'ssoTooOld', state_invalid: 'ssoTooOld', please_restart_the_process: 'ssoTooOld', invalid_code: 'ssoTooOld', no_code: 'ssoTooOld', SIGN_IN_REQUIRED: 'ssoTooOld',
  SIGN_IN_SERVICE_UNREACHABLE: 'ssoUnreachable', temporarily_unavailable: 'ssoUnreachable', server_error: 'ssoUnreachable',
  ACCOUNT_DISABLED: 'ssoDisabled', SIGN_IN_LOCKED: 'ssoLocked',
};

/** @param {string} code what the provider or the server said; anybody can write it into an address */
export function refusalOf(code) {
  const known = Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined;
  return known ? word(known) : word('ssoFailed', { code: /^\w{1,60}$/.test(code) ? code : '?' });
}
