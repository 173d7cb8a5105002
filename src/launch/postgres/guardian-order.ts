/** What main and the guardian say to each other. Main's only word is to end the pipe, or HURRY before it. */

export interface GuardianOrder {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly account: { readonly uid: number; readonly gid: number } | null;
  /** File that takes what the server says. */
  readonly log: string;
}

export type GuardianEvent =
  | { readonly event: 'started'; readonly pid: number }
  | { readonly event: 'ended'; readonly code: number | null; readonly signal: string | null }
  | { readonly event: 'failed'; readonly message: string };

/** Written to the guardian: stop the server at once, without a last checkpoint. */
export const HURRY = 'hurry\n';
