/** Words that end the name of a street in English, in lower case without full stops. */
export const englishStreets: ReadonlySet<string> = new Set(
  (
    'street st avenue ave road rd lane ln drive dr court ct boulevard blvd way place pl square sq terrace close crescent gardens ' +
    'grove highway hwy parkway pkwy circle cir trail row mews walk loop plaza alley pike turnpike wharf quay hill parade'
  ).split(' '),
);

const compoundEndings =
  /(?:stra(?:ß|ss)e|str|weg|platz|allee|gasse|damm|ufer|ring|straat|laan|plein|gracht|kade|dijk|singel|steeg)$/;

/** Whether a lower-case word is a German or Dutch street name that is written in one word. */
export function isCompoundStreet(word: string): boolean {
  return word.length > 4 && compoundEndings.test(word);
}

/** Words that begin the name of a street: French behind the number, Spanish, Italian and Portuguese before it. */
export const frenchStreets: ReadonlySet<string> = new Set(
  'rue avenue av boulevard bd place impasse allée allee chemin quai cours route square passage faubourg'.split(' '),
);
export const southernStreets: ReadonlySet<string> = new Set(
  (
    'calle avenida avda plaza paseo camino carrer ronda via viale piazza corso largo rua travessa praça vicolo strada ' +
    'straße strasse'
  ).split(' '),
);
