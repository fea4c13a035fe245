/** Letters of other scripts in rows of what they look like: the Latin letter first. NFKC forms are undone before. */
const rows =
  'aаαɑᴀ bвЬʙƅ cсϲᴄↄ dԁɗᴅ eеєεҽᴇ fғƒꜰ gɡցɢ hһнհʜ iіιıɪӏ jјʝᴊ kкκᴋ lⅼʟ mмʍᴍ nոηɴ oоοօᴏσ pрρᴘ qԛգ rгʀɾ sѕʂꜱ tтτᴛ uυսᴜ vνѵᴠ wԝѡᴡ xхχ yуүʏγ zᴢʐ AАΑᎪ BВΒᏴ CСϹᏟ EЕΕᎬ HНΗᎻ IІΙӀ JЈᎫ KКΚᏦ MМΜᎷ NΝ OОΟՕ PРΡᏢ SЅᏚ TТΤᎢ XХΧ YҮΥ ZΖᏃ';

let table: ReadonlyMap<string, string> | undefined;

/** What a letter looks like, where that is a Latin letter and it is none; made once, when first asked for. */
export function latinOf(letter: string): string | undefined {
  table ??= new Map(
    rows.split(' ').flatMap((row) => {
      const [latin = '', ...others] = Array.from(row);
      return others.map((other) => [other, latin] as const);
    }),
  );
  return table.get(letter);
}
