import {
  AiError,
  createContext,
  type Acl,
  type AttributeCondition,
  type CallContext,
  type Principal,
  type SourceDocument,
} from '@org/ai-core';
import type { RetrievalIndex } from '../index/retrieval-index.ts';
import type { ContractCase, RetrievalSubject } from './contract-case.ts';
import { fill, findLeak, streamOf } from './leakage.ts';
import { createWorld, writerOf } from './world.ts';

const words = 'The depot key is under the blue pallet.';

function documentOf(acl: Acl, rest: Partial<SourceDocument> = {}): SourceDocument {
  return { id: 'key.md', tenant: 'north', uri: 'memory:key', mediaType: 'text/markdown', text: words, acl, ...rest };
}

function as(rest: Partial<Principal> = {}): CallContext {
  return createContext({ principal: { kind: 'user', tenant: 'north', subject: 'ann', groups: ['red'], ...rest } });
}

async function demandSeen(index: RetrievalIndex, context: CallContext, isSeen: boolean, who: string): Promise<void> {
  const { passages } = await index.search({ query: 'depot key' }, context);
  const document = await index.readDocument('key.md', context);
  const listed = await index.listDocuments(context);
  const found = [passages.length > 0, document !== undefined, listed.length > 0];
  if (found.some((each) => each !== isSeen)) throw new Error(`${who} ${isSeen ? 'must' : 'must not'} see the document`);
}

async function demandCode(code: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (AiError.is(error, code)) return;
    throw error;
  }
  throw new Error(`must reject with ${code}`);
}

const rules: readonly (readonly [string, Acl, Partial<Principal>, boolean])[] = [
  ['an empty allow lets nobody in', { allow: [] }, {}, false],
  ['tenant lets signed-in users in', { allow: ['tenant'] }, {}, true],
  ['tenant keeps anonymous ones out', { allow: ['tenant'] }, { kind: 'anonymous' }, false],
  ['tenant keeps services out', { allow: ['tenant'] }, { kind: 'service' }, false],
  ['public lets anonymous ones in', { allow: ['public'] }, { kind: 'anonymous' }, true],
  ['a group lets its members in', { allow: ['group:red'] }, {}, true],
  ['a group keeps others out', { allow: ['group:blue'] }, {}, false],
  ['groups claimed by an anonymous one do not count', { allow: ['group:red'] }, { kind: 'anonymous' }, false],
  ['a user is let in by name', { allow: ['user:ann'] }, {}, true],
  ['a user of the same name in a group is another entry', { allow: ['user:red'] }, {}, false],
  ['deny wins over user and tenant', { allow: ['tenant', 'user:ann'], deny: ['group:red'] }, {}, false],
  ['deny for others does not matter', { allow: ['tenant'], deny: ['group:blue'] }, {}, true],
  ['an entry that cannot be read in deny closes the document', { allow: ['tenant'], deny: ['grup:blue'] }, {}, false],
  [
    'an actor without the right is kept out',
    { allow: ['user:ann'] },
    { actor: as({ subject: 'robot', groups: [] }).principal },
    false,
  ],
  [
    'an actor with the right too is let in',
    { allow: ['tenant'] },
    { actor: as({ subject: 'robot', groups: [] }).principal },
    true,
  ],
  [
    'a condition keeps out who lacks the attribute',
    { allow: ['public', 'user:ann'], require: [{ attribute: 'region', oneOf: ['eu'] }] },
    {},
    false,
  ],
  [
    'a condition keeps out who has another value',
    { allow: ['tenant'], require: [{ attribute: 'clearance', atLeast: 3 }] },
    { attributes: { clearance: '2' } },
    false,
  ],
  [
    'one of two conditions is not enough',
    {
      allow: ['tenant'],
      require: [
        { attribute: 'region', oneOf: ['eu'] },
        { attribute: 'clearance', atLeast: 3 },
      ],
    },
    { attributes: { region: 'eu', clearance: '1' } },
    false,
  ],
  [
    'conditions let in who meets all of them',
    {
      allow: ['tenant'],
      require: [
        { attribute: 'region', oneOf: ['us', 'eu'] },
        { attribute: 'clearance', atLeast: 3 },
      ],
    },
    { attributes: { region: 'eu', clearance: '10' } },
    true,
  ],
  [
    'a condition opens nothing that allow does not',
    { allow: ['group:blue'], require: [{ attribute: 'region', oneOf: ['eu'] }] },
    { attributes: { region: 'eu' } },
    false,
  ],
  [
    'a condition that cannot be read closes the document',
    { allow: ['tenant'], require: [{ attribute: 'region', oneof: ['eu'] } as unknown as AttributeCondition] },
    { attributes: { region: 'eu' } },
    false,
  ],
  [
    'another tenant is kept out, public or not',
    { allow: ['public', 'tenant', 'user:ann', 'group:red'] },
    { tenant: 'south' },
    false,
  ],
];

const ruleCases = rules.map(([name, acl, principal, isSeen]): ContractCase<RetrievalSubject> => ({
  name,
  async run(subject) {
    const index = await subject.open();
    await fill(index, [documentOf(acl), documentOf({ allow: [] }, { id: 'other.md', tenant: 'south' })]);
    await demandSeen(index, as(principal), isSeen, name);
    await index.close();
  },
}));

const leakageCases = Array.from({ length: 16 }, (_, seed): ContractCase<RetrievalSubject> => ({
  name: `what is hidden changes nothing (world ${String(seed)})`,
  async run(subject) {
    const leak = await findLeak(subject, createWorld(seed));
    if (leak !== undefined) throw new Error(leak);
  },
}));

/** What every index must hold: who reads what, at once after a change, and that nothing hidden has any influence on a response. */
export const accessContract: readonly ContractCase<RetrievalSubject>[] = [
  {
    name: 'no call without a principal',
    async run(subject) {
      const index = await subject.open();
      await fill(index, [documentOf({ allow: ['public'] })]);
      const nobody = { requestId: 'none' } as unknown as CallContext;
      await demandCode('unauthenticated', () => index.search({ query: 'depot' }, nobody));
      await demandCode('unauthenticated', () => index.readDocument('key.md', nobody));
      await demandCode('unauthenticated', () => index.listDocuments(nobody));
      await demandCode('unauthenticated', () => index.ingest(streamOf([]), { context: nobody }));
      await index.close();
    },
  },
  {
    name: 'a writer writes its own tenant only, and an anonymous one nothing',
    async run(subject) {
      const index = await subject.open();
      const foreign = streamOf([documentOf({ allow: ['public'] })]);
      await demandCode('forbidden', () => index.ingest(foreign, { context: writerOf('south') }));
      await demandCode('forbidden', () => index.ingest(streamOf([]), { context: as({ kind: 'anonymous' }) }));
      await demandSeen(index, as(), false, 'a user of north');
      await index.close();
    },
  },
  {
    name: 'a grant and a revocation show at the next query',
    async run(subject) {
      const index = await subject.open();
      for (const [allow, isSeen] of [
        [['group:blue'], false],
        [['group:red'], true],
        [[], false],
        [['tenant'], true],
      ] as const) {
        await fill(index, [documentOf({ allow })]);
        await demandSeen(index, as(), isSeen, `after allow became [${allow.join()}], ann`);
      }
      await index.close();
    },
  },
  {
    name: 'access is explained to who may read, to services, and to nobody else',
    async run(subject) {
      const index = await subject.open();
      await fill(index, [documentOf({ allow: ['group:red'], require: [{ attribute: 'region', oneOf: ['eu'] }] })]);
      const ann = as().principal;
      const reader = as({ attributes: { region: 'eu' } });
      for (const [context, asked, document, reason] of [
        [writerOf('north'), ann, 'key.md', 'condition'],
        [writerOf('north'), as({ groups: [] }).principal, 'key.md', 'not-allowed'],
        [writerOf('north'), reader.principal, 'key.md', 'allowed'],
        [reader, ann, 'key.md', 'condition'],
        [as(), ann, 'key.md', undefined],
        [as({ actor: reader.principal }), reader.principal, 'key.md', undefined],
        [writerOf('north'), ann, 'other.md', undefined],
        [writerOf('south'), { ...ann, tenant: 'south' }, 'key.md', undefined],
      ] as const) {
        const why = await index.explainAccess({ document, principal: asked }, context);
        if (why?.reason !== reason)
          throw new Error(
            `must explain ${document} to ${context.principal.subject} as ${String(reason)}, not ${String(why?.reason)}`,
          );
      }
      await demandCode('forbidden', () =>
        index.explainAccess({ document: 'key.md', principal: ann }, writerOf('south')),
      );
      await index.close();
    },
  },
  {
    name: 'a deleted document is gone',
    async run(subject) {
      const index = await subject.open();
      await fill(index, [documentOf({ allow: ['tenant'] })]);
      await index.ingest(streamOf([]), { context: writerOf('north'), deleteMissing: true });
      await demandSeen(index, as(), false, 'after the deletion, ann');
      await index.close();
    },
  },
  ...ruleCases,
  ...leakageCases,
];
