import { AiError } from '@org/ai-core';
import { isPrivateHost } from './private-host.ts';
import { readingsOf } from './url-readings.ts';

/** Decides whether a link may stay. */
export interface AllowList {
  /** Whether a destination as it stands in Markdown, HTML or JSON stays on this site or goes to an allowed host. */
  allows(destination: string): boolean;
}

/** The parts of the decision that a planted fault replaces in tests. */
export interface HostRules {
  /** Whether a host stands below the domain of an entry `*.domain`. */
  readonly isBelow: (host: string, domain: string) => boolean;
  readonly isPrivate: (host: string) => boolean;
  /** Host and port of a web URL; undefined for what is none, or names a user. */
  readonly urlOf: (url: string) => { readonly hostname: string; readonly port: string } | undefined;
  readonly schemeOf: (url: string) => string | undefined;
}

const schemePattern = /^([a-z][a-z0-9+.-]*):/i;

export const soundRules: HostRules = {
  isBelow: (host, domain) => host.endsWith(`.${domain}`),
  isPrivate: isPrivateHost,
  urlOf: (url) => {
    const authority = /^https?:\/\/+([^/?#]*)/i.exec(url)?.[1] ?? '@';
    return authority.includes('@') || !URL.canParse(url) ? undefined : new URL(url);
  },
  schemeOf: (url) => schemePattern.exec(url)?.[1]?.toLowerCase(),
};

/** The hosts that links may point at. */
export interface AllowedHosts {
  readonly allowedHosts?: readonly string[] | undefined;
  readonly allowedPrivateHosts?: readonly string[] | undefined;
}

/** @throws AiError `invalid-input` for an entry that is no host name, or stands in the list of the other kind */
export function createAllowList(allowed: AllowedHosts, rules: HostRules = soundRules): AllowList {
  const hosts = new Set<string>();
  const domains: string[] = [];
  let isEveryPublicHost = false;
  for (const entry of allowed.allowedHosts ?? []) {
    if (entry === '*') isEveryPublicHost = true;
    else if (entry.startsWith('*.')) domains.push(hostOf(`any.${entry.slice(2)}`, 'allowedHosts').slice(4));
    else {
      const host = hostOf(entry, 'allowedHosts');
      if (isPrivateHost(withoutPort(host))) {
        throw new AiError('invalid-input', 'allowedHosts names a private host; list it in allowedPrivateHosts');
      }
      hosts.add(host);
    }
  }
  const privateHosts = new Set(
    (allowed.allowedPrivateHosts ?? []).map((entry) => hostOf(entry, 'allowedPrivateHosts')),
  );

  const isAnyAllowed = isEveryPublicHost || hosts.size + domains.length + privateHosts.size > 0;

  const allowsUrl = (url: string): boolean => {
    if (!isAnyAllowed) return false;
    const read = rules.urlOf(url);
    if (read === undefined) return false;
    const { hostname, port } = read;
    const name = hostname.replace(/\.$/, '');
    const host = port === '' ? name : `${name}:${port}`;
    if (rules.isPrivate(name)) return privateHosts.has(host);
    if (hosts.has(host)) return true;
    // A wildcard is no licence for look-alike names, nor for ports that nobody named.
    if (port !== '' || /(?:^|\.)xn--/.test(name)) return false;
    return isEveryPublicHost || domains.some((domain) => rules.isBelow(name, domain));
  };

  const allowsReading = (url: string): boolean => {
    const scheme = rules.schemeOf(url);
    if (scheme === undefined) {
      if (url.startsWith('//')) return allowsUrl(`https:${url}`);
      if (/^www\./i.test(url)) return allowsUrl(`https://${url}`);
      return !url.includes('://');
    }
    if (url.length === scheme.length + 1) return true;
    return /^https?:\/\//i.test(url) && allowsUrl(url);
  };

  return { allows: (destination) => readingsOf(destination).every(allowsReading) };
}

/** The canonical form of an entry: lower case, punycode, canonical addresses; with its port, if it has one. */
function hostOf(entry: string, field: string): string {
  const isHost = /^[^\s/?#@\\*%]+$/.test(entry) && URL.canParse(`https://${entry}`);
  const url = isHost ? new URL(`https://${entry}`) : undefined;
  if (url === undefined || url.hostname === '') {
    throw new AiError(
      'invalid-input',
      `${field} takes host names like "docs.example.com", "docs.example.com:8443" or "*.example.com", without scheme and path`,
    );
  }
  return url.host.replace(/\.$/, '');
}

function withoutPort(host: string): string {
  return host.replace(/:[0-9]+$/, '');
}
