import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import { Button } from 'react-aria-components/Button';
import type { Dataset } from '../../../src/data/dataset.ts';
import { useLocus } from '../../../src/state/hooks.ts';
import type { FocusNeighbours } from '../../session/details.ts';
import { useSession } from '../../session/hooks.ts';
import { distanceText } from './number-text.ts';
import { Thumbnail } from './Thumbnail.tsx';
import './neighbours.css';

interface Props {
  readonly dataset: Dataset;
  readonly answer: FocusNeighbours;
  /**
   * True while a person goes from neighbour to neighbour with the keyboard: the list of the next item, which takes
   * the place of this one, then begins with the keyboard's focus.
   */
  readonly walkingRef: RefObject<boolean>;
}

/** The neighbours, nearest first; a press looks at one, the up and down keys move between them. */
export function NeighbourList({ dataset, answer, walkingRef }: Props) {
  const setFocus = useLocus((state) => state.setFocus);
  const { details } = useSession();
  const list = useRef<HTMLOListElement>(null);
  const pointAt = (item: number | null): void => details.setState({ pointedAt: item });
  useEffect(() => {
    if (walkingRef.current) list.current?.querySelector('button')?.focus();
    walkingRef.current = false;
    return () => details.setState({ pointedAt: null });
  }, [details, walkingRef]);
  const image = dataset.columns.find((column) => column.kind === 'image');
  return (
    <ol ref={list} className="neighbours" data-testid="neighbours" onKeyDown={moveInList}>
      {Array.from(answer.indices, (item, rank) => (
        <li key={item}>
          <Button
            className="neighbour"
            onPress={({ pointerType }) => {
              walkingRef.current = pointerType === 'keyboard';
              setFocus(item);
            }}
            onHoverStart={() => pointAt(item)}
            onHoverEnd={() => pointAt(null)}
            onFocus={() => pointAt(item)}
            onBlur={() => pointAt(null)}
          >
            <span className="neighbour__rank">{rank + 1}</span>
            {image && <Thumbnail column={image} item={item} size={22} label="" />}
            <span className="neighbour__id">{dataset.ids[item]}</span>
            <span className="neighbour__distance">{distanceText(answer.distances[rank]!)}</span>
          </Button>
        </li>
      ))}
    </ol>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

function moveInList(event: KeyboardEvent<HTMLOListElement>): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  buttons[at + step]?.focus();
  event.preventDefault();
}
