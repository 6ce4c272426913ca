/** German names of the COCO classes, for sentences; labels stay English. */
export const germanCocoNames: Readonly<Record<string, string>> = {
  person: 'Person', bicycle: 'Fahrrad', car: 'Auto', motorcycle: 'Motorrad', airplane: 'Flugzeug', bus: 'Bus', train: 'Zug', truck: 'Lastwagen', boat: 'Boot', 'traffic light': 'Ampel',
  'fire hydrant': 'Hydrant', 'stop sign': 'Stoppschild', 'parking meter': 'Parkuhr', bench: 'Bank', bird: 'Vogel', cat: 'Katze', dog: 'Hund', horse: 'Pferd', sheep: 'Schaf', cow: 'Kuh',
  elephant: 'Elefant', bear: 'Bär', zebra: 'Zebra', giraffe: 'Giraffe', backpack: 'Rucksack', umbrella: 'Regenschirm', handbag: 'Handtasche', tie: 'Krawatte', suitcase: 'Koffer', frisbee: 'Frisbee',
  skis: 'Ski', snowboard: 'Snowboard', 'sports ball': 'Ball', kite: 'Drachen', 'baseball bat': 'Baseballschläger', 'baseball glove': 'Baseballhandschuh', skateboard: 'Skateboard', surfboard: 'Surfbrett', 'tennis racket': 'Tennisschläger', bottle: 'Flasche',
  'wine glass': 'Weinglas', cup: 'Tasse', fork: 'Gabel', knife: 'Messer', spoon: 'Löffel', bowl: 'Schüssel', banana: 'Banane', apple: 'Apfel', sandwich: 'belegtes Brot', orange: 'Orange',
  broccoli: 'Brokkoli', carrot: 'Karotte', 'hot dog': 'Hotdog', pizza: 'Pizza', donut: 'Donut', cake: 'Kuchen', chair: 'Stuhl', couch: 'Sofa', 'potted plant': 'Topfpflanze', bed: 'Bett',
  'dining table': 'Esstisch', toilet: 'Toilette', tv: 'Bildschirm', laptop: 'Laptop', mouse: 'Maus', remote: 'Fernbedienung', keyboard: 'Tastatur', 'cell phone': 'Mobiltelefon', microwave: 'Mikrowelle', oven: 'Ofen',
  toaster: 'Toaster', sink: 'Spüle', refrigerator: 'Kühlschrank', book: 'Buch', clock: 'Uhr', vase: 'Vase', scissors: 'Schere', 'teddy bear': 'Teddybär', 'hair drier': 'Föhn', toothbrush: 'Zahnbürste',
};
