import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('job-about', {
  about: 'About this job', name: 'Name', priority: 'Priority', priorityHint: 'Of jobs that wait for a machine, urgent ones come first.', names: 'Names of persons who appear', namesHint: 'One on each line. They help reading and spelling, they identify nobody.',
  context: 'Context', contextHint: 'What the media show, where and when.', notes: 'Notes', notesHint: 'For you and your workspace.', nothing: 'nothing', urgent: 'Urgent', standard: 'Standard', low: 'Low',
}, {
  about: 'Über diesen Auftrag', name: 'Name', priority: 'Dringlichkeit', priorityHint: 'Von Aufträgen, die auf eine Maschine warten, kommen dringende zuerst.', names: 'Namen von Personen, die vorkommen', namesHint: 'Einer je Zeile. Sie helfen beim Lesen und Schreiben, sie erkennen niemanden.',
  context: 'Zusammenhang', contextHint: 'Was die Medien zeigen, wo und wann.', notes: 'Notizen', notesHint: 'Für Sie und Ihren Arbeitsbereich.', nothing: 'nichts', urgent: 'Dringend', standard: 'Normal', low: 'Niedrig',
});
