import { useState } from 'react';
import { Button as RowButton } from 'react-aria-components/Button';
import { bytesText } from '../../src/base/bytes.ts';
import { Button } from '../../src/ui/Button.tsx';
import { IconButton } from '../../src/ui/IconButton.tsx';
import { CloseIcon } from '../../src/ui/icons.tsx';
import { count } from '../recipe/chips.ts';
import { useKept, useSession } from '../session/hooks.ts';
import type { Entry } from './entry.ts';
import type { KeptItem } from './folders.ts';
import './recent-data.css';

/** What is kept in this browser: a click opens it with its last view. Nothing is shown where nothing is kept. */
export function RecentData() {
  const items = useKept((state) => state.items);
  if (!items || items.length === 0) return null;
  return (
    <section aria-labelledby="recent-title" data-testid="recent">
      <h2 className="first-screen__subtitle" id="recent-title">
        Recent data
      </h2>
      <ul className="recent">
        {items.map((item) => (
          <li key={item.id} className="recent__item">
            <Item item={item} />
            <Delete item={item} />
          </li>
        ))}
      </ul>
      <Foot items={items} />
    </section>
  );
}

function Item({ item }: { readonly item: KeptItem }) {
  const { kept } = useSession();
  const { entry, damage, bytes } = item;
  if (damage !== null || !entry) {
    return (
      <div className="recent__row recent__row--damaged">
        <span className="recent__name">{entry?.name ?? 'Damaged data'}</span>
        <span className="recent__size">{bytesText(bytes)}</span>
        <span className="recent__facts">Cannot be opened: {damage}.</span>
      </div>
    );
  }
  return (
    <RowButton className="recent__row" onPress={() => void kept.open(item)}>
      <span className="recent__name">{entry.name}</span>
      <span className="recent__size">{bytesText(bytes)}</span>
      <span className="recent__facts">
        {shapes(entry)}, kept {dateText(entry.date)}
      </span>
    </RowButton>
  );
}

/** After a second question: data of gigabytes do not go at one click. */
function Delete({ item }: { readonly item: KeptItem }) {
  const { kept } = useSession();
  const [isSure, setSure] = useState(false);
  if (!isSure) {
    return (
      <IconButton
        label={`Delete ${item.entry?.name ?? 'damaged data'} from this browser`}
        onPress={() => setSure(true)}
      >
        <CloseIcon />
      </IconButton>
    );
  }
  return (
    <span className="recent__sure">
      <Button variant="primary" autoFocus onPress={() => void kept.remove([item])}>
        Delete
      </Button>
      <Button onPress={() => setSure(false)}>Keep</Button>
    </span>
  );
}

function Foot({ items }: { readonly items: readonly KeptItem[] }) {
  const { kept } = useSession();
  const room = useKept((state) => state.room);
  const isPersistent = useKept((state) => state.isPersistent);
  const [isSure, setSure] = useState(false);
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  return (
    <div className="recent__foot">
      <span>
        {bytesText(bytes)} in this browser
        {room && `, room for ${bytesText(room.quota - room.usage)} more`}.
        {!isPersistent && ' It may delete them when the disk is full.'}
      </span>
      {isSure ? (
        <span className="recent__sure">
          <Button
            variant="primary"
            autoFocus
            onPress={() => {
              setSure(false);
              void kept.remove(items);
            }}
          >
            Delete {items.length === 1 ? 'it' : `all ${count(items.length)}`}
          </Button>
          <Button onPress={() => setSure(false)}>Keep</Button>
        </span>
      ) : (
        <Button variant="quiet" onPress={() => setSure(true)}>
          Delete all…
        </Button>
      )}
    </div>
  );
}

/** "600 × 24" or "600 × 24 and 2 more". */
function shapes({ spaces }: Entry): string {
  const [first] = spaces;
  if (!first) return 'no spaces';
  const shape = `${count(first.rows)} × ${count(first.cols)}`;
  return spaces.length === 1 ? shape : `${shape} and ${spaces.length - 1} more`;
}

const dateText = (iso: string): string => {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? 'at an unknown time'
    : date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
};
