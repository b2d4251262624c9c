import { type ReactNode, useId } from 'react';
import './fields.css';

interface FieldProps {
  readonly label: string;
  readonly children: (id: string) => ReactNode;
}

/** A control with its name above it. */
export function Field({ label, children }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number | 'any';
  readonly onChange: (value: number) => void;
}

/** A number within its bounds: what is outside them, or none, is not taken. */
export function NumberField({ label, value, min, max, step = 1, onChange }: NumberFieldProps) {
  return (
    <Field label={label}>
      {(id) => (
        <input
          // Begins anew when another control changes the number, not while it is typed.
          key={value}
          id={id}
          type="number"
          inputMode={step === 'any' ? 'decimal' : 'numeric'}
          min={min}
          max={max}
          step={step}
          defaultValue={value}
          onBlur={({ target }) => {
            if (target.validity.valid && target.value !== '') onChange(target.valueAsNumber);
            else target.value = String(value);
          }}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Enter') currentTarget.blur();
          }}
        />
      )}
    </Field>
  );
}
