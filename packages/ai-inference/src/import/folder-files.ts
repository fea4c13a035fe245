import { join } from 'node:path';
import { AiError } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';
import { isRecord, type JsonRecord } from '../tokenizers/tokenizer-file.ts';

/** Reads the small files of a model folder. */
export interface FolderFiles {
  has(name: string): Promise<boolean>;
  bytes(name: string): Promise<number>;
  /** A JSON object, or undefined when there is no such file. @throws AiError `invalid-input` naming a file that is none */
  json(name: string): Promise<JsonRecord | undefined>;
  list(name: string): Promise<readonly string[]>;
  text(name: string): Promise<string | undefined>;
  read(name: string): Promise<Uint8Array>;
  path(name: string): string;
}

const mostBytes = 256 * 2 ** 20;

/** Looks into a folder. */
export function createFolderFiles(fileSystem: FileSystem, directory: string): FolderFiles {
  const path = (name: string): string => join(directory, ...name.split('/'));
  const has: FolderFiles['has'] = async (name) => (await fileSystem.stat(path(name)))?.kind === 'file';
  const bytes: FolderFiles['bytes'] = async (name) => (await fileSystem.stat(path(name)))?.bytes ?? 0;
  const text: FolderFiles['text'] = async (name) => {
    if (!(await has(name))) return undefined;
    if ((await bytes(name)) > mostBytes) throw bad(name, 'is too large to be read');
    return new TextDecoder().decode(await fileSystem.readFile(path(name)));
  };
  return {
    path,
    has,
    bytes,
    text,
    read: (name) => fileSystem.readFile(path(name)),
    list: async (name) => {
      const found = await fileSystem.stat(name === '' ? directory : path(name));
      return found?.kind === 'directory' ? fileSystem.list(name === '' ? directory : path(name)) : [];
    },
    json: async (name) => {
      const content = await text(name);
      if (content === undefined) return undefined;
      let value: unknown;
      try {
        value = JSON.parse(content);
      } catch {
        value = undefined;
      }
      if (isRecord(value)) return value;
      throw bad(name, 'is no JSON object');
    },
  };
}

function bad(file: string, problem: string): AiError {
  return new AiError('invalid-input', `${file} ${problem}; get the model folder again`, { details: { file } });
}
