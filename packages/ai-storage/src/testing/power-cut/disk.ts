import { AiError } from '@org/ai-core';
import { byteStore, type ByteStore } from './byte-store.ts';

/** A change of content that no fsync of the file has covered yet. */
export type FileChange =
  | { readonly order: number; readonly kind: 'write'; readonly position: number; readonly bytes: Uint8Array }
  | { readonly order: number; readonly kind: 'truncate'; readonly length: number };

/** What a process sees (`content`), what the disk promises (`synced`) and what lies between. */
export interface FileNode {
  readonly kind: 'file';
  readonly content: ByteStore;
  readonly synced: ByteStore;
  pending: FileChange[];
  modifiedMs: number;
}

/** One change of names that the disk makes whole or not at all: a rename within a directory sets two. */
export interface NameChange {
  readonly order: number;
  readonly names: readonly (readonly [name: string, node: DiskNode | undefined])[];
}

export interface DirectoryNode {
  readonly kind: 'directory';
  readonly entries: Map<string, DiskNode>;
  readonly synced: Map<string, DiskNode>;
  pending: NameChange[];
}

export type DiskNode = FileNode | DirectoryNode;

export function newFile(modifiedMs: number, synced: Uint8Array = new Uint8Array(0)): FileNode {
  return { kind: 'file', content: byteStore(synced), synced: byteStore(synced), pending: [], modifiedMs };
}

export function newDirectory(): DirectoryNode {
  return { kind: 'directory', entries: new Map(), synced: new Map(), pending: [] };
}

/** Changes content as a process sees it, and notes that the disk does not promise it yet. */
export function changeFile(file: FileNode, change: FileChange): void {
  applyToContent(file.content, change);
  file.pending.push(change);
}

/** Makes promises of all changes up to an order number. */
export function syncFile(file: FileNode, order: number): void {
  for (const change of file.pending) if (change.order <= order) applyToContent(file.synced, change);
  file.pending = file.pending.filter((change) => change.order > order);
}

export function changeNames(directory: DirectoryNode, change: NameChange): void {
  setNames(directory.entries, change);
  directory.pending.push(change);
}

export function syncNames(directory: DirectoryNode, order: number): void {
  for (const change of directory.pending) if (change.order <= order) setNames(directory.synced, change);
  directory.pending = directory.pending.filter((change) => change.order > order);
}

export function setNames(entries: Map<string, DiskNode>, change: NameChange): void {
  for (const [name, node] of change.names) {
    if (node === undefined) entries.delete(name);
    else entries.set(name, node);
  }
}

function applyToContent(content: ByteStore, change: FileChange): void {
  if (change.kind === 'write') content.write(change.position, change.bytes);
  else content.truncate(change.length);
}

/** The parts of an absolute path, with the separators of any platform. */
export function partsOf(path: string): readonly string[] {
  return path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
}

export function find(root: DirectoryNode, parts: readonly string[]): DiskNode | undefined {
  let node: DiskNode | undefined = root;
  for (const part of parts) {
    if (node?.kind !== 'directory') return undefined;
    node = node.entries.get(part);
  }
  return node;
}

export function findDirectory(root: DirectoryNode, parts: readonly string[], path: string): DirectoryNode {
  const node = find(root, parts);
  if (node?.kind === 'directory') return node;
  throw new AiError('not-found', `there is no directory for ${path}`);
}

export function findFile(root: DirectoryNode, path: string): FileNode {
  const node = find(root, partsOf(path));
  if (node === undefined) throw new AiError('not-found', `there is no file ${path}`);
  if (node.kind === 'directory') throw new AiError('invalid-input', `${path} is a directory where a file is needed`);
  return node;
}

/** Bytes of all files as a process sees them. */
export function usedBytes(node: DiskNode): number {
  if (node.kind === 'file') return node.content.length;
  let sum = 0;
  for (const child of node.entries.values()) sum += usedBytes(child);
  return sum;
}
