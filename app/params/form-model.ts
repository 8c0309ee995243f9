import { z } from 'zod';

/** One control of a parameter form, drawn from a property of a method's schema. */
export type Field = {
  readonly key: string;
  readonly label: string;
  readonly description: string;
} & (
  | {
      readonly kind: 'number';
      readonly initial: number;
      readonly integer: boolean;
      readonly min?: number;
      readonly max?: number;
    }
  | { readonly kind: 'choice'; readonly initial: string; readonly options: readonly string[] }
  | { readonly kind: 'switch'; readonly initial: boolean }
);

interface Property {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** `space`: the name of another space of the data set, or empty. */
  readonly kind?: string;
}

/**
 * The form of a parameter schema, in the order in which the schema lists its properties. Properties named in
 * `fixed` have a control elsewhere (such as the 2D/3D switch) and are left out, and so are those no control fits.
 *
 * @param spaces names of the other spaces that a property may choose
 */
export function formFields(
  schema: z.ZodObject,
  fixed: readonly string[] = [],
  spaces: readonly string[] = [],
): Field[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const properties = (json.properties ?? {}) as Record<string, Property>;
  return Object.entries(properties)
    .filter(([key]) => !fixed.includes(key))
    .flatMap(([key, property]) => field(key, property, spaces) ?? []);
}

function field(key: string, property: Property, spaces: readonly string[]): Field | null {
  const base = { key, label: property.title ?? key, description: property.description ?? '' };
  const { type, default: initial, enum: choices, minimum, maximum } = property;
  if (choices?.every((choice) => typeof choice === 'string')) {
    return { ...base, kind: 'choice', initial: String(initial ?? choices[0]), options: choices };
  }
  if (property.kind === 'space' && spaces.length > 0)
    return { ...base, kind: 'choice', initial: '', options: ['', ...spaces] };
  if (type === 'boolean') return { ...base, kind: 'switch', initial: initial === true };
  if (type === 'integer' || type === 'number') {
    return {
      ...base,
      kind: 'number',
      initial: typeof initial === 'number' ? initial : (minimum ?? 0),
      integer: type === 'integer',
      ...(minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER && { min: minimum }),
      ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && { max: maximum }),
    };
  }
  return null;
}

/** The values a form starts with: what was chosen before, else the defaults of the method. */
export function formValues(
  fields: readonly Field[],
  chosen: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(fields.map(({ key, initial }) => [key, chosen[key] ?? initial]));
}

/** Only what differs from the defaults of the method: what a workspace stores. */
export function changedValues(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
): Record<string, number | string | boolean> {
  const changed: Record<string, number | string | boolean> = {};
  for (const { key, initial } of fields) {
    const value = values[key];
    if (value === initial) continue;
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
      changed[key] = value;
    }
  }
  return changed;
}
