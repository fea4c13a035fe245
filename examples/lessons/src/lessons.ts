import { checkGates } from './gate/check.ts';
import type { Lesson } from './lesson.ts';
import { checkAccess } from './permissions/check.ts';
import { checkRail } from './rail/check.ts';

/** The lessons in their order. */
export const lessons: readonly Lesson[] = [
  {
    title: 'Who reads what',
    page: 'docs/lessons/who-reads-what.md',
    file: 'examples/lessons/src/permissions/exercise.ts',
    check: async (which) =>
      checkAccess(
        (await (which === 'exercise' ? import('./permissions/exercise.ts') : import('./permissions/solution.ts')))
          .aclOf,
      ),
  },
  {
    title: 'A gate that decides',
    page: 'docs/lessons/a-gate-that-decides.md',
    file: 'examples/lessons/src/gate/exercise.ts',
    check: async (which) =>
      checkGates((await (which === 'exercise' ? import('./gate/exercise.ts') : import('./gate/solution.ts'))).gates),
  },
  {
    title: 'A rail of your own',
    page: 'docs/lessons/a-rail-of-your-own.md',
    file: 'examples/lessons/src/rail/exercise.ts',
    check: async (which) =>
      checkRail((await (which === 'exercise' ? import('./rail/exercise.ts') : import('./rail/solution.ts'))).badgeRail),
  },
];
