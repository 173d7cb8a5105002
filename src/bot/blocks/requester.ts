import type { RunView } from '#engine/desk.ts';
import { isOpen } from '#domain/run.ts';
import { channelLink, link, type Markup, markup, nothing } from './markup.ts';
import { type Message, note } from './message.ts';
import { classes, movedSoFar, runTitle, stateOf, whoStopped } from './run-words.ts';

/** Tells the one who asked how it ended, or that it stands still. */
export const renderForRequester = (view: RunView, permalink: string | null): Message => {
  const state = stateOf(view.run);
  const failed = view.run.verdict?.classes.filter((entry) => !entry.passed).length ?? 0;
  const why =
    failed > 0
      ? markup`${failed} of ${classes(view.run.verdict?.classes.length ?? 0)} did not pass.`
      : nothing;
  const where =
    permalink === null
      ? nothing
      : link(permalink, isOpen(view.run.status) ? 'The run’s card' : 'What it found');
  const said: Markup = markup`${state.emoji} ${runTitle(view)}, which you asked for: *${state.word}*.`;
  return note(said, whoStopped(view.run), why, movedSoFar(view), where);
};

/** Tells the one who asked that the run goes on and its channel cannot be written to. */
export const renderClosed = (view: RunView): Message =>
  note(
    markup`⚠️ ${runTitle(view)} goes on, but Lockstep cannot write in ${channelLink(view.plan.channel)}.`,
    markup`Invite it there with \`/invite @Lockstep\`, or un-archive the channel. What waits is posted then.`,
  );
