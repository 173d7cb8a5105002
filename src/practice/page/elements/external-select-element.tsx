import { type ReactNode, useState } from 'react';
import { blockIn, blocksIn, numberIn, stringIn, typeOf, wordsIn } from '../blocks/read-block.ts';
import { usePage } from '../session/page-context.ts';
import { useSurface } from '../session/surface-context.ts';
import { type PlacedElement, useElement } from '../session/use-element.ts';
import { type Choice, choiceOf, chosenIn } from './options-of.ts';

/** A menu whose options the app names while somebody types. */
export const ExternalSelectElement = (placed: PlacedElement): ReactNode => {
  const { element, blockId } = placed;
  const page = usePage();
  const { on } = useSurface();
  const control = useElement(placed);
  const { enter } = control;
  const [query, setQuery] = useState('');
  const [choices, setChoices] = useState<readonly Choice[]>([]);
  const isMulti = typeOf(element).startsWith('multi_');
  const chosen = chosenIn(control, element);
  const ask = async (typed: string): Promise<void> => {
    setQuery(typed);
    if (typed.length < (numberIn(element, 'min_query_length') ?? 3)) return;
    const actionId = stringIn(element, 'action_id');
    const result = await page.perform({ kind: 'suggest', on, actionId, blockId, query: typed });
    const options = result.options ?? [];
    setChoices(
      options
        .flatMap((option) => (blockIn(option, 'label') === null ? [option] : blocksIn(option, 'options')))
        .map(choiceOf),
    );
  };
  const choose = (entry: string): void => {
    setChoices([]);
    setQuery('');
    void enter(isMulti ? [...chosen.filter((each) => each !== entry), entry] : entry);
  };
  return (
    <div className="external">
      {chosen.map((entry) => (
        <button
          key={entry}
          type="button"
          className="button button-small"
          aria-label={`Take out ${entry}`}
          onClick={() => void enter(isMulti ? chosen.filter((each) => each !== entry) : null)}
        >
          {entry} ✕
        </button>
      ))}
      <input
        className="field"
        type="search"
        value={query}
        placeholder={wordsIn(element, 'placeholder') || 'Type to search'}
        aria-labelledby={placed.labelledBy}
        aria-describedby={placed.describedBy}
        onChange={(event) => void ask(event.target.value)}
      />
      {choices.map((choice) => (
        <button key={choice.value} type="button" className="button" onClick={() => choose(choice.value)}>
          {choice.label}
        </button>
      ))}
    </div>
  );
};
