import { useId, type ReactNode } from 'react';
import './section.css';

/** A titled part of a rail. */
export function Section({
  title,
  aside,
  children,
}: {
  readonly title: string;
  /** A figure or a control beside the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <div className="section__head">
        <h2 className="section__title" id={id}>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
