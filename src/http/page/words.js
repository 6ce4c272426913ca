// @ts-check
/** Every word of these pages, in both languages. */
const en = {
  tagline: 'What is in videos, photos and sound, as one timeline.', docs: 'API documentation', other: 'Deutsch',
  title: 'This AIMA', ok: 'It works.', degraded: 'A part does not answer. What was confirmed is kept.', stopping: 'It is just stopping.', away: 'It does not answer.',
  version: 'Version', database: 'Database', storage: 'Storage', orchestrator: 'Analysis', partOk: 'works', partUnreachable: 'does not answer', partRunning: 'runs here', partNotHere: 'runs in another process',
  firstTitle: 'Nobody administrates this AIMA yet', firstText: 'When it started it printed a link that makes the first account, once. Start it again for a new one.',
  signIn: 'Sign in', signOut: 'Sign out', signedIn: 'Signed in as {name}', workspace: 'Workspace', media: 'Media',
  soon: 'This page tells how AIMA is and signs you in. Upload media, start jobs and read results with the command line (aima login) or the API.', toDocs: 'Try the API',
  name: 'Name', email: 'Mail address', password: 'Password', directoryName: 'Name in the directory', useDirectory: 'With the directory instead', useEmail: 'With the mail address instead', with: 'With {name}',
  passwordRule: 'At least {n} characters', code: 'Code', codeText: 'Enter the code of your authenticator, or a recovery code.', continue: 'Continue',
  welcomeTitle: 'The first account', welcomeText: 'It administrates this AIMA: it invites others, and changes settings of the installation.', makeAdmin: 'Make the account',
  noToken: 'This address lacks its second half. Open the whole link that AIMA printed.',
  invitationTitle: 'An invitation', invitedTo: 'You are invited to the workspace {name}.', joinAs: 'You are signed in as {name}.', joinNow: 'Join', makeAccount: 'Make an account and join', haveAccount: 'Those who have an account sign in first and open the link again.',
  newPasswordTitle: 'A new password', newPasswordText: 'It replaces the old one and ends every session of the account. A second factor stays.', newPassword: 'New password', setPassword: 'Set the password', passwordSet: 'The new password is set. Sign in with it.',
  noPasswordToken: 'This address lacks its second half. Open the whole link that you were given.',
  ssoCancelled: 'The provider did not allow the sign-in, or it was cancelled there.', ssoNoAccount: 'There is no account for this person here yet. Ask an administrator for an invitation.',
  ssoNotLinked: 'There is an account with this mail address already. Sign in the way you did before, then connect the provider.', ssoOtherMail: 'The mail address at the provider is not that of your account, so they were not connected.',
  ssoOfSomebodyElse: 'This sign-in at the provider belongs to another account here.', ssoNoMail: 'The provider tells no confirmed mail address. Confirm it there, then sign in again.', ssoTooOld: 'This sign-in took too long or was begun in another window. Sign in again.',
  ssoUnreachable: 'The provider does not answer. Try again later, or sign in another way.', ssoDisabled: 'This account is disabled. Ask an administrator to enable it again.', ssoLocked: 'After several failures this account is locked for a while. Try again later.',
  ssoFailed: 'Signing in with the provider did not work ({code}). Try again, or sign in another way.',
  machinesTitle: 'Rented machines', machinesNone: 'No machine is rented now.', machine: 'Machine', machineState: 'State', machineTime: 'Time', perMinute: 'Per minute', soFar: 'So far', machinesCost: 'Rented now: {n}, together {usd} a minute.',
  phasePlanned: 'planned', phaseStarting: 'starting', phaseSettingUp: 'being set up', phaseWorking: 'working', phaseEnding: 'being ended', phaseGone: 'gone', refusedEnd: 'the provider does not end it',
  stopAll: 'Stop all machines', stopTitle: 'Stop all rented machines?', stopText: 'Every machine is ended at once and its jobs are paused. What is finished is kept; the rest has to be started again.',
  stopEverywhere: 'Of the whole installation, and whatever of ours the providers list', stopYes: 'Stop now', stopNo: 'Leave them running',
  stopped: 'Stopped. Jobs paused: {jobs}. Machines being ended: {machines}.', stopRefused: 'The provider refused {n}; it is asked again until it does. Look into its account, too.', stopUnlisted: 'These gave no complete list, look into their account: {names}.',
  failed: 'That did not work; is AIMA still running?',
};

/** @type {typeof en} */
const de = {
  tagline: 'Was in Videos, Fotos und Ton steckt, als eine Zeitleiste.', docs: 'API-Dokumentation', other: 'English',
  title: 'Dieses AIMA', ok: 'Es läuft.', degraded: 'Ein Teil antwortet nicht. Bestätigtes ist behalten.', stopping: 'Es hält gerade an.', away: 'Es antwortet nicht.',
  version: 'Version', database: 'Datenbank', storage: 'Speicher', orchestrator: 'Analyse', partOk: 'läuft', partUnreachable: 'antwortet nicht', partRunning: 'läuft hier', partNotHere: 'läuft in einem anderen Prozess',
  firstTitle: 'Noch verwaltet niemand dieses AIMA', firstText: 'Beim Start hat es einen Link ausgegeben, der einmalig das erste Konto anlegt. Ein neuer Start gibt einen neuen aus.',
  signIn: 'Anmelden', signOut: 'Abmelden', signedIn: 'Angemeldet als {name}', workspace: 'Arbeitsbereich', media: 'Medien',
  soon: 'Diese Seite zeigt, wie es AIMA geht, und meldet an. Medien hochladen, Aufträge starten und Ergebnisse lesen geht mit der Befehlszeile (aima login) oder der API.', toDocs: 'API ausprobieren',
  name: 'Name', email: 'Mailadresse', password: 'Passwort', directoryName: 'Name im Verzeichnis', useDirectory: 'Stattdessen mit dem Verzeichnis', useEmail: 'Stattdessen mit der Mailadresse', with: 'Mit {name}',
  passwordRule: 'Mindestens {n} Zeichen', code: 'Code', codeText: 'Den Code der Authenticator-App oder einen Wiederherstellungscode eingeben.', continue: 'Weiter',
  welcomeTitle: 'Das erste Konto', welcomeText: 'Es verwaltet dieses AIMA: Es lädt andere ein und ändert Einstellungen der Installation.', makeAdmin: 'Konto anlegen',
  noToken: 'Dieser Adresse fehlt die zweite Hälfte. Den ganzen Link öffnen, den AIMA ausgegeben hat.',
  invitationTitle: 'Eine Einladung', invitedTo: 'Sie sind in den Arbeitsbereich {name} eingeladen.', joinAs: 'Sie sind als {name} angemeldet.', joinNow: 'Beitreten', makeAccount: 'Konto anlegen und beitreten', haveAccount: 'Wer ein Konto hat, meldet sich zuerst an und öffnet den Link erneut.',
  newPasswordTitle: 'Ein neues Passwort', newPasswordText: 'Es ersetzt das alte und beendet alle Sitzungen des Kontos. Ein zweiter Faktor bleibt.', newPassword: 'Neues Passwort', setPassword: 'Passwort setzen', passwordSet: 'Das neue Passwort gilt. Jetzt damit anmelden.',
  noPasswordToken: 'Dieser Adresse fehlt die zweite Hälfte. Den ganzen erhaltenen Link öffnen.',
  ssoCancelled: 'Der Anbieter hat die Anmeldung nicht erlaubt, oder sie wurde dort abgebrochen.', ssoNoAccount: 'Für diese Person gibt es hier noch kein Konto. Die Administration um eine Einladung bitten.',
  ssoNotLinked: 'Zu dieser Mailadresse gibt es schon ein Konto. Wie bisher anmelden und dann den Anbieter verbinden.', ssoOtherMail: 'Die Mailadresse beim Anbieter ist nicht die des Kontos; beide wurden nicht verbunden.',
  ssoOfSomebodyElse: 'Diese Anmeldung beim Anbieter gehört hier zu einem anderen Konto.', ssoNoMail: 'Der Anbieter nennt keine bestätigte Mailadresse. Sie dort bestätigen, dann erneut anmelden.', ssoTooOld: 'Diese Anmeldung hat zu lange gedauert oder wurde in einem anderen Fenster begonnen. Erneut anmelden.',
  ssoUnreachable: 'Der Anbieter antwortet nicht. Später erneut versuchen oder sich anders anmelden.', ssoDisabled: 'Dieses Konto ist gesperrt. Die Administration bitten, es wieder freizugeben.', ssoLocked: 'Nach mehreren Fehlversuchen ist dieses Konto eine Zeit lang gesperrt. Später erneut versuchen.',
  ssoFailed: 'Die Anmeldung mit dem Anbieter hat nicht geklappt ({code}). Erneut versuchen oder sich anders anmelden.',
  machinesTitle: 'Gemietete Maschinen', machinesNone: 'Zurzeit ist keine Maschine gemietet.', machine: 'Maschine', machineState: 'Zustand', machineTime: 'Zeit', perMinute: 'Pro Minute', soFar: 'Bisher', machinesCost: 'Zurzeit gemietet: {n}, zusammen {usd} pro Minute.',
  phasePlanned: 'geplant', phaseStarting: 'startet', phaseSettingUp: 'wird eingerichtet', phaseWorking: 'arbeitet', phaseEnding: 'wird beendet', phaseGone: 'weg', refusedEnd: 'der Anbieter beendet sie nicht',
  stopAll: 'Alle Maschinen anhalten', stopTitle: 'Alle gemieteten Maschinen anhalten?', stopText: 'Jede Maschine wird sofort beendet, ihre Aufträge pausieren. Fertiges bleibt; der Rest muss neu gestartet werden.',
  stopEverywhere: 'Die der ganzen Installation, und was die Anbieter sonst von uns führen', stopYes: 'Jetzt anhalten', stopNo: 'Weiterlaufen lassen',
  stopped: 'Angehalten. Pausierte Aufträge: {jobs}. Maschinen, die beendet werden: {machines}.', stopRefused: 'Der Anbieter hat {n} abgelehnt; er wird weiter gefragt, bis er es tut. Auch in sein Konto sehen.', stopUnlisted: 'Diese gaben keine vollständige Liste, in ihr Konto sehen: {names}.',
  failed: 'Das ging nicht; läuft AIMA noch?',
};

const chosen = localStorage.getItem('aima-language') ?? navigator.language;
/** @type {'de' | 'en'} */
export const language = /^de/i.test(chosen) ? 'de' : 'en';
const words = language === 'de' ? de : en;

/**
 * @param {keyof typeof en} key
 * @param {Record<string, string | number>} [values]
 */
export const word = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));

/** Fills in what the page left open, and lets the language be changed. */
export function speak() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = word(/** @type {keyof typeof en} */ (element.getAttribute('data-word')));
  const button = /** @type {HTMLButtonElement} */ (document.getElementById('language'));
  button.textContent = word('other');
  button.lang = language === 'de' ? 'en' : 'de';
  button.addEventListener('click', () => {
    localStorage.setItem('aima-language', language === 'de' ? 'en' : 'de');
    // The token of a link is gone from the address by now, so the page is told anew and not loaded anew where it has one.
    location.reload();
  });
}
