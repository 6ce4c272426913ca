/** Stages and states of jobs, and what a card says of one. Badges keep their German names on the German page. */
import { defineWords } from '#lib/words.ts';

export const { useWords: useJobWords, say: sayOfJobs } = defineWords('job-look', {
  stage_created: 'Created', stage_ml_done: 'ML finished', stage_llm: 'LLM processing', stage_done: 'Finished',
  state_preparing: 'In preparation', state_ready: 'Ready to start', state_queued: 'Waiting for a machine', state_analysing: 'Being analysed', state_paused: 'Paused', state_awaiting_review: 'Waits for your review',
  state_failed: 'Failed', state_cancelled: 'Cancelled', state_held: 'Held', state_wiping: 'Media are being wiped', state_archived: 'Archived', state_idle: 'Back from the archive',
  next_preparing: 'Add media', next_ready: 'Look at the price and start', next_awaiting_review: 'Look at the results and complete it', next_failed: 'See why, try again', next_held: 'See what is held and why',
  media_one: '{shown} medium', media_other: '{shown} media', progress: 'Progress of {name}', remaining: 'about {time} left', spent: 'Spent', atMost: '{spent} of at most {limit}',
  batch: 'Batch', priority_urgent: 'Urgent', priority_standard: 'Standard', priority_low: 'Low', onMachine: 'Its machine is being ended',
}, {
  stage_created: 'Erstellt', stage_ml_done: 'ML-Abgeschlossen', stage_llm: 'LLM-Verarbeitung', stage_done: 'Fertig',
  state_preparing: 'In Vorbereitung', state_ready: 'Startbereit', state_queued: 'Wartet auf eine Maschine', state_analysing: 'Wird analysiert', state_paused: 'Angehalten', state_awaiting_review: 'Wartet auf Ihre Durchsicht',
  state_failed: 'Fehlgeschlagen', state_cancelled: 'Abgebrochen', state_held: 'Zurückgehalten', state_wiping: 'Medien werden gelöscht', state_archived: 'Archiviert', state_idle: 'Aus dem Archiv geholt',
  next_preparing: 'Medien hinzufügen', next_ready: 'Preis ansehen und starten', next_awaiting_review: 'Ergebnisse ansehen und abschließen', next_failed: 'Grund ansehen, erneut versuchen', next_held: 'Ansehen, was zurückgehalten wird und warum',
  media_one: '{shown} Medium', media_other: '{shown} Medien', progress: 'Fortschritt von {name}', remaining: 'noch etwa {time}', spent: 'Ausgegeben', atMost: '{spent} von höchstens {limit}',
  batch: 'Stapel', priority_urgent: 'Dringend', priority_standard: 'Normal', priority_low: 'Niedrig', onMachine: 'Seine Maschine wird beendet',
});
