import fc from 'fast-check';
import { expect, it } from 'vitest';
import { principalPlane } from './projection.ts';

const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 40 });

/** Points of the plane, in seven dimensions: along two directions at a right angle, moved off the origin. */
function lifted(plane: readonly (readonly [number, number])[]): Float32Array {
  const first = [0.5, 0.5, 0.5, 0.5, 0, 0, 0];
  const second = [0.5, -0.5, 0.5, -0.5, 0, 0, 0];
  return Float32Array.from(
    plane.flatMap(([x, y]) => first.map((value, at) => 3 + 5 * x * value + y * (second[at] ?? 0))),
  );
}

function distances(plane: ArrayLike<number>): readonly number[] {
  const count = plane.length / 2;
  const found: number[] = [];
  for (let a = 0; a < count; a++)
    for (let b = 0; b < a; b++)
      found.push(
        Math.hypot((plane[2 * a] ?? 0) - (plane[2 * b] ?? 0), (plane[2 * a + 1] ?? 0) - (plane[2 * b + 1] ?? 0)),
      );
  return found;
}

it('keeps all distances of points that lie in a plane', () => {
  fc.assert(
    fc.property(points, (plane) => {
      const wanted = distances(plane.flatMap(([x, y]) => [5 * x, y]));
      const longest = Math.max(...wanted);
      fc.pre(longest > 0.5);
      const found = distances(principalPlane(lifted(plane), 7));
      const scale = Math.max(...found) / longest;
      for (const [at, distance] of wanted.entries()) expect(found[at]).toBeCloseTo(distance * scale, 2);
    }),
  );
});

it('puts the direction that varies most first, and gives the same points the same plane', () => {
  const rows = lifted([
    [-1, 0.2],
    [0, -0.4],
    [1, 0.3],
  ]);
  const plane = principalPlane(rows, 7);
  const spread = (component: number): number =>
    Math.max(...[0, 1, 2].map((row) => Math.abs(plane[2 * row + component] ?? 0)));
  expect(spread(0)).toBe(1);
  expect(spread(1)).toBeLessThan(0.2);
  expect(principalPlane(rows, 7)).toEqual(plane);
});

it('puts points that are all alike, and no points at all, nowhere in particular', () => {
  expect(principalPlane(new Float32Array(21).fill(2), 7)).toEqual(new Float32Array(6));
  expect(principalPlane(new Float32Array(), 7)).toEqual(new Float32Array());
  expect(principalPlane(new Float32Array(), 0)).toEqual(new Float32Array());
});
