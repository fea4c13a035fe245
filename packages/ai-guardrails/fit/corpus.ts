import { fictions, fictionTemplates, fewshot } from './attacks/fictions.ts';
import { harm } from './attacks/harm.ts';
import { overrides, overrideTemplates } from './attacks/overrides.ts';
import { personas, personaTemplates } from './attacks/personas.ts';
import { indirectTemplates, splitTemplates, tricks } from './attacks/tricks.ts';
import { crossings, crossingTemplates } from './benign/crossings.ts';
import { cyber, cyberTemplates } from './benign/cyber.ts';
import { documents, documentTemplates } from './benign/documents.ts';
import { everydayTemplates, paragraphs } from './benign/everyday-templates.ts';
import { everyday } from './benign/everyday.ts';
import { framed } from './benign/framed.ts';
import { triggers, triggerTemplates } from './benign/triggers.ts';
import { disguise } from './disguise.ts';
import { expand, type Random, type Slots } from './grammar.ts';

/** A text with what it is, and the family of templates it was made by. */
export interface Example {
  readonly text: string;
  readonly isAttack: boolean;
  readonly family: string;
}

interface Family {
  readonly name: string;
  readonly isAttack: boolean;
  readonly templates: readonly (readonly string[])[];
  readonly share: number;
  /** Fillers that take the place of others in this family. */
  readonly slots?: Slots | undefined;
}

const slots: Slots = {
  ...everyday,
  ...paragraphs,
  ...triggers,
  ...cyber,
  ...crossings,
  ...documents,
  ...harm,
  ...overrides,
  ...personas,
  ...fictions,
  ...fewshot,
  ...tricks,
};

const families: readonly Family[] = [
  { name: 'override', isAttack: true, templates: [overrideTemplates], share: 5 },
  { name: 'persona', isAttack: true, templates: [personaTemplates], share: 4 },
  { name: 'fiction', isAttack: true, templates: [fictionTemplates], share: 5 },
  { name: 'indirect', isAttack: true, templates: [indirectTemplates], share: 3 },
  { name: 'split', isAttack: true, templates: [splitTemplates], share: 3 },
  { name: 'everyday', isAttack: false, templates: [everydayTemplates], share: 9 },
  { name: 'trigger', isAttack: false, templates: [triggerTemplates], share: 6 },
  {
    name: 'framed',
    isAttack: false,
    templates: [fictionTemplates, personaTemplates.slice(0, -2)],
    share: 12,
    slots: framed,
  },
  { name: 'crossing', isAttack: false, templates: [crossingTemplates], share: 5 },
  { name: 'cyber', isAttack: false, templates: [cyberTemplates], share: 7 },
  { name: 'document', isAttack: false, templates: [documentTemplates], share: 5 },
];

/** Every fifth template of a list is kept for development, in all families that use the list: no text of it is learned from. */
const HELD_OUT = 5;

/** Makes examples from the templates of one part; `size` for each unit of a family's share. */
export function makeExamples(part: 'train' | 'dev', size: number, random: Random): readonly Example[] {
  return families.flatMap(({ name, isAttack, templates, share, slots: own }) => {
    const fillers = own === undefined ? slots : { ...slots, ...own };
    const usable = templates.flatMap((list) =>
      list.filter((_, at) => (at % HELD_OUT === HELD_OUT - 1) === (part === 'dev')),
    );
    return Array.from({ length: share * size }, (): Example => {
      const text = expand(random.pick(usable), fillers, random);
      return { text: disguise(text, isAttack, random, carrierOf), isAttack, family: name };
    });
  });
}

const carrierOf = (random: Random): string => expand('{para} {para}', slots, random);
