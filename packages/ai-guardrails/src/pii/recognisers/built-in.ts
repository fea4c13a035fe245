import type { PiiRecogniser } from '../recogniser.ts';
import { auMedicare } from './au-medicare.ts';
import { auTfn } from './au-tfn.ts';
import { beNationalNumber } from './be-national-number.ts';
import { bic } from './bic.ts';
import { brCnpj } from './br-cnpj.ts';
import { brCpf } from './br-cpf.ts';
import { caSin } from './ca-sin.ts';
import { chAhv } from './ch-ahv.ts';
import { cnResidentId } from './cn-resident-id.ts';
import { cryptoAddress } from './crypto-address.ts';
import { dateOfBirth } from './date-of-birth.ts';
import { deTaxId } from './de-tax-id.ts';
import { dkCpr } from './dk-cpr.ts';
import { driverLicense } from './driver-license.ts';
import { emailAddress } from './email-address.ts';
import { esNie } from './es-nie.ts';
import { esNif } from './es-nif.ts';
import { fiHetu } from './fi-hetu.ts';
import { frNir } from './fr-nir.ts';
import { iban } from './iban.ts';
import { iePps } from './ie-pps.ts';
import { imei } from './imei.ts';
import { inAadhaar } from './in-aadhaar.ts';
import { inPan } from './in-pan.ts';
import { ipAddress } from './ip-address.ts';
import { itFiscalCode } from './it-fiscal-code.ts';
import { krRrn } from './kr-rrn.ts';
import { macAddress } from './mac-address.ts';
import { machineReadableLine } from './machine-readable-line.ts';
import { mxCurp } from './mx-curp.ts';
import { nlBsn } from './nl-bsn.ts';
import { noFodselsnummer } from './no-fodselsnummer.ts';
import { passport } from './passport.ts';
import { paymentCard } from './payment-card.ts';
import { phoneNumber } from './phone-number.ts';
import { plPesel } from './pl-pesel.ts';
import { postcode } from './postcode.ts';
import { sePersonnummer } from './se-personnummer.ts';
import { sgNric } from './sg-nric.ts';
import { thNationalId } from './th-national-id.ts';
import { spelledEmailAddress } from './spelled-email-address.ts';
import { ukNhs } from './uk-nhs.ts';
import { ukNino } from './uk-nino.ts';
import { ukUtr } from './uk-utr.ts';
import { urlCredentials } from './url-credentials.ts';
import { usAbaRouting } from './us-aba-routing.ts';
import { usEin } from './us-ein.ts';
import { usItin } from './us-itin.ts';
import { usSsn } from './us-ssn.ts';
import { vin } from './vin.ts';
import { zaId } from './za-id.ts';

/**
 * The recognisers that the rail has without being given any, in the order in which they claim a value: what has a
 * check digit comes first, what goes by shape alone last.
 */
export const builtInRecognisers: readonly PiiRecogniser[] = [
  emailAddress,
  ...spelledEmailAddress,
  iban,
  paymentCard,
  usSsn,
  ipAddress,
  urlCredentials,
  machineReadableLine,
  cryptoAddress,
  macAddress,
  cnResidentId,
  mxCurp,
  itFiscalCode,
  frNir,
  brCpf,
  brCnpj,
  beNationalNumber,
  noFodselsnummer,
  fiHetu,
  sePersonnummer,
  zaId,
  krRrn,
  thNationalId,
  chAhv,
  esNif,
  esNie,
  sgNric,
  deTaxId,
  plPesel,
  inAadhaar,
  nlBsn,
  caSin,
  auTfn,
  auMedicare,
  iePps,
  ukNhs,
  ukUtr,
  usAbaRouting,
  imei,
  vin,
  usItin,
  ukNino,
  inPan,
  usEin,
  dkCpr,
  bic,
  dateOfBirth,
  passport,
  driverLicense,
  postcode,
  phoneNumber,
];
