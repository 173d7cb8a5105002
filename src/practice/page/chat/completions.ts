/** What the composer offers while somebody types: commands with their verbs, and names after an @. */
import type { PageState } from '../../page-api.ts';

export interface Completion {
  /** Shown, and put in place of what was typed. */
  readonly text: string;
  readonly note: string;
}

export interface Completions {
  /** Where the part begins that a completion replaces. */
  readonly from: number;
  readonly offers: readonly Completion[];
}

const NONE: Completions = { from: 0, offers: [] };

/** Verbs of a usage hint: `[help | status | test-sample]`. */
export const verbsOf = (usageHint: string): string[] => {
  const [, inside = ''] = /^\[(.*)\]$/s.exec(usageHint.trim()) ?? [];
  return inside
    .split('|')
    .map((part) => part.trim().split(/\s/)[0] ?? '')
    .filter((verb) => /^[a-z][\w-]*$/i.test(verb));
};

/** Nothing is offered for what is there already: Enter then sends. */
const offering = (from: number, typed: string, offers: readonly Completion[]): Completions => {
  const wanted = typed.toLowerCase();
  const fitting = offers.filter(({ text }) => text.toLowerCase().startsWith(wanted));
  const isThere =
    fitting.length === 1 && fitting[0]?.text.toLowerCase().trim() === wanted.trim() && typed !== '';
  return isThere ? NONE : { from, offers: fitting };
};

type App = Pick<PageState['app'], 'commands' | 'botUser'>;

const commandCompletions = (typed: string, app: App): Completions => {
  const [, name = '', gap = '', verb = ''] = /^(\/\S*)(\s*)(\S*)$/.exec(typed) ?? [];
  if (name === '') return NONE;
  if (gap === '') {
    return offering(
      0,
      name,
      app.commands.map(({ command, description }) => ({ text: `${command} `, note: description })),
    );
  }
  const known = app.commands.find(({ command }) => command === name);
  if (known === undefined) return NONE;
  const verbs = verbsOf(known.usageHint).map((text) => ({ text, note: '' }));
  return offering(name.length + gap.length, verb, verbs);
};

const nameCompletions = (typed: string, app: App, people: PageState['people']): Completions => {
  const [, before = '', name] = /^([\s\S]*?(?:^|[\s(]))@([\p{L}\p{N}._-]*)$/u.exec(typed) ?? [];
  if (name === undefined) return NONE;
  const everyone = [app.botUser, ...people];
  return offering(
    before.length,
    `@${name}`,
    everyone.map(({ displayName, title }) => ({ text: `@${displayName} `, note: title })),
  );
};

/** @param typed what stands before the cursor */
export const completionsFor = (
  typed: string,
  state: { app: App; people: PageState['people'] },
): Completions =>
  typed.startsWith('/')
    ? commandCompletions(typed, state.app)
    : nameCompletions(typed, state.app, state.people);
