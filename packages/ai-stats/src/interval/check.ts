/** @throws RangeError that names the argument, when a number is not what a procedure needs */
export function requireNumber(name: string, value: number, isValid: boolean, wanted: string): void {
  if (!isValid) throw new RangeError(`${name} must be ${wanted}, got ${value}`);
}

/** @throws RangeError when a confidence level is not strictly between 0 and 1 */
export function requireLevel(level: number): void {
  requireNumber('level', level, level > 0 && level < 1, 'between 0 and 1, both excluded');
}

/** @throws RangeError when there are too few values or one is not finite */
export function requireValues(name: string, values: ArrayLike<number>, atLeast: number): void {
  requireNumber(`${name}.length`, values.length, values.length >= atLeast, `at least ${atLeast}`);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    requireNumber(`${name}[${index}]`, value, Number.isFinite(value), 'a finite number');
  }
}
