import { NumberField } from '../../src/ui/NumberField.tsx';

/** The seed of a sample of rows. */
export function SeedField({
  value,
  onChange,
}: {
  readonly value: number;
  readonly onChange: (seed: number) => void;
}) {
  return <NumberField label="Seed" min={0} max={2 ** 31 - 1} value={value} onChange={onChange} />;
}
