import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('ui', {
  close: 'Close', cancel: 'Cancel', retry: 'Try again', loading: 'Loading', noRight: 'You may not see this',
  noRightText: 'Your role in this workspace does not include it. Ask whoever manages the workspace.', failed: 'That did not work', unreachable: 'AIMA does not answer', reference: 'Reference {id}', dismiss: 'Dismiss',
  unsaved: 'Not saved yet', unsavedText: 'What you changed here is lost if you leave now.', leave: 'Leave without saving', stay: 'Stay here',
  copy: 'Copy', copied: 'Copied.', notCopied: 'The browser did not let AIMA copy. Mark the text and copy it yourself.', noSection: 'There is no such section', noSectionText: 'Choose one of the list.', save: 'Save', saved: 'Saved.', discard: 'Discard changes',
  conflict: 'Somebody else has changed this meanwhile.', conflictField: '{name} is now: {value}', keepMine: 'Go on with mine', takeTheirs: 'Discard mine',
  certainty_hardly_certain: 'hardly certain', certainty_uncertain: 'uncertain', certainty_likely: 'likely', certainty_very_likely: 'very likely',
}, {
  close: 'Schließen', cancel: 'Abbrechen', retry: 'Erneut versuchen', loading: 'Wird geladen', noRight: 'Das dürfen Sie nicht sehen',
  noRightText: 'Ihre Rolle in diesem Arbeitsbereich umfasst es nicht. Fragen Sie, wer den Arbeitsbereich verwaltet.', failed: 'Das hat nicht geklappt', unreachable: 'AIMA antwortet nicht', reference: 'Kennung {id}', dismiss: 'Ausblenden',
  unsaved: 'Noch nicht gespeichert', unsavedText: 'Was Sie hier geändert haben, geht verloren, wenn Sie jetzt gehen.', leave: 'Ohne Speichern gehen', stay: 'Hier bleiben',
  copy: 'Kopieren', copied: 'Kopiert.', notCopied: 'Der Browser ließ AIMA nicht kopieren. Markieren und kopieren Sie den Text selbst.', noSection: 'Diesen Abschnitt gibt es nicht', noSectionText: 'Wählen Sie einen aus der Liste.', save: 'Speichern', saved: 'Gespeichert.', discard: 'Änderungen verwerfen',
  conflict: 'Jemand anderes hat das inzwischen geändert.', conflictField: '{name} ist jetzt: {value}', keepMine: 'Mit meinen weitermachen', takeTheirs: 'Meine verwerfen',
  certainty_hardly_certain: 'kaum sicher', certainty_uncertain: 'unsicher', certainty_likely: 'wahrscheinlich', certainty_very_likely: 'sehr wahrscheinlich',
});
