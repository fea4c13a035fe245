import type { TextCursor } from '../../rail/text-cursor.ts';
import { hasContextWord } from '../define/context-word.ts';

/** Words before a number that say that it is one to dial; English and the languages of the national forms. */
const phoneWords: readonly string[] = [
  ...['phone*', 'telephone', 'tel', 'mobile', 'mob', 'cell*', 'call*', 'fax', 'sms', 'whatsapp', 'signal', 'dial*'],
  ...[
    'hotline',
    'helpline',
    'landline',
    'voicemail',
    'pager',
    'reach*',
    'ring',
    'rang',
    'text me',
    'texted',
    'text us',
  ],
  ...['text him', 'text her', 'text them', 'contact*', 'my number', 'his number', 'her number', 'our number'],
  ...[
    'their number',
    'your number',
    'number is',
    'new number',
    'number to',
    'number for',
    'message me',
    'ph',
    'ext',
    'home:',
    'office:',
    'work:',
  ],
  ...['telefon*', 'telef', 'tél*', 'téléphone', 'teléfono*', 'móvil', 'handy*', 'mobil*', 'telefono', 'cellulare'],
  ...['telefoon*', 'gsm', 'portable', 'fixe', 'appele*', 'rufnummer', 'anruf*', 'ruf', 'festnetz', 'llama*', 'chiama*'],
  ...['bel', 'celular', 'telemóvel', 'ligue', 'ring på', 'puhelin*', 'puh', 'tlf', 'tfn', 'telefonnummer', 'komórka'],
  ...['zadzwoń', 'kontakt*', '电话', '手机', '電話', '携帯', '☎', '📞', '📱'],
];

/** Words before a number that say that it is something else. */
const otherNumberWords: readonly string[] = [
  ...['order*', 'invoice*', 'receipt*', 'ref*', 'ticket*', 'tracking', 'track', 'shipment', 'parcel', 'package'],
  ...['build', 'version', 'release', 'revision', 'commit', 'serial', 'model', 'sku', 'upc', 'ean', 'isbn', 'issn'],
  ...['doi', 'lot', 'batch', 'part', 'item', 'product', 'article', 'card*', 'account*', 'acct', 'iban', 'routing'],
  ...['transaction*', 'transfer', 'confirmation', 'reservation', 'booking*', 'policy', 'claim', 'case', 'docket'],
  ...['customer id', 'user id', 'employee', 'member*', 'id', 'uuid', 'guid', 'hash', 'checksum', 'epoch', 'timestamp'],
  ...[
    'unix',
    'total',
    'amount',
    'price',
    'sum',
    'balance',
    'budget',
    'population',
    'ssn',
    'social security',
    'passport',
  ],
  ...['license', 'licence', 'vin', 'imei', 'nhs', 'tax', 'vat', 'bestellung', 'bestellnummer', 'rechnung*', 'auftrag*'],
  ...['kundennummer', 'commande', 'facture', 'pedido', 'factura', 'ordine', 'fattura', 'seed', 'port', 'pid', 'page*'],
];

/** Farther than this, a word that names another kind of number is taken to speak of something else. */
const NEAR = 16;

/** What the words before the cursor say about the number there; the nearer ones decide. */
export function contextOf(cursor: TextCursor): 'phone' | 'other' | undefined {
  for (const within of [NEAR, undefined]) {
    if (hasContextWord(cursor, phoneWords, within)) return 'phone';
    if (hasContextWord(cursor, otherNumberWords, within)) return 'other';
  }
  return undefined;
}
