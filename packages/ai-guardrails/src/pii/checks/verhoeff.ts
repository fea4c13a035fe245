/** Multiplication in the dihedral group D5, and the permutation that Verhoeff (1969) chose for it. */
const product = '0123456789123406789523401789563401289567401239567859876043216598710432765982104387659321049876543210';
const permutation = '01234567891576283094580379614289160435279453126870428657390127938064157046913258';

/** Whether the digits end in Verhoeff's check digit. */
export function passesVerhoeff(digits: string): boolean {
  let state = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 0x30;
    const moved = permutation.charCodeAt((place % 8) * 10 + digit) - 0x30;
    state = product.charCodeAt(state * 10 + moved) - 0x30;
  }
  return state === 0;
}
