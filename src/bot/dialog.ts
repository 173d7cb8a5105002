import type { ModalView } from '@slack/types';
import { LockstepError } from '#domain/errors.ts';
import { renderLoading } from './blocks/dialogs.ts';
import type { BotParts } from './bot-parts.ts';
import type { SlackRequest } from './request.ts';
import { isTrouble } from './slack-failure.ts';

/** A dialog on somebody's screen. */
export interface Dialog {
  /** Shows another page. @returns false when the person has closed it meanwhile */
  show(view: ModalView): Promise<boolean>;
}

export const dialogAt = (parts: BotParts, viewId: string): Dialog => ({
  show: async (view) => {
    try {
      await parts.slack.updateDialog(viewId, view);
      return true;
    } catch (error) {
      if (isTrouble(error, 'view-stale')) return false;
      throw error;
    }
  },
});

/** Opens a dialog at once, as a loading page: the trigger lives three seconds. @throws DIALOG_EXPIRED */
export const openDialog = async (parts: BotParts, request: SlackRequest, reopen: string): Promise<Dialog> => {
  try {
    const { viewId } = await parts.slack.openDialog(request.triggerId ?? '', renderLoading());
    return dialogAt(parts, viewId);
  } catch (error) {
    if (!isTrouble(error, 'trigger-spent')) throw error;
    throw new LockstepError('DIALOG_EXPIRED', {
      message: 'The dialog could not be opened: Slack allows three seconds for it, and they had passed.',
      hint: `Nothing was done. Type ${reopen} again.`,
      cause: error,
    });
  }
};
