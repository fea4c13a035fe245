import { AiError, canonicalJson, digestJson, type JsonValue } from '@org/ai-core';
import { parseConfig } from '@org/ai-core/config';
import { type BundleDescription, type BundleManifest, manifestFile, manifestSchema } from './manifest.ts';

/** The digest of a manifest: of everything in it but the digest itself. */
export function manifestDigest(content: BundleDescription & Pick<BundleManifest, 'files'>): Promise<string> {
  return digestJson(content as unknown as JsonValue);
}

/** The bytes of `bundle.json`: canonical JSON (RFC 8785) and a line break. */
export function encodeManifest(manifest: BundleManifest): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(manifest as unknown as JsonValue)}\n`);
}

/**
 * Parses the bytes of `bundle.json` strictly and checks its own digest.
 *
 * @throws AiError `integrity` for bytes that are not exactly what {@link encodeManifest} writes, or a wrong digest;
 * `unsupported` for another format version; `invalid-input` naming the field for anything else that is wrong
 */
export async function parseManifest(bytes: Uint8Array): Promise<BundleManifest> {
  const value = parseJson(bytes);
  if (typeof value === 'object' && value !== null && 'formatVersion' in value && value.formatVersion !== 1) {
    throw new AiError(
      'unsupported',
      `${manifestFile}: formatVersion is not 1; use the version of @org/ai-inference that wrote the bundle, or a newer one`,
    );
  }
  const manifest = parseConfig(manifestSchema, value, { name: manifestFile });
  const { digest, ...content } = manifest;
  if (digest !== (await manifestDigest(content))) throw changed('its digest does not match its content');
  if (!isSame(bytes, encodeManifest(manifest))) throw changed('it is not in canonical form');
  return manifest;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new AiError('integrity', `${manifestFile} is not JSON; get the bundle again from where it came`, {
      details: { file: manifestFile },
      cause,
    });
  }
}

function changed(problem: string): AiError {
  return new AiError(
    'integrity',
    `${manifestFile} was changed after it was written: ${problem}; get the bundle again, or write its manifest as canonical JSON with its digest`,
    {
      details: { file: manifestFile },
    },
  );
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength && left.every((byte, index) => byte === right[index]);
}
