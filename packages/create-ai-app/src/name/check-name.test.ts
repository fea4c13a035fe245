import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../errors/app-error.ts';
import { checkName, suggestName } from './check-name.ts';

describe('checkName', () => {
  it.each([
    ['my-service', 'my-service', 'my-service'],
    ['@acme/help.desk', 'help.desk', 'help-desk'],
    ['a', 'a', 'a'],
    ['x.y_z-1', 'x.y_z-1', 'x-y-z-1'],
    ['console-app', 'console-app', 'console-app'],
    [`n${'a'.repeat(200)}`, `n${'a'.repeat(200)}`, `n${'a'.repeat(62)}`],
  ])('takes %s', (name, folder, slug) => {
    expect(checkName(name)).toEqual({ packageName: name, folder, slug });
  });

  it.each([
    ['', 'my-ai-app'],
    ['   ', 'my-ai-app'],
    ['My Service', 'my-service'],
    ['Straße Übung', 'stra-e-ubung'],
    ['日本語', 'my-ai-app'],
    ['café', 'cafe'],
    ['..', 'my-ai-app'],
    ['../other', 'other'],
    ['a/../../b', 'b'],
    ['/etc/service', 'service'],
    ['apps/service', 'service'],
    ['C:\\work\\service', 'service'],
    ['C:service', 'c-service'],
    ['\\\\host\\share\\thing', 'thing'],
    ['~/service', 'service'],
    ['.hidden', 'hidden'],
    ['_private', 'private'],
    ['trailing.', 'trailing'],
    ['-rf', 'rf'],
    ['node_modules', 'node_modules-app'],
    ['favicon.ico', 'favicon-app'],
    ['http', 'http-app'],
    ['fs', 'fs-app'],
    ['con', 'con-app'],
    ['nul.txt', 'nul-app'],
    ['lpt1', 'lpt1-app'],
    ['update', 'update-app'],
    ['doctor', 'doctor-app'],
    ['@acme', 'acme'],
    ['@acme/', 'acme'],
    ['@/x', 'x'],
    ['@acme/a/b', 'b'],
    ['@Acme/x', 'x'],
    ['a\0b', 'a-b'],
    ['a:b', 'a-b'],
    ['x'.repeat(215), 'x'.repeat(100)],
  ])('refuses %j and suggests %s', (name, suggestion) => {
    const refused = (): unknown => checkName(name);
    expect(refused).toThrow(expect.objectContaining({ code: 'invalid-name' }));
    expect(refused).toThrow(new RegExp(`try ${suggestion.replaceAll('.', '\\.')}$`));
    expect(suggestName(name)).toBe(suggestion);
  });

  it('suggests a name that it takes itself, whatever was typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (typed) => {
        checkName(suggestName(typed));
      }),
      { numRuns: 2_000 },
    );
  });

  it('lets no name out of the folder that it is run in', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '.', '/', '\\', '@', ':', '~', '-') }), (typed) => {
        try {
          const { folder } = checkName(typed);
          expect(folder).toMatch(/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/);
        } catch (error) {
          if (!isAppError(error)) throw error;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
