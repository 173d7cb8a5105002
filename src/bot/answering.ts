import { randomBytes } from 'node:crypto';
import { kindOf } from '#domain/errors.ts';
import type { Message } from './blocks/message.ts';
import { renderProblem } from './blocks/problem.ts';
import type { BotParts } from './bot-parts.ts';

/** A short number that stands both in the answer and in the log. */
const newReference = (): string => randomBytes(4).toString('hex');

/** Logs a problem at the level its kind deserves. @returns what the person is told */
export const problemMessage = (parts: Pick<BotParts, 'log'>, error: unknown, what: string): Message => {
  const reference = newReference();
  const facts = { reference, what, err: error };
  switch (kindOf(error)) {
    case 'input':
    case 'refused':
    case 'record': {
      parts.log.info(facts, 'not done');
      break;
    }
    case 'transient': {
      parts.log.warn(facts, 'not done for now');
      break;
    }
    case 'external':
    case 'bug': {
      parts.log.error(facts, 'failed');
      break;
    }
  }
  return renderProblem(error, reference);
};

interface Answered {
  /** For the log: which command or button. */
  readonly what: string;
  readonly work: () => Promise<void>;
  /** Tells the person. */
  readonly tell: (message: Message) => Promise<void>;
}

/** Does the work; whatever goes wrong, the person gets an answer. Never throws. @returns whether the work was done */
export const answering = async (parts: Pick<BotParts, 'log'>, answered: Answered): Promise<boolean> => {
  try {
    await answered.work();
    return true;
  } catch (error) {
    const message = problemMessage(parts, error, answered.what);
    try {
      await answered.tell(message);
    } catch (unsaid) {
      parts.log.error({ what: answered.what, err: unsaid }, 'could not tell the person what went wrong');
    }
    return false;
  }
};
