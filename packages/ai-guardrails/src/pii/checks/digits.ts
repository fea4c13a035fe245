/** The digits multiplied by the weights, place by place, and added up. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, place) => sum + weight * digitAt(digits, place), 0);
}

/** The digit at a place, as number. */
export function digitAt(digits: string, place: number): number {
  return digits.charCodeAt(place) - 0x30;
}

/** The rest of a number of any length, digit by digit. */
export function remainder(digits: string, modulus: number): number {
  let rest = 0;
  for (let place = 0; place < digits.length; place++) rest = (rest * 10 + digitAt(digits, place)) % modulus;
  return rest;
}

/** Whether all digits are the same: what people type where a form wants a number. */
export function isRepetition(digits: string): boolean {
  return digits === digits.charAt(0).repeat(digits.length);
}
