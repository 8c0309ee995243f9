import './chip.css';

/** One fact in a small frame: a quiet name and its value. Not interactive. */
export function Chip({
  name,
  value,
  title,
}: {
  readonly name?: string;
  readonly value: string;
  readonly title?: string;
}) {
  return (
    <span className="chip" title={title}>
      {name && <span className="chip__name">{name}</span>} {value}
    </span>
  );
}
