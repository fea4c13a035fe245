/** Words that end the name of a street in English, in lower case without full stops. */
export const englishStreets: ReadonlySet<string> = new Set(
  (
    'street st avenue ave road rd lane ln drive dr court ct boulevard blvd way place pl square sq terrace close crescent gardens ' +
    'grove highway hwy parkway pkwy circle cir trail row mews walk loop plaza alley pike turnpike wharf quay hill parade'
  ).split(' '),
);

/** Kinds of street of USPS Publication 28 and of Britain that are words of their own: they need a city and a postal code behind. */
export const englishPlaces: ReadonlySet<string> = new Set(
  (
    'bend bluff branch bridge brook burg bypass camp canyon cape causeway center centre cliff cliffs club common corner cottage ' +
    'cottages course cove creek crest crossing curve dale dam divide estate estates expressway extension fall falls farm ferry ' +
    'field fields flat flats ford forest forge fork fort freeway garden gate gateway glen grange green harbor harbour haven ' +
    'heights hills hollow house inlet island isle junction key knoll knolls lake lakes landing lodge lock mall manor meadow ' +
    'meadows mill mills mission motorway mount mountain neck nook orchard oval overpass park pass passage path paddock pine ' +
    'pines plain plains point points port prairie ramp ranch rapid rapids rest ridge rise river roadway route run shoal shore ' +
    'shores skyway spring springs spur station stream summit throughway trace track tunnel underpass union vale valley via ' +
    'viaduct view views villa village vista wells yard'
  ).split(' '),
);

const compoundEndings =
  /(?:stra(?:ß|ss)e|str|weg|platz|allee|gasse|damm|ufer|ring|straat|laan|plein|gracht|kade|dijk|singel|steeg|plantsoen|dreef)$/;

const separateWords = /^(?:stra(?:ß|ss)e|str|weg|platz|allee|gasse|damm|ufer|straat|laan|plein|gracht|kade)$/;

/** Whether a lower-case word is, or behind another word ends, the name of a German or Dutch street. */
export function isStreetEnd(word: string, isLater: boolean): boolean {
  return (isLater && separateWords.test(word)) || (word.length > 4 && compoundEndings.test(word));
}

/** Words that begin the name of a street: French behind the number, Spanish, Italian and Portuguese before it. */
export const frenchStreets: ReadonlySet<string> = new Set(
  (
    'rue avenue av boulevard bd place impasse allée allee chemin quai cours route square passage faubourg voie ruelle ' +
    'sentier esplanade lotissement montée venelle cité'
  ).split(' '),
);
export const southernStreets: ReadonlySet<string> = new Set(
  (
    'calle avenida avda plaza paseo camino carrer ronda via viale piazza corso largo rua travessa praça vicolo strada ' +
    'straße strasse'
  ).split(' '),
);

/** The same, where they are words of their own: they need a postal code behind the number. */
export const southernPlaces: ReadonlySet<string> = new Set(
  (
    'acceso aldea arrabal arroyo bajada barrio callejón carretera colonia conjunto cuesta edificio entrada escalinata extramuros ' +
    'glorieta grupo jardines ladera lugar manzana parcela parque partida pasaje poblado polígono prolongación puerta rambla rampa ' +
    'riera rincón sector sección senda subida torrente travesía urbanización vía vereda zona ' +
    'borgo contrada frazione incrocio località lungomare piazzale rotonda salita strada traversa ' +
    'am an auf im in zum zur unter hinter alter alte alten neuer neue großer große'
  ).split(' '),
);
