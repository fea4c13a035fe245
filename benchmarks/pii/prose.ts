import { createRandom } from './random.ts';

/** Sentences of business prose, as models write and read them. */
const sentences: readonly string[] = [
  'Thank you for coming back to us so quickly after the meeting last week.',
  'The team has gone through the proposal and would like to change three points before it is signed.',
  'In 2024 the office moved to the second floor, and the old rooms are used as a store since then.',
  'Please let me know whether the dates work for you, or whether we should look for another week.',
  'About 40 % of the customers that we asked said that they would rather wait than pay for a courier.',
  'The invoice covers 12 licences at $49.00 each; the discount of 15 % was already taken off.',
  'As agreed, the parts are delivered in two lots, the first on 14 March and the second at the end of May.',
  'Nobody has complained about the new form so far, although it asks for more than the one before.',
  'You can reach the support desk from Monday to Friday between 9:00 and 17:30.',
  'Version 2.4.1 fixes the problem with the export that you reported in ticket 48213.',
  'The report is 38 pages long, so I have put a summary of its main findings on the first page.',
  'Once the order has left our warehouse you get a message with everything that you need to follow it.',
  'We are sorry for the delay and have asked the carrier why the parcel was sent back twice.',
  'Her flight lands at 10:45, which leaves enough time for lunch before the workshop begins.',
  'The contract ends by itself after 24 months unless one side wants it to go on.',
  'It is worth reading the second chapter again, because the example there is closer to our own case.',
  'Most of what the auditors found could be put right within a day; two points need more thought.',
  'The garden behind the house is large, quiet and gets sun for most of the afternoon.',
  'If the page stays empty, reload it once, and write to us when that does not help either.',
  'The committee met four times, heard seven experts and closed its work with a short statement.',
];

/** The same kind of prose with one value of personal data in each sentence. */
const personal: readonly ((fill: (pattern: string) => string) => string)[] = [
  (fill) => `You can also write to ${fill('AANN')}.lindqvist@post.example.com if that is easier.`,
  (fill) => `My new number is (${fill('N1#')}) 555-${fill('01##')}, please use that one from now on.`,
  (fill) => `The desk in London answers at +44 20 7946 0${fill('###')} until six.`,
  () => 'The deposit was paid with card 4111 1111 1111 1111 on the same day.',
  () => 'Please transfer the amount to DE89 3704 0044 0532 0130 00 within two weeks.',
  (fill) => `The last login came from 203.0.113.${fill('N#')} shortly before midnight.`,
  (fill) => `For the form we still need the SSN, which is 536-22-8${fill('###')} in her case.`,
];

/** Prose of about `length` units from a seed; every sixth sentence carries personal data. */
export function proseOf(length: number, seed: number): string {
  const random = createRandom(seed);
  let text = '';
  for (let turn = 0; text.length < length; turn++) {
    text += turn % 6 === 3 ? random.pick(personal)(random.fill) : random.pick(sentences);
    text += turn % 5 === 4 ? '\n\n' : ' ';
  }
  return text.slice(0, length);
}
