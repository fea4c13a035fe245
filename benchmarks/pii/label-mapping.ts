/** The types that are compared: those that rules can find and that most systems have. */
export const comparedTypes = [
  'CREDIT_CARD',
  'PHONE_NUMBER',
  'EMAIL_ADDRESS',
  'IBAN_CODE',
  'US_SSN',
  'IP_ADDRESS',
] as const;

/** One of the types that are compared. */
export type ComparedType = (typeof comparedTypes)[number];

/** What the six types are called in labelled data and by the systems. Any other label is not counted, whoever uses it. */
const names: Readonly<Record<ComparedType, readonly string[]>> = {
  CREDIT_CARD: ['CREDIT_CARD', 'CREDIT_CARD_NUMBER', 'CREDITCARD', 'CREDITCARDNUMBER', 'CARD_NUMBER', 'DEBIT_CARD'],
  PHONE_NUMBER: [
    ...['PHONE_NUMBER', 'PHONE', 'PHONENUMBER', 'PHONE_US', 'PHONE_UK', 'PHONE_UK_MOBILE', 'PHONE_INTL'],
    ...['PHONE_INTERNATIONAL', 'PHONE_NUMBER_INTERNATIONAL', 'PHONE_LINE_NUMBER', 'TELEPHONE', 'TELEPHONENUM', 'FAX'],
  ],
  EMAIL_ADDRESS: ['EMAIL_ADDRESS', 'EMAIL', 'E_MAIL', 'MAIL'],
  IBAN_CODE: ['IBAN_CODE', 'IBAN', 'UK_BANK_ACCOUNT_IBAN'],
  US_SSN: ['US_SSN', 'SSN', 'US_SOCIAL_SECURITY_NUMBER', 'SOCIAL_SECURITY_NUMBER', 'SOCIALNUMBER'],
  IP_ADDRESS: ['IP_ADDRESS', 'IP', 'IPADDRESS', 'IPV4', 'IPV6', 'IP_ADDRESS_V4', 'IP_ADDRESS_V6'],
};

const types: ReadonlyMap<string, ComparedType> = new Map(
  comparedTypes.flatMap((type) => names[type].map((name) => [name, type] as const)),
);

/** The type that a label stands for; undefined for labels that are not compared. */
export function comparedTypeOf(label: string): ComparedType | undefined {
  return types.get(label.toUpperCase().replaceAll(/[ -]/g, '_'));
}
