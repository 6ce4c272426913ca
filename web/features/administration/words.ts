import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('administration', {
  administration: 'Administration', people: 'People', installation: 'Installation', accounts: 'Accounts', registration: 'Registration', workspaces: 'Workspaces', system: 'System', backup: 'Backup', audit: 'Log', settings: 'Standards', provisioning: 'Set-up of machines',
}, {
  administration: 'Verwaltung', people: 'Menschen', installation: 'Installation', accounts: 'Konten', registration: 'Registrierung', workspaces: 'Arbeitsbereiche', system: 'System', backup: 'Sicherung', audit: 'Protokoll', settings: 'Vorgaben', provisioning: 'Einrichtung der Maschinen',
});
