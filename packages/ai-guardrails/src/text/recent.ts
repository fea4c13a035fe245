/**
 * A function of a text that answers from memory where it was asked of late: texts that repeat themselves are worked on
 * once. It must depend on nothing but the text. At most `most` texts of up to `longest` units are kept.
 */
export function createRecent<Answer>(
  most: number,
  longest: number,
  answer: (text: string) => Answer,
): (text: string) => Answer {
  const known = new Map<string, { readonly answer: Answer }>();
  return (text) => {
    if (text.length > longest) return answer(text);
    const found = known.get(text);
    if (found !== undefined) return found.answer;
    const made = answer(text);
    if (known.size >= most) known.clear();
    known.set(text, { answer: made });
    return made;
  };
}
