import { useState } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import type { MatrixOffer } from '../../src/io/types.ts';
import { bytesText } from '../layout/bytes.ts';
import { count } from '../recipe/chips.ts';

/** From so many on there is a field to filter by name. */
const MANY = 12;
/** More rows than this are not drawn; the filter finds them. */
const SHOWN = 300;

interface Props {
  readonly file: string;
  /** Format, size, files that belong to it. */
  readonly about: string;
  readonly offers: readonly MatrixOffer[];
  readonly chosen: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}

/** The matrices of a file, to choose from. What cannot be taken stands below with its reason. */
export function OfferTable({ file, about, offers, chosen, onChange }: Props) {
  const [filter, setFilter] = useState('');
  const taken = new Set(chosen);
  const found = offers.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
  const toggle = (name: string, isTaken: boolean): void => {
    if (isTaken) taken.add(name);
    else taken.delete(name);
    // In the order of the list, whatever the order of the clicks.
    onChange(offers.filter((offer) => taken.has(offer.name)).map((offer) => offer.name));
  };
  return (
    <section className="offers" aria-label={file}>
      <h3 className="offers__file">
        {file} <span className="offers__about">{about}</span>
      </h3>
      {offers.length >= MANY && (
        <input
          className="offers__filter"
          type="search"
          aria-label={`Find a matrix of ${file}`}
          placeholder={`Find among ${count(offers.length)}`}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      <div className="offers__scroll">
        <table className="offers__table">
          <thead>
            <tr>
              <th scope="col">Matrix</th>
              <th scope="col">Rows × columns</th>
              <th scope="col">Numbers</th>
              <th scope="col">In the file</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, SHOWN).map((offer) => (
              <OfferRow
                key={offer.name}
                offer={offer}
                isTaken={taken.has(offer.name)}
                onToggle={(isTaken) => toggle(offer.name, isTaken)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {found.length > SHOWN && (
        <p className="import__note">{count(found.length - SHOWN)} more; filter by name.</p>
      )}
      {found.length === 0 && <p className="import__note">No matrix has this in its name.</p>}
    </section>
  );
}

function OfferRow({
  offer,
  isTaken,
  onToggle,
}: {
  readonly offer: MatrixOffer;
  readonly isTaken: boolean;
  readonly onToggle: (isTaken: boolean) => void;
}) {
  const { name, rows, cols, dtype, bytes, role, refused } = offer;
  if (refused !== undefined)
    return (
      <tr className="offers__refused">
        <th scope="row">{name}</th>
        <td colSpan={3}>cannot be taken: {refused}</td>
      </tr>
    );
  return (
    <tr>
      <th scope="row">
        <Checkbox className="offers__check" isSelected={isTaken} onChange={onToggle}>
          <span className="offers__box" aria-hidden="true" />
          <span className="offers__name">{name}</span>
          {role && <span className="offers__role">{role}</span>}
        </Checkbox>
      </th>
      <td>
        {count(rows)} × {count(cols)}
      </td>
      <td>{dtype}</td>
      <td>{bytesText(bytes)}</td>
    </tr>
  );
}
