/** What every part of a running practice workspace works with. */
import type { Faults } from './control/faults.ts';
import type { RateLimits } from './model/rate-limits.ts';
import type { Triggers } from './model/triggers.ts';
import type { WorkspaceState } from './model/workspace-state.ts';
import type { FileContents } from './file-contents.ts';
import type { WorkspaceTime } from './workspace-time.ts';

export interface PracticeLog {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** One call the app made, as tests look at it. */
export interface ApiCall {
  readonly method: string;
  /** Workspace time. */
  readonly atMs: number;
  readonly args: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly ok: boolean;
  readonly error: string | null;
  readonly warnings: readonly string[];
}

export interface World {
  readonly state: WorkspaceState;
  readonly time: WorkspaceTime;
  readonly triggers: Triggers;
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly contents: FileContents;
  readonly calls: ApiCall[];
  readonly log: PracticeLog;
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  origin(): string;
  /** Says that something changed: it is written down, and who looks is told. */
  changed(): void;
  onChange(listener: () => void): () => void;
  /** An event for the app, if it is subscribed to it. Set once the deliveries run. */
  emit(event: Readonly<Record<string, unknown>>): void;
}
