/** Reads Block Kit objects that the server has accepted. What is not of the expected type reads as absent. */
import type { Block } from '../../page-api.ts';

export const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const blockIn = (block: Block, key: string): Block | null => {
  const value = block[key];
  return isBlock(value) ? value : null;
};

export const blocksIn = (block: Block, key: string): readonly Block[] => {
  const value = block[key];
  return Array.isArray(value) ? value.filter(isBlock) : [];
};

export const stringIn = (block: Block, key: string): string => {
  const value = block[key];
  return typeof value === 'string' ? value : '';
};

export const numberIn = (block: Block, key: string): number | null => {
  const value = block[key];
  return typeof value === 'number' ? value : null;
};

export const stringsIn = (block: Block, key: string): readonly string[] => {
  const value = block[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
};

export const typeOf = (block: Block): string => stringIn(block, 'type');

/** The words of a text object at `key`, as they are written; empty where there is none. */
export const wordsIn = (block: Block, key: string): string => {
  const text = blockIn(block, key);
  return text === null ? '' : stringIn(text, 'text');
};
