import { type ReactNode, useMemo } from 'react';
import { MrkdwnPieces } from './mrkdwn-pieces.tsx';
import { parseMrkdwn } from './parse-mrkdwn.ts';

/** Slack's mrkdwn: control sequences are shown as what they mean, everything else as it is. */
export const MrkdwnText = ({ text }: { readonly text: string }): ReactNode => {
  const pieces = useMemo(() => parseMrkdwn(text), [text]);
  return (
    <div className="mrkdwn">
      <MrkdwnPieces pieces={pieces} />
    </div>
  );
};
