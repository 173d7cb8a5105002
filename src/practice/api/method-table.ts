/** Every method of this workspace: name → who may call it, how often, and what it does. */
import { CHAT_METHODS } from './chat-methods.ts';
import { CONVERSATION_METHODS } from './conversation-methods.ts';
import { FILE_METHODS } from './file-methods.ts';
import type { Method, MethodFamily } from './method.ts';
import { PEOPLE_METHODS } from './people-methods.ts';
import { VIEW_METHODS } from './view-methods.ts';

export type FindMethod = (name: string) => Method | undefined;

/** @param connections  `apps.connections.open`, which needs the socket server */
export const methodTable = (connections: MethodFamily): FindMethod => {
  const table: MethodFamily = {
    ...CHAT_METHODS,
    ...VIEW_METHODS,
    ...CONVERSATION_METHODS,
    ...PEOPLE_METHODS,
    ...FILE_METHODS,
    ...connections,
  };
  return (name) => (Object.hasOwn(table, name) ? table[name] : undefined);
};
