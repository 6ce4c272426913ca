/** Phrases that ask viewers to do something, as data. `[a|b|]` stands for one of the words, or none. */

export const callKinds = [
  'follow', 'like', 'comment', 'share', 'subscribe', 'notifications', 'save', 'tag', 'link', 'swipe', 'buy', 'discount_code', 'download', 'visit', 'sign_up', 'contact', 'watch_more', 'question',
] as const;
export type CallKind = (typeof callKinds)[number];

export interface PhraseRow {
  kind: CallKind;
  language: 'en' | 'de';
  /**
   * `anywhere`: hardly means anything else. `start`: an order only where a clause begins with it, for the same words
   * also tell ("they follow me"). `alone`: words on screen and nothing else, as on a button.
   */
  at: 'anywhere' | 'start' | 'alone';
  phrases: readonly string[];
}

const row = (kind: CallKind, language: PhraseRow['language'], at: PhraseRow['at'], ...phrases: string[]): PhraseRow => ({ kind, language, at, phrases });

export const phraseRows: readonly PhraseRow[] = [
  row('follow', 'en', 'anywhere', 'follow for more', 'follow for part [two|2|three|3]', 'hit [the|that] follow button', 'give [me|us] a follow'),
  row('follow', 'en', 'start', 'follow [me|us|along] [on|]', 'follow for', 'follow [my|our|this] [page|channel|account|profile]'),
  row('follow', 'en', 'alone', 'follow', 'follow now', 'please follow', 'follow back'),
  row('follow', 'de', 'anywhere', 'folgen für mehr', 'für mehr folgen', 'folgt [mir|uns] gerne', 'folgt [dem|diesem] [kanal|account|profil]', 'lass[t|] [mir|uns|] ein follow da', 'lass[t|] [mir|uns|] einen follow da'),
  row('follow', 'de', 'start', 'folg[t|e|] [mir|uns] [auf|für mehr|]'),
  row('follow', 'de', 'alone', 'folgen', 'jetzt folgen'),

  row('like', 'en', 'anywhere', '[hit|smash|press|click|tap] [the|that] like button', '[leave|drop|give] [me|us|it|this|] a like', 'give [this|the] video a [like|thumbs up]', 'double tap', 'like and [subscribe|share|follow|comment]', 'like comment and [subscribe|share]', 'like comment share', 'leave a thumbs up'),
  row('like', 'en', 'start', 'like [this|the|my|our] [video|post|reel|clip|photo|page]'),
  row('like', 'en', 'alone', 'like', 'like now'),
  row('like', 'de', 'anywhere', 'lass[t|] [mir|uns|] [gerne|gern|doch|] [ein|einen|nen|n] [like|daumen] [nach oben|] da', 'gib[t|] [mir|uns|] [ein|einen] [like|daumen hoch|daumen nach oben]', 'gebt [mir|uns|dem video|] [ein|einen] [like|daumen hoch|daumen nach oben]', 'liken und [teilen|abonnieren|folgen|kommentieren]', 'liked und [teilt|abonniert]', 'likt und [teilt|abonniert]', 'drück[t|] auf gefällt mir'),
  row('like', 'de', 'start', 'liked [das|dieses] video', 'likt [das|dieses] video', 'like [das|dieses] video'),
  row('like', 'de', 'alone', 'liken', 'gefällt mir drücken'),

  row('comment', 'en', 'anywhere', '[in the|down in the|] comments below', 'down in the comments', '[write|put|drop|post|leave|type|answer] [it|them|yours|your answer|] in the comments', 'comment [below|down below|your]', '[leave|drop|post|write] [me|us|] [a|your] [comment|comments|answer|thoughts|opinion]', 'let [me|us] know [what you think|in the comments|below]', 'tell [me|us] [in the comments|below]', 'type [yes|it] in the comments'),
  row('comment', 'en', 'start', 'comment [yes|if|the word|with]', 'tell [me|us] what you think'),
  row('comment', 'en', 'alone', 'comment', 'comment now', 'comments below'),
  row('comment', 'de', 'anywhere', '[in|unten in] die kommentare', 'schreib[t|] [mir|uns|] [gerne|gern|doch|mal|] [einen kommentar|eure meinung|deine meinung]', 'lass[t|] [mir|uns|] [gerne|gern|doch|] einen kommentar da', 'kommentier[t|] [unten|gerne|gern|mal|doch]', 'hinterlass[t|] [mir|uns|] [gerne|gern|] einen kommentar', '[sagt|sag|verratet] [mir|uns|] [gerne|] [in den|unten in den] kommentaren'),
  row('comment', 'de', 'alone', 'kommentieren', 'kommentiert', 'jetzt kommentieren'),

  row('share', 'en', 'anywhere', 'share [this|the|my|our] [video|post|reel|clip] with', 'share [it|this] with [a friend|your friends|someone|somebody|everyone]', 'send this to [a friend|someone|somebody|your]', '[hit|tap|press] the share button', 'share with [a friend|your friends]'),
  row('share', 'en', 'start', 'share [this|the|my|our] [video|post|reel|clip]'),
  row('share', 'en', 'alone', 'share', 'share now', 'please share'),
  row('share', 'de', 'anywhere', 'teil[t|] [das|dieses|den|diesen] [video|beitrag|clip] mit', 'teil[t|e|] [es|das|ihn] mit [euren|deinen|einem] [freunden|freund|freundinnen]', '[schickt|schick|sendet|sende] [das|dieses video|es] [an|] [einem|einen|euren|deinen] [freund|freunden]'),
  row('share', 'de', 'start', 'teil[t|e|] [gerne|gern|bitte|] [das|dieses|den|diesen] [video|beitrag|clip]'),
  row('share', 'de', 'alone', 'teilen', 'jetzt teilen', 'bitte teilen'),

  row('subscribe', 'en', 'anywhere', 'subscribe to [my|our|the|this] [channel|newsletter|podcast]', '[hit|smash|press|click|tap] [the|that] subscribe button', '[forget|sure] to subscribe', 'like and subscribe', 'please subscribe', 'subscribe for more', 'subscribe and'),
  row('subscribe', 'en', 'start', 'subscribe', 'subscribe now'),
  row('subscribe', 'de', 'anywhere', 'abonnier[t|e|] [doch|gerne|gern|jetzt|bitte|] [den|meinen|unseren|diesen] [kanal|newsletter|podcast]', 'lass[t|] [mir|uns|] [gerne|gern|doch|] ein abo da', 'kanal abonnieren', 'jetzt abonnieren', 'kostenlos abonnieren', '[vergisst|vergesst|vergiss] nicht [zu|] abonnieren'),
  row('subscribe', 'de', 'start', 'abonniert [mich|uns]', 'abonniere [mich|uns]'),
  row('subscribe', 'de', 'alone', 'abonnieren', 'abonniert'),

  row('notifications', 'en', 'anywhere', '[hit|ring|press|tap|click] the [notification bell|bell icon|bell]', 'turn on [post|] notifications'),
  row('notifications', 'de', 'anywhere', '[aktivier|aktiviere|aktiviert|drückt|drück] [die|auf die] glocke', 'glocke [aktivieren|einschalten]'),
  row('save', 'en', 'anywhere', 'save this [video|post|reel|for later]', 'save for later', 'bookmark this'),
  row('save', 'de', 'anywhere', 'speicher[t|e|] [dir|euch] [das|dieses] [video|] [für später|]', 'für später [speichern|merken]'),
  row('tag', 'en', 'anywhere', 'tag [a friend|your friends|someone|somebody|your]'),
  row('tag', 'de', 'anywhere', 'markier[t|e|] [einen|deine|eure|deinen|euren] [freund|freunde|freundin|freundinnen]', 'verlink[t|e|] [einen|deine|eure] [freund|freunde|freundin]'),

  row('link', 'en', 'anywhere', 'link in [my|our|the|] bio', 'link in [the|] description', 'links in [the|] [bio|description]', '[click|tap|hit|use|check|follow] [on|] the link [in my bio|in the bio|in our bio|in the description|below]', 'link below', 'link is [in|down] [the|my|] [bio|description|below]'),
  row('link', 'de', 'anywhere', 'link in [der|meiner|unserer|] bio', 'link in der [beschreibung|videobeschreibung|infobox]', 'link ist in [der|meiner] [bio|beschreibung]', 'link findet ihr', '[klickt|klick|klicke|tippt|tipp] [jetzt|einfach|] auf den link', 'link unten', 'link in [meinem|unserem] profil'),
  row('swipe', 'en', 'anywhere', 'swipe up', 'swipe [left|right] [to|for]', 'tap here', 'click here', 'see more below'),
  row('swipe', 'de', 'anywhere', 'swipe[t|] [nach oben|hoch]', 'wisch[t|e|] [nach oben|hoch|nach links|nach rechts]', '[nach oben|hoch] wischen', 'hier [klicken|tippen]', '[klick|klicke|klickt|tippt] hier'),

  row('buy', 'en', 'anywhere', '[buy|shop|order] [now|today|yours]', 'buy yours', 'get yours [now|today]', 'add to cart', 'while stocks last', 'while supplies last', 'available now at', 'pre order now', 'limited time offer', 'book now', 'book your'),
  row('buy', 'de', 'anywhere', 'jetzt [kaufen|bestellen|shoppen|zugreifen|sichern|buchen|zuschlagen]', 'hier [kaufen|bestellen]', 'in den warenkorb', '[bestellt|bestell|bestelle|kauft|kauf|hol|holt] [jetzt|es dir jetzt|dir jetzt|euch jetzt]', 'nur solange der vorrat reicht', 'solange der vorrat reicht', 'nur für kurze zeit'),
  row('discount_code', 'en', 'anywhere', '[discount|promo|coupon|voucher] code', '[use|enter] [my|our|the|] code', 'with [my|our] code', 'with code'),
  row('discount_code', 'de', 'anywhere', '[rabattcode|gutscheincode|rabatt code|gutschein code|aktionscode]', '[mit|nutzt|nutze|benutzt] [dem|meinem|unserem|den|meinen] code', 'mit code'),
  row('download', 'en', 'anywhere', 'download [now|today|for free|free|our app|the app|my|it now]', '[get|install] the app', 'free download', 'download [my|our|the] [free|] [guide|app|ebook|template]'),
  row('download', 'en', 'alone', 'download'),
  row('download', 'de', 'anywhere', '[jetzt|gratis|kostenlos|hier] [herunterladen|downloaden|runterladen]', 'lad[t|e|et|] [dir|euch] [jetzt|] [die|unsere|meine|den|das] [app|guide]', 'app [herunterladen|laden|installieren]'),
  row('download', 'de', 'alone', 'herunterladen'),
  row('visit', 'en', 'anywhere', 'visit [our|my] [website|site|shop|store|page|channel]', 'visit us [at|on|today|online]', 'check out [our|my] [website|shop|store|page|channel|other|new|latest]', 'go to [our|my] [website|shop|page]', 'learn more at', 'find out more at'),
  row('visit', 'en', 'alone', 'learn more', 'visit us', 'find out more'),
  row('visit', 'de', 'anywhere', '[besucht|besuch|besuche|besuchen sie] [unsere|meine|uns|unseren|meinen] [webseite|website|seite|shop|laden|kanal|auf|online]', '[schaut|schau] [gerne|gern|doch|mal|] auf [meiner|unserer] [seite|webseite|website]', '[schaut|schau] [gerne|gern|doch|mal|] [bei uns|bei mir] vorbei', 'mehr infos [unter|auf]', 'mehr informationen [unter|auf]'),
  row('visit', 'de', 'alone', 'mehr erfahren', 'mehr infos', 'jetzt entdecken'),
  row('sign_up', 'en', 'anywhere', 'sign up [now|today|for free|for our|at|here]', '[register|join] [now|today|for free|here]', 'start your free trial', 'join [our|my] [newsletter|community|discord|channel|group]', 'try it for free'),
  row('sign_up', 'de', 'anywhere', 'jetzt [anmelden|registrieren|mitmachen|bewerben|testen]', '[meldet euch|melde dich] [jetzt|hier|gleich] an', 'kostenlos [testen|anmelden|registrieren]', 'kommt in [unsere|meine] [gruppe|community]'),
  row('contact', 'en', 'start', '[dm|message|call] [me|us] [now|today|for|if|to]'),
  row('contact', 'en', 'anywhere', 'send [me|us] a [dm|message]', 'slide into my dms', 'contact us', 'give us a call'),
  row('contact', 'de', 'anywhere', 'schreib[t|] [mir|uns] [eine|ne] [dm|nachricht]', '[ruf|ruft|rufen sie] [jetzt|uns] an', 'kontaktier[t|e|] [mich|uns]', 'jetzt anrufen'),
  row('watch_more', 'en', 'anywhere', 'watch [the next|my next|the full|my other] [video|videos|episode]', 'watch [until|till|to] the end', 'stay tuned', 'wait for it', 'part [two|2] [coming soon|is up|on my page]', 'full video [on|in]'),
  row('watch_more', 'de', 'anywhere', '[schaut|schau] [bis zum ende|euch das nächste video an|euch das ganze video an]', 'bleibt dran', 'bis zum ende [schauen|gucken|dranbleiben]', 'ganzes video [auf|im|in]'),

  row('question', 'en', 'start', 'what do you [think|guys think|prefer]', 'which [one|of these|] [do|would] you [prefer|choose|like|pick]', 'which one is your favourite', 'which one is your favorite', 'what is your favourite', 'what is your favorite', 'whats your favourite', 'whats your favorite', 'do you agree', 'have you ever', 'would you [try|rather|buy|eat|do]', 'who else', 'what would you do', 'yes or no', 'agree or disagree'),
  row('question', 'de', 'start', 'was [meint|denkt|sagt|haltet] ihr', 'was [meinst|denkst|sagst|hältst] du', 'wie [findet|seht] ihr', 'wie findest du', 'was ist [euer|eure|dein|deine] [liebling|favorit|meinung|lieblings]', 'welche[s|r|n|] [würdet|würdest|findet|findest|mögt|magst] [ihr|du]', 'habt ihr [auch|schon|schonmal]', 'hast du [auch schon|schon mal|schonmal]', 'kennt ihr [das|auch]', 'würdet ihr', 'wer von euch', 'ja oder nein', 'seid ihr auch', 'stimmt ihr zu'),
];
