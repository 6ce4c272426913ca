/** Steps of a job's machines, its findings as they come, and its machines. */
import { defineWords } from '#lib/words.ts';

export const { useWords: useStepWords } = defineWords('job-steps', {
  steps: 'Steps', none: 'No step was begun yet.', all: 'Show the steps of all media', fewer: 'Show only those of the machines', took: 'took {time}', running: 'under way', done: 'done', failed: 'failed', lost: 'interrupted', 
  kind_launch: 'Start of the machine', kind_provision: 'Setting it up', kind_lend: 'Medium made ready', kind_transfer: 'Medium sent to the machine', kind_analyse: 'Analysis', kind_wipe: 'Machine wiped', kind_terminate: 'Machine ended', kind_confirm_gone: 'End confirmed', kind_wipe_media: 'Media wiped', filesLeft_one: '{shown} file left', filesLeft_other: '{shown} files left', local: 'this machine',
  findings: 'First findings', findingsText: 'What analyzers found last. All of it is in the player.', noFindings: 'Nothing was found yet.', 
  machines: 'Machines', here: 'This machine', free: 'Free of charge. Whatever else runs here shares its processors.', limit: 'Limit of this job', ofLimit: '{spent} of {limit}, {share}', limitLabel: 'Share of the cost limit of this job', details: 'All about this machine', noMachine: 'No machine was asked for yet.',
  alert50: 'Half of the cost limit is used.', alert80: '80 % of the cost limit are used. At the limit the job stops and keeps what it has.',
}, {
  steps: 'Schritte', none: 'Es wurde noch kein Schritt begonnen.', all: 'Schritte aller Medien anzeigen', fewer: 'Nur die der Maschinen anzeigen', took: 'dauerte {time}', running: 'läuft', done: 'fertig', failed: 'fehlgeschlagen', lost: 'unterbrochen', 
  kind_launch: 'Start der Maschine', kind_provision: 'Einrichtung', kind_lend: 'Medium bereitgestellt', kind_transfer: 'Medium zur Maschine gesendet', kind_analyse: 'Analyse', kind_wipe: 'Maschine gelöscht', kind_terminate: 'Maschine beendet', kind_confirm_gone: 'Ende bestätigt', kind_wipe_media: 'Medien gelöscht', filesLeft_one: '{shown} Datei übrig', filesLeft_other: '{shown} Dateien übrig', local: 'diese Maschine',
  findings: 'Erste Funde', findingsText: 'Was Analysatoren zuletzt fanden. Alles steht im Player.', noFindings: 'Bisher wurde nichts gefunden.', 
  machines: 'Maschinen', here: 'Diese Maschine', free: 'Kostenlos. Was hier sonst läuft, teilt sich mit ihm die Prozessoren.', limit: 'Limit dieses Auftrags', ofLimit: '{spent} von {limit}, {share}', limitLabel: 'Anteil am Kostenlimit dieses Auftrags', details: 'Alles zu dieser Maschine', noMachine: 'Es wurde noch keine Maschine angefordert.',
  alert50: 'Die Hälfte des Kostenlimits ist verbraucht.', alert80: '80 % des Kostenlimits sind verbraucht. Am Limit hält der Auftrag an und behält, was er hat.',
});
