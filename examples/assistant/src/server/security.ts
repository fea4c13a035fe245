import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AiError } from '@org/ai-core';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Headers of every response. */
export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('content-security-policy', policy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  response.setHeader('x-frame-options', 'DENY');
}

/** The secret of this start: a page of ours holds it, another page cannot read it. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Refuses what a page of another origin, or a host name that was rebound to this machine, could send.
 *
 * @throws AiError `forbidden`
 */
export function checkOrigin(request: IncomingMessage, port: number): void {
  const hosts = [`127.0.0.1:${String(port)}`, `localhost:${String(port)}`];
  const { host, origin } = request.headers;
  if (host === undefined || !hosts.includes(host))
    throw new AiError('forbidden', 'the Host header names another server; open the address that the program printed');
  if (origin !== undefined && origin !== `http://${host}`)
    throw new AiError('forbidden', 'requests from other origins are refused');
  const site = request.headers['sec-fetch-site'];
  const isNavigation =
    request.method === 'GET' && request.url === '/' && request.headers['sec-fetch-mode'] === 'navigate';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation)
    throw new AiError('forbidden', 'requests from other sites are refused');
}

/** @throws AiError `forbidden` without the token of this start */
export function checkToken(request: IncomingMessage, token: string): void {
  const given = Buffer.from(String(request.headers['x-assistant-token'] ?? ''));
  const expected = Buffer.from(token);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new AiError('forbidden', 'the token of this start is missing; reload the page');
}
