/**
 * Puts points of many dimensions into the plane: their first two principal components, found by power iteration (Golub and Van Loan, Matrix Computations, 8.2). The same points give the same plane.
 * Takes rows one after the other; gives `x, y` of each, scaled so that the farthest is at 1.
 */
export function principalPlane(rows: Float32Array, dimensions: number): Float32Array {
  const count = dimensions === 0 ? 0 : rows.length / dimensions;
  const centre = new Float64Array(dimensions);
  for (let at = 0; at < rows.length; at++)
    centre[at % dimensions] = (centre[at % dimensions] ?? 0) + (rows[at] ?? 0) / count;
  const axes: Float64Array[] = [];
  const plane = new Float32Array(2 * count);
  for (const component of [0, 1]) {
    const axis = mainAxis(rows, dimensions, centre, axes);
    axes.push(axis);
    for (let row = 0; row < count; row++) plane[2 * row + component] = along(rows, row, axis, centre);
  }
  const farthest = plane.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return farthest === 0 ? plane : plane.map((value) => value / farthest);
}

const mostSteps = 60;

function mainAxis(
  rows: Float32Array,
  dimensions: number,
  centre: Float64Array,
  before: readonly Float64Array[],
): Float64Array {
  // Any direction that is not at a right angle to the wanted one does; this one depends on nothing.
  let axis = Float64Array.from({ length: dimensions }, (_, at) => Math.sin(1 + at * (1 + before.length)));
  normalise(axis, before);
  for (let step = 0; step < mostSteps; step++) {
    const next = new Float64Array(dimensions);
    for (let row = 0; row * dimensions < rows.length; row++) {
      const share = along(rows, row, axis, centre);
      for (let at = 0; at < dimensions; at++)
        next[at] = (next[at] ?? 0) + share * ((rows[row * dimensions + at] ?? 0) - (centre[at] ?? 0));
    }
    if (!normalise(next, before)) return axis;
    const turn = next.reduce((sum, value, at) => sum + value * (axis[at] ?? 0), 0);
    axis = next;
    if (Math.abs(turn) > 1 - 1e-9) break;
  }
  return axis;
}

function along(rows: Float32Array, row: number, axis: Float64Array, centre: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < axis.length; at++)
    sum += ((rows[row * axis.length + at] ?? 0) - (centre[at] ?? 0)) * (axis[at] ?? 0);
  return sum;
}

/** Makes it a direction at a right angle to the others; false when nothing is left of it. */
function normalise(axis: Float64Array, others: readonly Float64Array[]): boolean {
  for (const other of others) {
    const share = axis.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
    for (let at = 0; at < axis.length; at++) axis[at] = (axis[at] ?? 0) - share * (other[at] ?? 0);
  }
  const length = Math.sqrt(axis.reduce((sum, value) => sum + value * value, 0));
  if (!(length > 1e-12)) return false;
  for (let at = 0; at < axis.length; at++) axis[at] = (axis[at] ?? 0) / length;
  return true;
}
