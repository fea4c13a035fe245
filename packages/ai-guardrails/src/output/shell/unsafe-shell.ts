import { shellTokens, type ShellToken } from './shell-words.ts';

/** What is unsafe about a text on its way to a shell. */
export type ShellRule =
  | 'command-substitution'
  | 'command-separator'
  | 'redirection'
  | 'option'
  | 'recursive-delete'
  | 'pipe-to-interpreter'
  | 'system-file'
  | 'device'
  | 'fork-bomb'
  | 'privilege'
  | 'reverse-shell'
  | 'machine-state'
  | 'command';

const interpreters: ReadonlySet<string> = new Set(
  'sh bash zsh dash ksh fish csh ash busybox python python2 python3 perl ruby node php lua pwsh powershell osascript eval source xargs'.split(
    ' ',
  ),
);
/** What they are given they run. */
const sourcing: ReadonlySet<string> = new Set('sh bash zsh dash ksh eval source .'.split(' '));
const wrappers: ReadonlySet<string> = new Set(
  'sudo doas su env nohup time nice exec command builtin xargs timeout setsid stdbuf watch'.split(' '),
);
const privileged: ReadonlySet<string> = new Set(
  'sudo doas su pkexec chroot setcap visudo passwd usermod useradd'.split(' '),
);
const machine: ReadonlySet<string> = new Set(
  'shutdown reboot halt poweroff init mkfs fdisk parted wipefs shred insmod modprobe iptables crontab at systemctl launchctl'.split(
    ' ',
  ),
);
const writers: ReadonlySet<string> = new Set(
  'tee cp mv ln install dd truncate chmod chown chattr rsync sed'.split(' '),
);
const systemPath =
  /^(?:of=)?(?:\/(?:etc|boot|proc|sys|root|bin|sbin|lib\w*|usr|var\/(?:spool|log|lib))(?:\/|$)|(?:~|\$HOME|\$\{HOME\}|\/home\/[^/]{1,64}|\/root)\/\.|\/?$)|authorized_keys|\.bashrc|\.profile/;

/** A whole command line, held to a list of commands where there is one. */
export function unsafeCommand(text: string, allowed: ReadonlySet<string> | undefined): ReadonlySet<ShellRule> {
  const found = new Set<ShellRule>();
  if (/:\s?\(\s?\)\s?\{/.test(text.slice(0, 10_000)) || /\|\s?\w{0,32}\s?&\s?\}\s?;/.test(text)) found.add('fork-bomb');
  if (/\/dev\/(?:tcp|udp)\//.test(text)) found.add('reverse-shell');
  const tokens = shellTokens(text);
  let start = 0;
  let pipedInto = false;
  for (let at = 0; at <= tokens.length; at++) {
    const token = tokens[at];
    if (token?.hasSubstitution === true) found.add('command-substitution');
    if (token?.kind === 'operator' && /^[&>]/.test(token.text) && token.text.includes('>')) {
      const target = tokens[at + 1]?.text ?? '';
      if (/^\/dev\/(?!null$|std(?:out|err)$|tty$|fd\/)/.test(target)) found.add('device');
      else if (systemPath.test(target) && target !== '') found.add('system-file');
      continue;
    }
    if (token !== undefined && (token.kind === 'word' || token.text.includes('<'))) continue;
    if (at > start) checkSimple(tokens.slice(start, at), pipedInto, allowed, found);
    pipedInto = token?.text === '|' || (pipedInto && token?.text === '(');
    start = at + 1;
  }
  return found;
}

/** One command with its arguments. */
function checkSimple(
  tokens: readonly ShellToken[],
  isPipedInto: boolean,
  allowed: ReadonlySet<string> | undefined,
  found: Set<ShellRule>,
): void {
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text);
  let first = words.findIndex((word) => !(word.includes('=') && /^\w+=/.test(word)));
  if (first < 0) return;
  if (allowed !== undefined && !allowed.has(nameOf(words[first]))) found.add('command');
  while (first < words.length && wrappers.has(nameOf(words[first]))) {
    if (privileged.has(nameOf(words[first]))) found.add('privilege');
    first++;
    while (first < words.length && /^(?:-|\w+=|[0-9.]+[smhd]?$)/.test(words[first] ?? '')) first++;
  }
  const name = nameOf(words[first]);
  if (privileged.has(name)) found.add('privilege');
  if (machine.has(name.includes('.') ? name.replace(/\..*$/, '') : name)) found.add('machine-state');
  if (isPipedInto && interpreters.has(name)) found.add('pipe-to-interpreter');
  if (sourcing.has(name) && tokens.some((token) => token.hasSubstitution)) found.add('pipe-to-interpreter');
  const rest = words.slice(first + 1);
  if (rest.length === 0) return;
  const flags = rest.filter((word) => word.startsWith('-'));
  const hasFlag = (short: RegExp, long: string): boolean =>
    flags.some((flag) => (flag.startsWith('--') ? flag === long : short.test(flag)));
  if (name === 'rm' && hasFlag(/[rR]/, '--recursive')) found.add('recursive-delete');
  if (name === 'find' && rest.some((word) => word === '-delete' || word === '-exec' || word === '-execdir'))
    found.add('recursive-delete');
  if (/^(?:nc|ncat|netcat|socat)$/.test(name) && rest.some((word) => /^-\w*[ec]$/.test(word) || /^exec:/i.test(word)))
    found.add('reverse-shell');
  if (name === 'kill' && rest.includes('-1')) found.add('machine-state');
  if (!writers.has(name)) return;
  if (rest.some((word) => /^(?:of=)?\/dev\/(?!null$)/.test(word))) found.add('device');
  else if (rest.some((word) => !word.startsWith('-') && systemPath.test(word))) found.add('system-file');
}

function nameOf(word: string | undefined): string {
  return word?.includes('/') === true ? word.replace(/^.*\//, '') : (word ?? '');
}

/** An argument that is put into a command line without quotes: it must stay one word. */
export function unsafeArgument(text: string): ReadonlySet<ShellRule> {
  const found = new Set<ShellRule>();
  if (/^\s*-/.test(text)) found.add('option');
  if (/`|\$\(|\$\{|<\(|>\(/.test(text)) found.add('command-substitution');
  if (/[;|&\n\r]/.test(text)) found.add('command-separator');
  if (/[<>]/.test(text)) found.add('redirection');
  return found;
}
