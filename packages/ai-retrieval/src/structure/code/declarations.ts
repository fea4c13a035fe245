/** A symbol that a line declares. */
interface Declaration {
  readonly title: string;
  /** Symbols inside of it count too: a class, not a function. */
  readonly isContainer: boolean;
}

/** Reads the head of a line, without blanks around it, as a declaration. */
export type ReadDeclaration = (head: string, isInContainer: boolean) => Declaration | undefined;

const scriptModifiers = /^(?:(?:export|default|declare|abstract|async)\s+)*/;
const scriptSymbol = /^(class|interface|enum|namespace|module|function|type)\b\s*\*?\s*([\w$]+)?/;
const scriptValue = /^(?:const|let|var)\s+(?:enum\s+)?([\w$]+)/;

/** TypeScript and JavaScript: functions, classes with their methods, interfaces, types, and values that go over several lines. */
export const scriptDeclaration: ReadDeclaration = (head, isInContainer) => {
  if (isInContainer) return methodOf(head);
  const rest = head.slice(scriptModifiers.exec(head)?.[0].length ?? 0);
  const symbol = scriptSymbol.exec(rest);
  if (symbol?.[1] !== undefined) {
    const isContainer = symbol[1] === 'class' || symbol[1] === 'namespace' || symbol[1] === 'module';
    return { title: symbol[2] ?? 'default', isContainer };
  }
  const value = scriptValue.exec(rest);
  return value?.[1] === undefined ? undefined : { title: value[1], isContainer: false };
};

const javaType = /^(?:[\w@.]+\s+)*?(?:class|interface|enum|record|@interface)\s+(\w+)/;

/** Java: types with the methods and types in them. */
export const javaDeclaration: ReadDeclaration = (head, isInContainer) => {
  const type = javaType.exec(head)?.[1];
  if (type !== undefined) return { title: type, isContainer: true };
  return isInContainer ? methodOf(head) : undefined;
};

const goFunction = /^func\s+(?:\(\s*(?:\w+\s+)?\*?(\w+)[^()]*\)\s*)?(\w+)/;
const goValue = /^(?:type|var|const)\s+(\w+)/;

/** Go: functions, methods with the type they belong to, types and values. */
export const goDeclaration: ReadDeclaration = (head) => {
  const [, type, name] = goFunction.exec(head) ?? [];
  if (name !== undefined) return { title: type === undefined ? name : `${type}.${name}`, isContainer: false };
  const value = goValue.exec(head)?.[1];
  return value === undefined ? undefined : { title: value, isContainer: false };
};

const pythonSymbol = /^(?:async\s+)?(def|class)\s+(\w+)/;

/** Python: functions, and classes with the functions and classes in them. */
export const pythonDeclaration: ReadDeclaration = (head) => {
  const [, keyword, title] = pythonSymbol.exec(head) ?? [];
  return title === undefined ? undefined : { title, isContainer: keyword === 'class' };
};

const statement = /^(?:if|for|while|switch|catch|return|throw|new|else|do|try|await|yield|super|this)\b/;
const lastName = /(@?)([\w$#]+)\s*(?:<[^<>]*>\s*)?$/;

/** In the body of a class: the name before the first parenthesis, unless a value is assigned before it. */
function methodOf(head: string): Declaration | undefined {
  const before = head.slice(0, Math.max(0, head.indexOf('(')));
  if (before.includes('=') || statement.test(head)) return undefined;
  const [, mark, title] = lastName.exec(before) ?? [];
  return title === undefined || mark === '@' ? undefined : { title, isContainer: false };
}
