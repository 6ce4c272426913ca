import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('settings-account', {
  whoYouAre: 'Who you are', name: 'Name', email: 'Mail address', emailHint: 'You sign in with it. It cannot be changed; ask an administrator for a new account if you need another one.', role: 'Role in this installation',
  role_personal: 'Personal', role_enterprise: 'Enterprise', role_admin: 'Administrator', since: 'Account since', lastSignIn: 'Last sign-in', language: 'Language', languageHint: 'Of pages and of what AIMA writes to you, on every device where you sign in.',
  password: 'Password', current: 'Current password', next: 'New password', nextHint: 'At least {least} characters. A few words that nobody would guess are better than signs that nobody remembers.', again: 'New password again', differs: 'The two are not the same.', tooShort: 'At least {least} characters.',
  changePassword: 'Change password', passwordText: 'All other sessions end with that; this one stays.', passwordChanged: 'Password changed. All other sessions have ended.',
  whereSignedIn: 'Where you are signed in', sessionsText: 'A session that you do not know? End it and change your password.', thisSession: 'This session', unknownDevice: 'Unknown device', device: '{browser} on {system}', address: 'Address {address}', begun: 'Begun {at}', lastSeen: 'Last seen {at}',
  expires: 'Ends {at}', end: 'End', endSession: 'End session', endSessionText: 'Whoever uses it must sign in again. What was saved stays.', endOthers: 'End all other sessions', endOthersText_one: 'One other session ends at once. Whoever uses it must sign in again.', endOthersText_other: '{count} other sessions end at once. Whoever uses them must sign in again.',
  noOthers: 'You are signed in nowhere else.', noAddress: 'Address unknown',
}, {
  whoYouAre: 'Wer Sie sind', name: 'Name', email: 'Mailadresse', emailHint: 'Mit ihr melden Sie sich an. Sie lässt sich nicht ändern; brauchen Sie eine andere, bitten Sie um ein neues Konto.', role: 'Rolle in dieser Installation',
  role_personal: 'Persönlich', role_enterprise: 'Unternehmen', role_admin: 'Verwaltung', since: 'Konto seit', lastSignIn: 'Letzte Anmeldung', language: 'Sprache', languageHint: 'Der Seiten und dessen, was AIMA Ihnen schreibt, auf jedem Gerät, auf dem Sie sich anmelden.',
  password: 'Passwort', current: 'Bisheriges Passwort', next: 'Neues Passwort', nextHint: 'Mindestens {least} Zeichen. Ein paar Wörter, auf die niemand kommt, sind besser als Zeichen, die sich niemand merkt.', again: 'Neues Passwort noch einmal', differs: 'Die beiden stimmen nicht überein.', tooShort: 'Mindestens {least} Zeichen.',
  changePassword: 'Passwort ändern', passwordText: 'Alle anderen Sitzungen enden damit; diese bleibt.', passwordChanged: 'Passwort geändert. Alle anderen Sitzungen sind beendet.',
  whereSignedIn: 'Wo Sie angemeldet sind', sessionsText: 'Eine Sitzung kennen Sie nicht? Beenden Sie sie und ändern Sie Ihr Passwort.', thisSession: 'Diese Sitzung', unknownDevice: 'Unbekanntes Gerät', device: '{browser} unter {system}', address: 'Adresse {address}', begun: 'Begonnen {at}', lastSeen: 'Zuletzt gesehen {at}',
  expires: 'Endet {at}', end: 'Beenden', endSession: 'Sitzung beenden', endSessionText: 'Wer sie benutzt, muss sich neu anmelden. Gespeichertes bleibt.', endOthers: 'Alle anderen Sitzungen beenden', endOthersText_one: 'Eine andere Sitzung endet sofort. Wer sie benutzt, muss sich neu anmelden.', endOthersText_other: '{count} andere Sitzungen enden sofort. Wer sie benutzt, muss sich neu anmelden.',
  noOthers: 'Sie sind nirgends sonst angemeldet.', noAddress: 'Adresse unbekannt',
});
