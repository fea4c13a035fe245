import type { Draw } from './draw.ts';
import { sameForm } from './form.ts';
import { cardLike, ibanLike, ipLike, macLike, ssnLike } from './numbers.ts';
import { phoneLike } from './phone.ts';
import { dateLike, emailLike, nameLike } from './words.ts';

/** A value of the same kind that belongs to nobody, as far as the kind has such values. */
export function surrogateOf(type: string, value: string, draw: Draw, shiftDays: number): string {
  switch (type) {
    case 'EMAIL_ADDRESS':
      return emailLike(draw);
    case 'PHONE_NUMBER':
      return phoneLike(value, draw);
    case 'CREDIT_CARD':
      return cardLike(value, draw);
    case 'IBAN_CODE':
      return ibanLike(value, draw);
    case 'US_SSN':
      return ssnLike(value, draw);
    case 'IP_ADDRESS':
      return ipLike(value, draw);
    case 'MAC_ADDRESS':
      return macLike(value, draw);
    case 'PERSON':
      return nameLike(value, draw);
    default:
      return type.includes('DATE') ? dateLike(value, shiftDays, draw) : sameForm(value, draw);
  }
}
