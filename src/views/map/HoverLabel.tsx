import type { ReactNode } from 'react';

export interface Props {
  readonly title: string;
  /** A few columns of the item: name and value. */
  readonly rows: readonly { readonly name: string; readonly value: string }[];
  readonly picture?: ReactNode;
}

/** What the item under the pointer is. Not read out: the inspector says the same for a selected item. */
export function HoverLabel({ title, rows, picture }: Props) {
  return (
    <div className="hover-label" aria-hidden="true">
      {picture}
      <div className="hover-label__text">
        <div className="hover-label__title">{title}</div>
        {rows.map(({ name, value }) => (
          <div key={name} className="hover-label__row">
            <span className="hover-label__name">{name}</span> {value}
          </div>
        ))}
      </div>
    </div>
  );
}
