/** Prices, offers, web addresses and brand names in text that was read from a picture. */

export const wordKinds = ['price', 'offer', 'brand', 'web_address'] as const;
export type WordKind = (typeof wordKinds)[number];

export interface ProductWord {
  kind: WordKind;
  /** As it was read. */
  words: string;
}

const AMOUNT = '\\d{1,3}(?:[.,\\s]\\d{3})*(?:[.,]\\d{1,2}|[.,]-)?';
const CURRENCY = '(?:€|\\$|£|EUR\\b|USD\\b|GBP\\b|CHF\\b|euros?\\b|dollars?\\b)';
const PRICE = new RegExp(`(?:(?:€|\\$|£|\\b(?:EUR|USD|GBP|CHF))\\s?${AMOUNT}|\\b${AMOUNT}\\s?${CURRENCY})`, 'gi');
const OFFER = /\b(?:\d{1,2}\s?(?:%|percent|prozent)\s?(?:off|discount|rabatt|reduziert|sale)?|sale|discount|special offer|free shipping|buy now|shop now|order now|limited edition|promo(?:tion)? code|link in bio|sonderangebot|angebot|rabatt|ausverkauf|jetzt kaufen|jetzt bestellen|versandkostenfrei|gratisversand|rabattcode)/giu;
const ADDRESS = /\b(?:www\.)?[a-z0-9][a-z0-9-]{1,40}\.(?:com|net|org|shop|store|de|at|ch|co\.uk|eu|io)\b(?:\/\S*)?/gi;
const MARKED = /\b[\p{L}\d][\p{L}\d&'-]{1,30}\s?[®™]/gu;

/** Names that hardly mean anything but the brand; words that are also ordinary words are left out. */
const BRANDS: ReadonlySet<string> = new Set([
  'adidas', 'aldi', 'amazon', 'asus', 'audi', 'bmw', 'bosch', 'burger king', 'canon', 'chanel', 'coca-cola', 'coca cola', 'decathlon', 'dell', 'disney', 'ebay', 'fanta', 'ferrari',
  'gillette', 'google', 'gopro', 'gucci', 'h&m', 'haribo', 'heineken', 'hermes', 'honda', 'huawei', 'hyundai', 'ikea', 'instagram', 'kinder', 'lenovo', 'lego', 'levis', "levi's",
  'lidl', 'loreal', "l'oréal", 'louis vuitton', 'mastercard', 'mcdonalds', "mcdonald's", 'mercedes', 'mercedes-benz', 'microsoft', 'milka', 'netflix', 'nescafe', 'nestle', 'nestlé',
  'netto', 'nike', 'nikon', 'nintendo', 'nivea', 'nutella', 'panasonic', 'paypal', 'pepsi', 'peugeot', 'philips', 'playstation', 'porsche', 'prada', 'primark', 'red bull',
  'reebok', 'renault', 'rewe', 'rolex', 'samsung', 'sephora', 'siemens', 'skoda', 'sony', 'spotify', 'starbucks', 'swarovski', 'tesla', 'tiktok', 'toyota', 'volkswagen', 'volvo',
  'whatsapp', 'xbox', 'xiaomi', 'yamaha', 'youtube', 'zalando', 'zara',
]);
const LONGEST_BRAND = 2;

function brandsIn(text: string): string[] {
  const words = text.match(/[\p{L}\d][\p{L}\d&'-]*/gu) ?? [];
  const found: string[] = [];
  for (let length = LONGEST_BRAND; length >= 1; length--) {
    for (let i = 0; i + length <= words.length; i++) {
      const name = words.slice(i, i + length).join(' ');
      if (BRANDS.has(name.toLowerCase())) found.push(name);
    }
  }
  return found;
}

/** Each once, in the order of kinds. */
export function productWords(text: string): ProductWord[] {
  const all = (pattern: RegExp): string[] => (text.match(pattern) ?? []).map((match) => match.trim());
  const found: ProductWord[] = [
    ...all(PRICE).map((words) => ({ kind: 'price', words }) as const),
    ...all(OFFER).map((words) => ({ kind: 'offer', words }) as const),
    ...[...brandsIn(text), ...all(MARKED)].map((words) => ({ kind: 'brand', words }) as const),
    ...all(ADDRESS).map((words) => ({ kind: 'web_address', words }) as const),
  ];
  return found.filter(({ kind, words }, i) => found.findIndex((other) => other.kind === kind && other.words.toLowerCase() === words.toLowerCase()) === i);
}
