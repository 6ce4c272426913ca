import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('new-job', {
  title: 'New job', create: 'Create the job', cancel: 'Cancel', name: 'Name', nameDefault: 'Job of {date}', none: 'No media yet; they can be added later.', media_one: '1 medium', media_other: '{count} media',
  noStart: 'No machine starts yet. Time and price are shown before you start the analysis.', profile: 'Profile', profileDefault: 'As set for this workspace ({name})', profileOfTemplate: 'As in the template', template: 'Template', templateNone: 'None',
  known: 'What you already know', knownHint: 'All of it is optional. Models that describe pictures in words are told of it; without it the analysis works on its own.', names: 'Names of persons who appear', namesHint: 'Separate names with commas.', context: 'Context', contextHint: 'What is to be seen, where and when it was made.', notes: 'Notes', notesHint: 'Whatever else helps.',
  priority: 'Priority', priority_urgent: 'Urgent', priority_standard: 'Standard', priority_low: 'Low',
  groups: 'What belongs together', groupsText: 'By file names and by the clocks of the cameras; nothing was looked at.', groupsNone: 'Nothing belongs together, as far as names and cameras tell', groupsNoneText: 'You can choose media by hand and make a job of them.', close: 'Close',
  kind_parts: 'Parts of one whole', kind_photo_series: 'Photo series', kind_camera_sequence: 'One camera, one after the other', sure: 'Very likely', likely: 'Likely', uncertain: 'Uncertain', makeJob: 'Make a job', moreMedia_one: 'and 1 more', moreMedia_other: 'and {count} more',
}, {
  title: 'Neuer Auftrag', create: 'Auftrag anlegen', cancel: 'Abbrechen', name: 'Name', nameDefault: 'Auftrag vom {date}', none: 'Noch keine Medien; sie lassen sich später hinzufügen.', media_one: '1 Medium', media_other: '{count} Medien',
  noStart: 'Es startet noch keine Maschine. Dauer und Preis sehen Sie, bevor Sie die Analyse starten.', profile: 'Profil', profileDefault: 'Wie im Arbeitsbereich eingestellt ({name})', profileOfTemplate: 'Wie in der Vorlage', template: 'Vorlage', templateNone: 'Keine',
  known: 'Was Sie schon wissen', knownHint: 'Alles davon ist freiwillig. Modelle, die Bilder in Worten beschreiben, erfahren es; ohne geht es auch.', names: 'Namen von Personen, die vorkommen', namesHint: 'Namen mit Kommas trennen.', context: 'Zusammenhang', contextHint: 'Was zu sehen ist, wo und wann es entstand.', notes: 'Notizen', notesHint: 'Was sonst noch hilft.',
  priority: 'Vorrang', priority_urgent: 'Dringend', priority_standard: 'Normal', priority_low: 'Niedrig',
  groups: 'Was zusammengehört', groupsText: 'Nach Dateinamen und nach den Uhren der Kameras; angesehen wurde nichts.', groupsNone: 'Soweit Namen und Kameras es verraten, gehört nichts zusammen', groupsNoneText: 'Sie können Medien von Hand auswählen und daraus einen Auftrag machen.', close: 'Schließen',
  kind_parts: 'Teile eines Ganzen', kind_photo_series: 'Fotoserie', kind_camera_sequence: 'Eine Kamera, nacheinander', sure: 'Sehr wahrscheinlich', likely: 'Wahrscheinlich', uncertain: 'Unsicher', makeJob: 'Auftrag daraus machen', moreMedia_one: 'und 1 weiteres', moreMedia_other: 'und {count} weitere',
});
