import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('job-about', {
  about: 'About this job', name: 'Name', priority: 'Priority', priorityHint: 'Of jobs that wait for a machine, urgent ones come first.', names: 'Names of persons who appear', namesHint: 'One on each line. Models that describe pictures in words may use them; nobody is recognised by them.',
  context: 'Context', contextHint: 'What the media show, where and when.', notes: 'Notes', notesHint: 'Whatever else helps; models that describe pictures in words read it, too.', nothing: 'nothing', urgent: 'Urgent', standard: 'Standard', low: 'Low',
}, {
  about: 'Über diesen Auftrag', name: 'Name', priority: 'Dringlichkeit', priorityHint: 'Von Aufträgen, die auf eine Maschine warten, kommen dringende zuerst.', names: 'Namen von Personen, die vorkommen', namesHint: 'Einer je Zeile. Modelle, die Bilder in Worten beschreiben, dürfen sie verwenden; erkannt wird daran niemand.',
  context: 'Zusammenhang', contextHint: 'Was die Medien zeigen, wo und wann.', notes: 'Notizen', notesHint: 'Was sonst noch hilft; Modelle, die Bilder in Worten beschreiben, lesen es mit.', nothing: 'nichts', urgent: 'Dringend', standard: 'Normal', low: 'Niedrig',
});
