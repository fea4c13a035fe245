/** A piece of SQL text; words in lower case. */
export interface SqlToken {
  readonly kind: 'word' | 'string' | 'comment' | 'symbol' | 'open';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const wordPattern = /[\p{L}_@$][\p{L}\p{N}_$@.]*/uy;
const numberPattern = /[0-9][0-9a-z_.]*/iy;
const dollarQuote = /\$[a-z_]{0,30}\$/iy;
const closers: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']' };

/** The tokens of SQL text, with literals, quoted names and comments each as one; an unclosed one is `open`. Linear. */
export function sqlTokens(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  const add = (kind: SqlToken['kind'], end: number): void => {
    const text = end === at + 1 ? sql.charAt(at) : sql.slice(at, Math.min(end, at + 64));
    tokens.push({ kind, text: text.toLowerCase(), start: at, end });
    at = end;
  };
  const read = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    return pattern.test(sql) ? pattern.lastIndex : -1;
  };
  while (at < sql.length) {
    const unit = sql.charAt(at);
    if (unit <= ' ' || unit === '\u00a0') {
      at++;
      continue;
    }
    if (sql.startsWith('--', at) || unit === '#') {
      const end = sql.indexOf('\n', at);
      add('comment', end < 0 ? sql.length : end);
    } else if (sql.startsWith('/*', at)) {
      const end = sql.indexOf('*/', at + 2);
      add(end < 0 ? 'open' : 'comment', end < 0 ? sql.length : end + 2);
    } else if (unit in closers) {
      const end = endOfQuoted(sql, at, closers[unit] ?? unit);
      add(end < 0 ? 'open' : 'string', end < 0 ? sql.length : end);
    } else {
      const tag = unit === '$' ? read(dollarQuote) : -1;
      const isSign = unit < '0' ? unit !== '$' : unit > 'z' ? unit < '\u00aa' : unit > '9' && unit < '@';
      const word = isSign || isPicture(sql, at) || tag > 0 ? -1 : read(wordPattern);
      const number = unit >= '0' && unit <= '9' ? read(numberPattern) : -1;
      if (tag > 0) {
        const quote = sql.slice(at, tag);
        const end = sql.indexOf(quote, tag);
        add(end < 0 ? 'open' : 'string', end < 0 ? sql.length : end + quote.length);
      } else if (word > 0) add('word', word);
      else add('symbol', number > 0 ? number : at + 1);
    }
  }
  return tokens;
}

/** Half of a pair of surrogates of the planes of pictures, where no letter is. */
function isPicture(sql: string, at: number): boolean {
  const unit = sql.charCodeAt(at);
  const high = unit >= 0xdc00 && unit <= 0xdfff ? sql.charCodeAt(at - 1) : unit;
  return high >= 0xd83c && high <= 0xd83e;
}

/** Behind the closing quote; a doubled quote, and one behind a backslash, stand for themselves. */
function endOfQuoted(sql: string, start: number, close: string): number {
  for (let at = start + 1; at < sql.length; at++) {
    const unit = sql.charAt(at);
    if (unit === '\\' && close === "'") at++;
    else if (unit === close) {
      if (sql.charAt(at + 1) !== close) return at + 1;
      at++;
    }
  }
  return -1;
}
