import { describe } from 'vitest';

type Describe = (name: string, suite: () => void) => void;
const leaveOut: Describe = () => undefined;

/**
 * Declares a suite only where it has a meaning: what a system cannot do, or what only root can try, is not a test that was
 * skipped. Where a program is missing that could be installed, use requireProgram instead: that is a skip, and says so.
 */
export const describeWhere = (applies: boolean): Describe => (applies ? describe : leaveOut);
