import type { Message } from './blocks/message.ts';

/** Somebody in Slack wants something, wherever they said it. Handlers see this, never Bolt's arguments. */
export interface SlackRequest {
  readonly userId: string;
  /** Workspace the person acts from. */
  readonly teamId: string;
  /** Channel it was said in; null on the App Home. */
  readonly channel: string | null;
  /** Fresh for three seconds and good for one dialog. Null where Slack gives none (mentions). */
  readonly triggerId: string | null;
  /** How this surface is addressed: '/migrate' or '@Lockstep'. */
  readonly address: string;
  /** Only this person sees the answer. Answers that others see too carry no buttons: nobody keeps them up to date. */
  readonly isPrivate: boolean;
  /** In the manner of the surface: to the person for a slash command, into the thread for a mention. */
  answer(message: Message): Promise<void>;
  /** To this person only. */
  whisper(message: Message): Promise<void>;
}
