import { isRecord, type JsonRecord } from './tokenizer-file.ts';

/** A place of an encoding: a special token, or the tokens of the first or the second text. */
export type TemplateItem =
  | { readonly kind: 'special'; readonly id: number; readonly typeId: number }
  | { readonly kind: 'first' | 'second'; readonly typeId: number };

/** What stands around the texts. */
export interface Template {
  readonly single: readonly TemplateItem[];
  readonly pair: readonly TemplateItem[];
}

const bare: Template = {
  single: [{ kind: 'first', typeId: 0 }],
  pair: [
    { kind: 'first', typeId: 0 },
    { kind: 'second', typeId: 0 },
  ],
};

/** Reads the post-processor of a `tokenizer.json`; undefined for one that is not known here. */
export function readTemplate(value: unknown): Template | undefined {
  if (value === null || value === undefined) return bare;
  if (!isRecord(value)) return undefined;
  switch (value['type']) {
    case 'ByteLevel':
      return bare;
    case 'BertProcessing':
      return framed(value, 1);
    case 'RobertaProcessing':
      return framed(value, 2);
    case 'TemplateProcessing':
      return readItems(value);
    case 'Sequence': {
      const list: readonly unknown[] = Array.isArray(value['processors']) ? value['processors'] : [];
      // Byte-level steps only trim offsets, which is done where the tokens are made.
      const rest = list.filter((step) => !isRecord(step) || step['type'] !== 'ByteLevel');
      return rest.length > 1 ? undefined : readTemplate(rest[0]);
    }
    default:
      return undefined;
  }
}

/** `[CLS] first [SEP]`, and for pairs a second text behind one or two separators. */
function framed({ cls, sep }: JsonRecord, separators: 1 | 2): Template | undefined {
  const [start, end] = [idOf(cls), idOf(sep)];
  if (start === undefined || end === undefined) return undefined;
  const special = (id: number, typeId: number): TemplateItem => ({ kind: 'special', id, typeId });
  const single: readonly TemplateItem[] = [special(start, 0), { kind: 'first', typeId: 0 }, special(end, 0)];
  const second: readonly TemplateItem[] = [{ kind: 'second', typeId: 1 }, special(end, 1)];
  return { single, pair: [...single, ...(separators === 2 ? [special(end, 1)] : []), ...second] };
}

function idOf(value: unknown): number | undefined {
  const id: unknown = Array.isArray(value) ? (value as unknown[])[1] : undefined;
  return typeof id === 'number' ? id : undefined;
}

function readItems({ single, pair, special_tokens: specials }: JsonRecord): Template | undefined {
  const read = (list: unknown): readonly TemplateItem[] | undefined => {
    if (!Array.isArray(list)) return undefined;
    const items = (list as readonly unknown[]).map((item) => readItem(item, specials));
    return items.every((item) => item !== undefined) ? items.flat() : undefined;
  };
  const [one, two] = [read(single), read(pair ?? [])];
  return one === undefined || two === undefined ? undefined : { single: one, pair: two };
}

function readItem(item: unknown, specials: unknown): readonly TemplateItem[] | undefined {
  if (!isRecord(item)) return undefined;
  const { Sequence: sequence, SpecialToken: special } = item;
  if (isRecord(sequence) && typeof sequence['type_id'] === 'number')
    return [{ kind: sequence['id'] === 'B' ? 'second' : 'first', typeId: sequence['type_id'] }];
  if (!isRecord(special) || typeof special['id'] !== 'string' || typeof special['type_id'] !== 'number')
    return undefined;
  const known = isRecord(specials) ? specials[special['id']] : undefined;
  const ids = isRecord(known) && Array.isArray(known['ids']) ? (known['ids'] as readonly unknown[]) : [];
  const { type_id: typeId } = special;
  if (ids.length === 0 || !ids.every((id) => typeof id === 'number')) return undefined;
  return ids.map((id) => ({ kind: 'special', id, typeId }));
}
