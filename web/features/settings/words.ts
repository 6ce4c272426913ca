import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('settings', {
  settings: 'Settings', you: 'You', workspaceGroup: 'Workspace', installation: 'Installation', account: 'Account', signIn: 'Sign-in', sessions: 'Sessions', appearance: 'Appearance', workspace: 'Workspace and members',
  limits: 'Cost limits', analysis: 'Profiles and analyzers', privacy: 'Data protection', apiKeys: 'API keys', log: 'Log', providers: 'Providers of machines',
}, {
  settings: 'Einstellungen', you: 'Sie selbst', workspaceGroup: 'Arbeitsbereich', installation: 'Installation', account: 'Konto', signIn: 'Anmeldung', sessions: 'Sitzungen', appearance: 'Aussehen', workspace: 'Arbeitsbereich und Mitglieder',
  limits: 'Kostengrenzen', analysis: 'Profile und Analysatoren', privacy: 'Datenschutz', apiKeys: 'API-Schlüssel', log: 'Protokoll', providers: 'Anbieter von Maschinen',
});
