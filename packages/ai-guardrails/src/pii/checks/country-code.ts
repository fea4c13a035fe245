/** ISO 3166-1, and XK for Kosovo as banks use it: each word is a first letter, and all that stand behind it. */
const codes =
  'ADEFGILMOQRSTUWXZ BABDEFGHIJLMNOQRSTVWYZ CACDFGHIKLMNORUVWXYZ DEJKMOZ ECEGHRST FIJKMOR GABDEFGHILMNPQRSTUWY HKMNRTU IDEL' +
  'MNOQRST JEMOP KEGHIMNPRWYZ LABCIKRSTUVY MACDEFGHKLMNOPQRSTUVWXYZ NACEFGILOPRUZ OM PAEFGHKLMNRSTWY QA REOSUW SABCDEGHIJKL' +
  'MNORSTVXYZ TCDFGHJKLMNORTVWZ UAGMSYZ VACEGINU WFS XK YET ZAMW';

/** Whether two capital letters are the code of a country. */
export function isCountryCode(letters: string): boolean {
  const word = codes.split(' ').find((one) => one.startsWith(letters.charAt(0)));
  return letters.length === 2 && word?.includes(letters.charAt(1), 1) === true;
}
