import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('dashboard', {
  title: 'Dashboard', arrange: 'Arrange', done: 'Done', reset: 'As it was at first', arrangeText: 'Drag widgets to where you want them, or use the arrows. It is kept with your account.',
  widget_queue: 'Jobs', widget_media: 'New media', widget_results: 'New results', widget_storage: 'Storage', widget_costs: 'Costs of this month', newJob: 'New job',
  all_queue: 'All jobs', all_media: 'All media', all_results: 'All results', all_storage: 'Storage', all_costs: 'Machines and costs',
  noJobs: 'No job waits, runs or needs you', noJobsText: 'Bring media and make a job of them.', noMedia: 'No media yet.', noResults: 'No results yet. They come with the first analysis.', nothingShown: 'All widgets are hidden',
  found_one: '1 finding', found_other: '{count} findings', mediaCount_one: '1 medium', mediaCount_other: '{count} media', pictures: 'of it pictures', onTheWay: 'on their way', free: '{free} free of {total}', alert_warning: 'Space runs short.', alert_critical: 'There is hardly any space left.', usedShare: 'Space used',
  ofCap: 'of {cap}', spentToday: 'today', perMinute: 'running now', perMinuteValue: '{usd} per minute', noCap: 'no cap', noMachines: 'Nothing was rented.', month: 'Share of the monthly cap',
  drag: 'Move {name}', up: 'Move {name} forward', down: 'Move {name} backward', show: 'Show {name}', hide: 'Hide {name}', hiddenNow: 'hidden', instructions: 'Press space to pick it up, arrow keys to move it, space again to put it down, escape to leave it where it was.', picked: '{name} is picked up.', over: '{name} is over {place}.', dropped: '{name} was put at {place}.', cancelled: '{name} stays where it was.',
}, {
  title: 'Übersicht', arrange: 'Anordnen', done: 'Fertig', reset: 'Wie am Anfang', arrangeText: 'Ziehen Sie die Felder dorthin, wo Sie sie haben möchten, oder benutzen Sie die Pfeile. Es wird mit Ihrem Konto gemerkt.',
  widget_queue: 'Aufträge', widget_media: 'Neue Medien', widget_results: 'Neue Ergebnisse', widget_storage: 'Speicher', widget_costs: 'Kosten dieses Monats', newJob: 'Neuer Auftrag',
  all_queue: 'Alle Aufträge', all_media: 'Alle Medien', all_results: 'Alle Ergebnisse', all_storage: 'Speicher', all_costs: 'Maschinen und Kosten',
  noJobs: 'Kein Auftrag wartet, läuft oder braucht Sie', noJobsText: 'Bringen Sie Medien und machen Sie daraus einen Auftrag.', noMedia: 'Noch keine Medien.', noResults: 'Noch keine Ergebnisse. Sie kommen mit der ersten Analyse.', nothingShown: 'Alle Felder sind ausgeblendet',
  found_one: '1 Fund', found_other: '{count} Funde', mediaCount_one: '1 Medium', mediaCount_other: '{count} Medien', pictures: 'davon Bilder', onTheWay: 'unterwegs', free: '{free} von {total} frei', alert_warning: 'Der Platz wird knapp.', alert_critical: 'Es ist kaum noch Platz.', usedShare: 'Belegter Platz',
  ofCap: 'von {cap}', spentToday: 'heute', perMinute: 'läuft jetzt', perMinuteValue: '{usd} je Minute', noCap: 'keine Grenze', noMachines: 'Nichts wurde gemietet.', month: 'Anteil an der Monatsgrenze',
  drag: '{name} verschieben', up: '{name} nach vorn', down: '{name} nach hinten', show: '{name} zeigen', hide: '{name} ausblenden', hiddenNow: 'ausgeblendet', instructions: 'Leertaste hebt das Feld auf, Pfeiltasten verschieben es, die Leertaste setzt es ab, Escape lässt es, wo es war.', picked: '{name} ist aufgehoben.', over: '{name} ist über {place}.', dropped: '{name} steht jetzt bei {place}.', cancelled: '{name} bleibt, wo es war.',
});
