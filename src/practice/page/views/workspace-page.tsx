import { type ReactNode, useState } from 'react';
import type { Block, PageState } from '../../page-api.ts';
import { wordsForAct } from '../session/act-words.ts';
import { type Page, PageContext } from '../session/page-context.ts';
import { sendAct } from '../session/practice-client.ts';
import type { PlaceControl } from '../session/use-place.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { HealthBanner } from './health-banner.tsx';
import { ModalStack } from './modal-stack.tsx';
import { NoticeBar } from './notice-bar.tsx';
import { WorkspaceParts } from './workspace-parts.tsx';

interface WorkspacePageProps {
  readonly state: PageState;
  readonly control: PlaceControl;
  readonly isLost: boolean;
}

interface Question {
  readonly asked: Block;
  readonly answer: (isYes: boolean) => void;
}

/** Everything one person sees and does. */
export const WorkspacePage = ({ state, control, isLost }: WorkspacePageProps): ReactNode => {
  const [question, setQuestion] = useState<Question | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const page: Page = {
    ...control,
    state,
    perform: async (act) => {
      const result = await sendAct({ as: state.me.id, act });
      // A form shows its own trouble, and the channel tells what became of a command the app did not take.
      const isTold = act.kind === 'submit' || (act.kind === 'command' && result.code !== 'refused');
      if (!isTold || result.code === 'slack-down') setNotice(wordsForAct(result, state.app.name));
      return result;
    },
    confirm: (asked) =>
      new Promise((resolve) => {
        const answer = (isYes: boolean): void => {
          setQuestion(null);
          resolve(isYes);
        };
        setQuestion({ asked, answer });
      }),
  };
  return (
    <PageContext value={page}>
      <HealthBanner isLost={isLost} />
      <WorkspaceParts />
      <ModalStack />
      {question !== null && <ConfirmDialog question={question.asked} onAnswer={question.answer} />}
      <NoticeBar words={notice} onClose={() => setNotice(null)} />
    </PageContext>
  );
};
