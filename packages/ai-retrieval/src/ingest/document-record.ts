import { canonicalJson, type JsonValue, type SourceDocument } from '@org/ai-core';
import { aclKey } from '../access/acl-key.ts';
import type { LiveDocument } from '../index/partition.ts';
import type { SegmentRecord } from '../segment/segment.ts';

type PutRecord = Extract<SegmentRecord, { kind: 'put' }>;

/** The record of a document whose content is at an ordinal of its own or an earlier segment. Trust is what the ingesting application says; anything else is untrusted. */
export function recordOf(document: SourceDocument, content: number, segment: string | undefined): PutRecord {
  const { trust, ...metadata } = document.metadata ?? {};
  return {
    kind: 'put',
    id: document.id,
    uri: document.uri,
    acl: document.acl,
    trust: trust === 'trusted' ? 'trusted' : 'untrusted',
    metadata: Object.keys(metadata).length === 0 ? undefined : metadata,
    modifiedMs: document.modifiedAt?.getTime(),
    content,
    segment,
  };
}

/** Whether a record says what is known already. The time of a file's last change alone is no news: copying a folder changes it. */
export function isSameRecord(live: LiveDocument, record: PutRecord): boolean {
  return (
    live.uri === record.uri &&
    live.trust === record.trust &&
    live.aclKey === aclKey(record.acl) &&
    keyOf(live.metadata) === keyOf(record.metadata)
  );
}

function keyOf(metadata: Readonly<Record<string, JsonValue>> | undefined): string {
  return metadata === undefined ? '' : canonicalJson(metadata);
}
