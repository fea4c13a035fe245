/** A word or an operator of a command line, as a shell would read it: quotes and escapes undone. */
export interface ShellToken {
  readonly kind: 'word' | 'operator';
  readonly text: string;
  /** The word runs a command of its own, `$(...)`, backticks or `<(...)`, outside of single quotes. */
  readonly hasSubstitution: boolean;
}

const longOperators: ReadonlySet<string> = new Set('<<< &>> && || >> << >& <& &> >| ;;'.split(' '));

/** Splits a command line; what is quoted in pieces (`r''m`, `r\m`, `$'\x72m'`, `${IFS}`) is put together. Linear. */
export function shellTokens(command: string): readonly ShellToken[] {
  const tokens: ShellToken[] = [];
  let word = '';
  let isWord = false;
  let hasSubstitution = false;
  let at = 0;
  const endWord = (): void => {
    if (isWord) tokens.push({ kind: 'word', text: word, hasSubstitution });
    word = '';
    isWord = false;
    hasSubstitution = false;
  };
  while (at < command.length) {
    const unit = command.charAt(at);
    if (unit === "'" || (unit === '$' && command.charAt(at + 1) === "'")) {
      const start = at + (unit === '$' ? 2 : 1);
      const end = endOfSingle(command, start, unit === '$');
      const inner = command.slice(start, end);
      word += unit === '$' ? unescaped(inner) : inner;
      isWord = true;
      at = end + 1;
    } else if (unit === '"') {
      isWord = true;
      for (at++; at < command.length && command.charAt(at) !== '"'; at++) {
        if (command.charAt(at) === '\\') at++;
        else if (command.charAt(at) === '`' || command.startsWith('$(', at)) hasSubstitution = true;
        word += command.charAt(at);
      }
      at++;
    } else if (unit === '\\') {
      if (command.charAt(at + 1) !== '\n') {
        word += command.charAt(at + 1);
        isWord = true;
      }
      at += 2;
    } else if (unit === '$' && /^\$\{?IFS\b/.test(command.slice(at, at + 6))) {
      endWord();
      at += command.charAt(at + 1) === '{' ? Math.max(6, command.slice(at, at + 32).indexOf('}') + 1) : 4;
    } else if (unit === '`' || ('$<>'.includes(unit) && command.charAt(at + 1) === '(')) {
      hasSubstitution = true;
      isWord = true;
      at += unit === '`' ? 1 : 2;
    } else if (unit === '#' && !isWord) {
      const end = command.indexOf('\n', at);
      at = end < 0 ? command.length : end;
    } else {
      const operator = '&|><;()\n'.includes(unit) ? operatorAt(command, at) : undefined;
      if (operator !== undefined) {
        endWord();
        tokens.push({ kind: 'operator', text: operator, hasSubstitution: false });
        at += operator.length;
      } else if (unit <= ' ' || unit === '\u00a0') {
        endWord();
        at++;
      } else {
        word += unit;
        isWord = true;
        at++;
      }
    }
  }
  endWord();
  return tokens;
}

/** The longest operator that begins with the character. */
function operatorAt(command: string, at: number): string {
  const next = command.charAt(at + 1);
  if (next !== '' && '&|><;'.includes(next)) {
    for (let length = 3; length > 1; length--) {
      const operator = command.slice(at, at + length);
      if (longOperators.has(operator)) return operator;
    }
  }
  return command.charAt(at);
}

function endOfSingle(command: string, start: number, hasEscapes: boolean): number {
  for (let at = start; at < command.length; at++) {
    if (hasEscapes && command.charAt(at) === '\\') at++;
    else if (command.charAt(at) === "'") return at;
  }
  return command.length;
}

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{1,2})|([0-7]{1,3})|(.))/gi,
    (_, hex?: string, octal?: string, character?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return character ?? '';
    },
  );
}
