import type { Practice } from '#practice/start-practice.ts';

type Person = ReturnType<Practice['control']['as']>;
type Message = ReturnType<Person['messages']>[number];

const WIDTH = 110;

/** Breaks long lines at spaces, and sets all of them in. */
const setIn = (text: string, by: string): string =>
  text
    .split('\n')
    .flatMap((line) => line.match(new RegExp(`.{1,${WIDTH - by.length}}(?:\\s|$)|\\S+`, 'g')) ?? [''])
    .map((line) => `${by}${line.trimEnd()}`)
    .join('\n');

const render = (message: Message): string => {
  const inThread = message.threadTs !== null && message.threadTs !== message.ts;
  const by = inThread ? '      ' : '  ';
  const marks = [
    ...(inThread ? ['in the thread'] : []),
    ...(message.isEphemeral ? ['only you see this'] : []),
    ...(message.isEdited ? ['edited'] : []),
  ];
  const head = `${inThread ? '    ' : ''}${message.author.displayName}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}:`;
  const files = message.files.map((file) => `\n${by}[file ${file.name}, ${file.sizeBytes} bytes]`).join('');
  return `${head}\n${setIn(message.text, by)}${files}`;
};

/** What a person sees in a channel, printed as text: each message once, as it stands when it is printed. */
export const conversation = (
  person: Person,
  channel: string,
  say: (text: string) => void,
): { typed(text: string): void; printNew(): Message[] } => {
  const printed = new Set<string>();
  const name = person.sees().me.displayName;
  return {
    typed: (text) => say(`\n${name}:\n  ${text}`),
    printNew: () => {
      const fresh = person.messages(channel).filter(({ ts }) => !printed.has(ts));
      for (const message of fresh) {
        printed.add(message.ts);
        say(render(message));
      }
      return fresh;
    },
  };
};
