import { Fragment, useState } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { bytesText } from '../../src/base/bytes.ts';
import { typeName } from '../../src/io/type-name.ts';
import { count } from '../recipe/chips.ts';
import type { OfferGroup, OfferLine } from './offer-lines.ts';

/** From so many on there is a field to filter by name. */
const MANY = 16;
/** More rows than this are not drawn; the filter finds them. */
const SHOWN = 300;

interface Props {
  readonly group: OfferGroup;
  readonly onToggle: (line: OfferLine, isTaken: boolean) => void;
}

/** Matrices to choose from. What cannot be taken stands with its reason. */
export function OfferTable({ group: { title, about, lines }, onToggle }: Props) {
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const found = lines.filter(
    ({ label, isTaken }) => isTaken || label.toLowerCase().includes(wanted),
  );
  return (
    <section className="offers" aria-label={title}>
      <h3 className="offers__file">
        {title} <span className="offers__about">{about}</span>
      </h3>
      {lines.length >= MANY && (
        <input
          className="offers__filter"
          type="search"
          aria-label={`Find a matrix of ${title}`}
          placeholder={`Find among ${count(lines.length)}`}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      <div className="offers__scroll">
        <table className="offers__table">
          <thead>
            <tr>
              <th scope="col">Matrix</th>
              <th scope="col" className="offers__number offers__wide">
                Rows × columns
              </th>
              <th scope="col" className="offers__wide">
                Type
              </th>
              <th scope="col" className="offers__number offers__wide">
                Size
              </th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, SHOWN).map((line) => (
              <OfferRow
                key={`${line.file}/${line.offer.name}`}
                line={line}
                onToggle={(isTaken) => onToggle(line, isTaken)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {found.length > SHOWN && (
        <p className="import__note">{count(found.length - SHOWN)} more; find them by name.</p>
      )}
      {!found.some(({ label }) => label.toLowerCase().includes(wanted)) && (
        <p className="import__note" role="status">
          No matrix has this in its name.
        </p>
      )}
    </section>
  );
}

function OfferRow({
  line: { offer, label, isTaken, isFixed },
  onToggle,
}: {
  readonly line: OfferLine;
  readonly onToggle: (isTaken: boolean) => void;
}) {
  const { rows, cols, dtype, bytes, role, refused } = offer;
  if (refused !== undefined)
    return (
      <tr className="offers__refused">
        <th scope="row">
          <Breakable name={label} />
          <span className="offers__narrow">cannot be taken: {refused}</span>
        </th>
        <td className="offers__wide" colSpan={3}>
          cannot be taken: {refused}
        </td>
      </tr>
    );
  return (
    <tr>
      <th scope="row">
        <Checkbox
          className="offers__check"
          isSelected={isTaken}
          isDisabled={isFixed}
          onChange={onToggle}
        >
          <span className="offers__box" aria-hidden="true" />
          <span className="offers__name">
            <Breakable name={label} />
            <span className="offers__narrow">
              {count(rows)} × {count(cols)}, {typeName(dtype)}, {bytesText(bytes)}
            </span>
          </span>
          {role && <span className="offers__role">{role}</span>}
        </Checkbox>
      </th>
      <td className="offers__number offers__wide">
        {count(rows)} × {count(cols)}
      </td>
      <td className="offers__wide">{typeName(dtype)}</td>
      <td className="offers__number offers__wide">{bytesText(bytes)}</td>
    </tr>
  );
}

/** Long names break behind their separators: "model.embed_tokens." and "weight". */
const Breakable = ({ name }: { readonly name: string }) =>
  name.split(/(?<=[./_-])/).map((part, i) => (
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));
