/** The printable character by which byte-level models write each byte (Radford et al., 2019): itself where it is printable in Latin-1, else one from U+0100 on. */
export const byteCharacters: readonly string[] = makeCharacters();

function makeCharacters(): readonly string[] {
  let next = 0;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCharCode(isPrintable ? byte : 256 + next++);
  });
}
