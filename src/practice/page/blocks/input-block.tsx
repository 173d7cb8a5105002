import { type ReactNode, useId } from 'react';
import type { Block } from '../../page-api.ts';
import { ElementView } from '../elements/element-view.tsx';
import { useSurface } from '../session/surface-context.ts';
import { plainWords } from '../text/text-object.tsx';
import { blockIn, stringIn } from './read-block.ts';

/** A field of a form with its label, hint, and what is wrong with it. */
export const InputBlock = ({ block }: { readonly block: Block }): ReactNode => {
  const id = useId();
  const { errors } = useSurface();
  const blockId = stringIn(block, 'block_id');
  const error = errors[blockId];
  const hint = blockIn(block, 'hint');
  return (
    <div className={error === undefined ? 'input' : 'input input-wrong'}>
      <div id={`${id}-label`} className="input-label">
        {plainWords(blockIn(block, 'label') ?? {})}
        {block['optional'] === true && <span className="quiet"> (optional)</span>}
      </div>
      <ElementView
        element={blockIn(block, 'element') ?? {}}
        blockId={blockId}
        isInput
        labelledBy={`${id}-label`}
        describedBy={`${id}-about`}
      />
      <div id={`${id}-about`}>
        {error !== undefined && (
          <div role="alert" className="input-error">
            {error}
          </div>
        )}
        {hint !== null && <small className="quiet">{plainWords(hint)}</small>}
      </div>
    </div>
  );
};
