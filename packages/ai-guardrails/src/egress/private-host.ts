/** First address and prefix length of the IPv4 blocks that lead into a network, to this machine, or nowhere (RFC 6890). */
const privateBlocks: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
];

const privateNames: ReadonlySet<string> = new Set(
  'localhost local internal intranet lan corp home localdomain'.split(' '),
);

/**
 * Whether a host, in the canonical form that a URL parser gives it, is an address or a name of a private network: the
 * special-purpose blocks of RFC 6890 with cloud metadata among them, IPv6 forms that carry such an IPv4 address, names
 * without a dot, and the private top-level names. A public name that resolves to a private address is not to be seen here.
 */
export function isPrivateHost(host: string): boolean {
  if (host.startsWith('[')) return isPrivateIpv6(groupsOf(host.slice(1, -1)));
  const name = host.endsWith('.') ? host.slice(0, -1) : host;
  const address = ipv4Of(name);
  if (address !== undefined) return isPrivateIpv4(address);
  const labels = name.split('.');
  return labels.length === 1 || privateNames.has(labels.at(-1) ?? '') || name.endsWith('.home.arpa');
}

/** The 32 bits of a canonical dotted address. */
function ipv4Of(host: string): number | undefined {
  const bytes = host.split('.');
  if (bytes.length !== 4 || !bytes.every((byte) => /^[0-9]{1,3}$/.test(byte) && Number(byte) < 256)) return undefined;
  return bytes.reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

function isPrivateIpv4(address: number): boolean {
  return privateBlocks.some(([first, length]) => {
    const size = 2 ** (32 - length);
    return Math.floor(address / size) === Math.floor((ipv4Of(first) ?? 0) / size);
  });
}

function isPrivateIpv6(groups: readonly number[]): boolean {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups;
  const last = g * 0x10000 + h;
  const isZeroTo = (count: number): boolean => groups.slice(0, count).every((group) => group === 0);
  // ::, ::1 and IPv4-compatible; IPv4-mapped; IPv4-translated.
  if (isZeroTo(6)) return isPrivateIpv4(last);
  if (isZeroTo(5) && f === 0xffff) return isPrivateIpv4(last);
  if (isZeroTo(4) && e === 0xffff && f === 0) return isPrivateIpv4(last);
  if (a === 0x64 && b === 0xff9b) return c !== 0 || d !== 0 || isPrivateIpv4(last);
  if (a === 0x2002) return isPrivateIpv4(b * 0x10000 + c);
  if (a === 0x2001 && b === 0) return true;
  return (a & 0xfe00) === 0xfc00 || (a & 0xff80) === 0xfe80 || (a & 0xff00) === 0xff00;
}

/** The eight groups of a canonical IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = address.split('::');
  const read = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const first = read(head);
  const last = read(tail ?? '');
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
}
