import { useRef, useState } from 'react';
import type { MethodDescriptor } from '../../src/analysis/types.ts';
import type { PaneState } from '../../src/state/workspace.ts';
import { Button } from '../../src/ui/Button.tsx';
import { Select } from '../../src/ui/Select.tsx';
import { Switch } from '../../src/ui/Switch.tsx';
import { changedValues, formFields, formValues, type Field } from './form-model.ts';
import { RangedNumberField } from './RangedNumberField.tsx';
import './params-form.css';

interface Props {
  readonly method: MethodDescriptor;
  /** What was chosen before; absent parameters have the method's defaults. */
  readonly chosen: PaneState['params'];
  /** Parameters that have a control elsewhere. */
  readonly fixed: readonly string[];
  /** Names of the other spaces with as many dimensions. */
  readonly spaces: readonly string[];
  /** Parameters that differ from the method's defaults. */
  readonly onApply: (params: Record<string, number | string | boolean>) => void;
}

/** The parameters of a method, drawn from its schema; nothing is computed before Apply. */
export function ParamsForm({ method, chosen, fixed, spaces, onApply }: Props) {
  const [fields] = useState(() => formFields(method.params, fixed, spaces));
  const [values, setValues] = useState(() => formValues(fields, chosen));
  const [error, setError] = useState<string | null>(null);
  // A number that is put right by the very press or key that applies it was not seen yet: the form stays once.
  const unseen = useRef(false);
  const seen = (): void => {
    unseen.current = false;
  };
  const apply = (): void => {
    if (unseen.current) return seen();
    const changed = changedValues(fields, values);
    const checked = method.params.safeParse(changed);
    setError(checked.success ? null : (checked.error.issues[0]?.message ?? 'Not valid'));
    if (checked.success) onApply(changed);
  };
  return (
    <form
      className="params"
      onPointerDownCapture={seen}
      onKeyDownCapture={seen}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <p className="params__question">{method.question}</p>
      {fields.map((field) => (
        <Control
          key={field.key}
          field={field}
          value={values[field.key]}
          onChange={(value) => setValues({ ...values, [field.key]: value })}
          onCorrected={() => {
            unseen.current = true;
          }}
        />
      ))}
      <details className="params__sources">
        <summary>Sources</summary>
        <ul>
          {method.citations.map((citation) => (
            <li key={citation}>{citation}</li>
          ))}
        </ul>
      </details>
      <footer className="params__footer">
        {error && (
          <p className="params__error" role="alert">
            {error}
          </p>
        )}
        <Button onPress={() => setValues(formValues(fields, {}))}>Reset</Button>
        <Button type="submit" variant="primary">
          Apply
        </Button>
      </footer>
    </form>
  );
}

function Control({
  field,
  value,
  onChange,
  onCorrected,
}: {
  readonly field: Field;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly onCorrected: () => void;
}) {
  const { label, description } = field;
  switch (field.kind) {
    case 'number':
      return (
        <RangedNumberField
          label={label}
          description={description}
          value={typeof value === 'number' ? value : field.initial}
          {...(field.integer && { step: 1 })}
          {...(field.min !== undefined && { min: field.min })}
          {...(field.max !== undefined && { max: field.max })}
          onChange={onChange}
          onCorrected={onCorrected}
        />
      );
    case 'choice':
      return (
        <div className="params__choice">
          <Select
            label={label}
            options={field.options.map((option) => ({ value: option, label: option || 'its own' }))}
            value={typeof value === 'string' ? value : field.initial}
            onChange={onChange}
          />
          {description && <span className="field__description">{description}</span>}
        </div>
      );
    case 'switch':
      return (
        <div className="params__choice">
          <Switch label={label} isSelected={value === true} onChange={onChange} />
          {description && <span className="field__description">{description}</span>}
        </div>
      );
  }
}
