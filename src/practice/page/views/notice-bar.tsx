import type { ReactNode } from 'react';
import { Sign } from './sign.tsx';

interface NoticeBarProps {
  readonly words: string | null;
  readonly onClose: () => void;
}

/** What came of something a person did, when it did not go as they wanted. Stays until it is closed or another comes. */
export const NoticeBar = ({ words, onClose }: NoticeBarProps): ReactNode => (
  <div role="alert" className="notice-place">
    {words !== null && (
      <p className="notice">
        {words}
        <button type="button" className="close" aria-label="Close notice" onClick={onClose}>
          <Sign name="close" />
        </button>
      </p>
    )}
  </div>
);
