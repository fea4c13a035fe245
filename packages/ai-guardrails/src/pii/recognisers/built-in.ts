import type { PiiRecogniser } from '../recogniser.ts';
import { emailAddress } from './email-address.ts';
import { iban } from './iban.ts';
import { ipAddress } from './ip-address.ts';
import { paymentCard } from './payment-card.ts';
import { phoneNumber } from './phone-number.ts';
import { usSsn } from './us-ssn.ts';

/**
 * The recognisers that the rail has without being given any, in the order in which they claim a value: what has a
 * check digit comes first, what goes by shape alone last.
 */
export const builtInRecognisers: readonly PiiRecogniser[] = [
  emailAddress,
  iban,
  paymentCard,
  usSsn,
  ipAddress,
  phoneNumber,
];
