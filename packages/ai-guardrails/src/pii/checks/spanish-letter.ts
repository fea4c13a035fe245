const letters = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** The check letter of Spanish identity numbers: the number modulo 23. */
export function spanishLetter(digits: string): string {
  return letters.charAt(Number(digits) % 23);
}
