import { AiError } from '@org/ai-core';
import { logicalText } from './logical-unit.ts';

/** Decides whether a link may stay. */
export interface AllowList {
  /** Whether a destination as it stands in Markdown or HTML stays on this site or goes to an allowed host. */
  allows(destination: string): boolean;
}

const hostPattern = /^[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?$/;

/** @throws AiError `invalid-input` for an entry that is no host name */
export function createAllowList(allowedHosts: readonly string[]): AllowList {
  const hosts = new Set<string>();
  const suffixes: string[] = [];
  for (const entry of allowedHosts) {
    const host = entry.toLowerCase();
    const isWild = host.startsWith('*.');
    if (!hostPattern.test(isWild ? host.slice(2) : host)) {
      throw new AiError(
        'invalid-input',
        'allowedHosts takes host names like "docs.example.com" or "*.example.com", without scheme and path',
      );
    }
    if (isWild) suffixes.push(host.slice(1));
    else hosts.add(host);
  }
  const allowsHost = (authority: string): boolean => {
    if (!hostPattern.test(authority)) return false;
    const host = authority.replace(/:[0-9]*$/, '').replace(/\.$/, '');
    return (
      hosts.has(authority) ||
      hosts.has(host) ||
      suffixes.some((suffix) => host.endsWith(suffix) && host !== suffix.slice(1))
    );
  };
  return {
    allows(destination) {
      const url = logicalText(destination);
      const scheme = /^([a-z][a-z0-9+.-]{0,30}):/.exec(url);
      const [, name] = scheme ?? [];
      if (name === undefined) {
        if (url.startsWith('//')) return allowsHost(authorityOf(url.slice(2)));
        if (url.startsWith('www.')) return allowsHost(authorityOf(url));
        return !url.includes('://');
      }
      if (url.length === name.length + 1) return true;
      if (name !== 'http' && name !== 'https') return false;
      return /^https?:\/\/[^/]/.test(url) && allowsHost(authorityOf(url.slice(name.length + 3)));
    },
  };
}

/** Host and port; what holds user information or anything unusual matches no host name. */
function authorityOf(rest: string): string {
  return rest.split(/[/?#]/, 1)[0] ?? '';
}
