/** The libraries that we are compared with. */
export interface Peers {
  /** Ids by the reference in JavaScript. */
  reference(file: object): (text: string) => readonly number[];
  /** Ids by the native library, and offsets in code points, two per token. */
  native(
    file: object,
  ): (text: string) => Promise<{ readonly ids: readonly number[]; readonly offsets: readonly number[] }>;
}

interface Reference {
  readonly Tokenizer: new (
    file: object,
    config: object,
  ) => { encode(text: string): { readonly ids: readonly number[] } };
}

interface Native {
  readonly Tokenizer: {
    fromString(json: string): {
      encode(text: string): Promise<{ getIds(): readonly number[]; getOffsets(): readonly (readonly number[])[] }>;
    };
  };
}

/** Loads them; their packages are installed for benchmarks alone. */
export async function loadPeers(): Promise<Peers> {
  const [reference, native] = ['@huggingface/tokenizers', 'tokenizers'];
  const { Tokenizer: Plain } = (await import(reference)) as Reference;
  const loaded = (await import(native)) as Native & { readonly default?: Native };
  const { Tokenizer: Compiled } = loaded.default ?? loaded;
  return {
    reference: (file) => {
      const tokenizer = new Plain(file, {});
      return (text) => tokenizer.encode(text).ids;
    },
    native: (file) => {
      const tokenizer = Compiled.fromString(JSON.stringify(withoutCharsmap(file)));
      return async (text) => {
        const encoding = await tokenizer.encode(text);
        return {
          get ids() {
            return encoding.getIds();
          },
          get offsets() {
            return encoding.getOffsets().flat();
          },
        };
      };
    },
  };
}

/** The native library refuses an empty table of SentencePiece rules, which stands for the rules that the reference has built in: NFKC comes closest. */
function withoutCharsmap(file: object): object {
  return JSON.parse(
    JSON.stringify(file, (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'precompiled_charsmap' in value ? { type: 'NFKC' } : value,
    ),
  ) as object;
}
