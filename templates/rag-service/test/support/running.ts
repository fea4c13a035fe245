import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, createServicePrincipal, type SourceDocument } from '@org/ai-core';
import { openFolderIndex } from '@org/ai-retrieval';
import { createService, type Service, type ServiceParts } from '../../src/service.ts';
import { readSettings } from '../../src/settings.ts';
import type { Issuer } from './issuer.ts';

/** A service that listens, and everything that is to be ended with it. */
export interface Running {
  readonly url: string;
  readonly service: Service;
  readonly directory: string;
  close(): Promise<void>;
}

/** What tests start with. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly parts?: ServiceParts | undefined;
  /** @defaultValue true */
  readonly hasIndex?: boolean | undefined;
}

const documents = [
  {
    tenant: 'lumen',
    id: 'lumen/returns',
    allow: ['tenant'],
    text: 'A lamp can be returned within 45 days of delivery.',
  },
  {
    tenant: 'lumen',
    id: 'lumen/discounts',
    allow: ['group:sales'],
    text: 'Gold dealers get a discount of 27 percent.',
  },
  { tenant: 'lumen', id: 'lumen/pay', allow: ['group:people'], text: 'Pay band P5 begins at 74,900 euros a year.' },
  { tenant: 'tern', id: 'tern/refunds', allow: ['tenant'], text: 'The fee for a refund of a ticket is 9 euros.' },
] as const;

/** Writes the documents of the tests into an index. */
export async function fillIndex(directory: string): Promise<void> {
  const index = await openFolderIndex({ directory });
  for (const tenant of ['lumen', 'tern']) {
    const own = documents.filter((document) => document.tenant === tenant);
    const principal = createServicePrincipal({ tenant, subject: 'test' });
    await index.ingest(stream(own), { context: createContext({ principal }) });
  }
  await index.close();
}

async function* stream(own: readonly (typeof documents)[number][]): AsyncGenerator<SourceDocument> {
  for (const { tenant, id, allow, text } of own)
    yield {
      id,
      tenant,
      text,
      acl: { allow: [...allow] },
      mediaType: 'text/plain',
      uri: `test:${id}`,
      metadata: { trust: 'trusted' },
    };
  await Promise.resolve();
}

/** The settings of a test: an issuer of its own, an index of its own, any free port. */
export function environment(issuer: Issuer, directory: string): Record<string, string> {
  return {
    JWT_ISSUER: issuer.issuer,
    JWT_AUDIENCE: issuer.audience,
    JWT_JWKS_URL: issuer.url,
    JWT_COOLDOWN_MS: '0',
    RAG_INDEX_DIR: directory,
    RAG_PORT: '0',
  };
}

/** Starts a service over an index of a few documents of two tenants. */
export async function run(issuer: Issuer, options: RunOptions = {}): Promise<Running> {
  const directory = await mkdtemp(join(tmpdir(), 'rag-test-'));
  if (options.hasIndex !== false) await fillIndex(directory);
  const settings = readSettings({ ...environment(issuer, directory), ...options.env });
  const service = createService(settings, options.parts);
  service.server.listen(0, '127.0.0.1');
  await once(service.server, 'listening');
  return {
    url: `http://127.0.0.1:${(service.server.address() as AddressInfo).port}`,
    service,
    directory,
    close: async () => {
      service.server.closeAllConnections();
      await service.drain();
      await service.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
