import { answering } from './answering.ts';
import type { BotParts } from './bot-parts.ts';
import { parseCommand } from './parse-command.ts';
import type { SlackRequest } from './request.ts';
import { askToCancel, pauseRun, resumeRun } from './verbs/change-run.ts';
import { handleQuarantine } from './verbs/quarantine.ts';
import { showHelp, showOverview, showStanding, showStatus } from './verbs/show.ts';
import { beginTestSample } from './verbs/test-sample.ts';

const carryOut = async (parts: BotParts, request: SlackRequest, text: string): Promise<void> => {
  const command = parseCommand(text);
  switch (command.verb) {
    case 'overview': {
      return showOverview(parts, request, command);
    }
    case 'help': {
      return showHelp(request, command);
    }
    case 'status': {
      return showStatus(parts, request, command);
    }
    case 'test-sample': {
      return beginTestSample(parts, request, command);
    }
    case 'quarantine': {
      return handleQuarantine(parts, request, command);
    }
    case 'pause': {
      return pauseRun(parts, request, command);
    }
    case 'resume': {
      return resumeRun(parts, request, command);
    }
    case 'cancel': {
      return askToCancel(parts, request, command);
    }
    case 'whoami': {
      return showStanding(parts, request, command);
    }
  }
};

/** What somebody typed, from its text to the answer. Never throws: a problem is an answer too, to them alone. */
export const handleCommand = async (parts: BotParts, request: SlackRequest, text: string): Promise<void> => {
  await answering(parts, {
    what: 'command',
    work: () => carryOut(parts, request, text),
    tell: (message) => request.whisper(message),
  });
};
