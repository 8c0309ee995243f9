/**
 * The one error type that reaches a person. It always says what went wrong, where, and the way out.
 * Plain fields only, so that it survives a worker boundary (see `toPlain` and `fromPlain`).
 */
export interface ErrorDetails {
  /** Stable machine-readable code, e.g. `E_NONFINITE` or `E_TRUNCATED`. Documented in docs/cli.md. */
  readonly code: string;
  /** One sentence: the cause. */
  readonly message: string;
  /** The file or matrix concerned. */
  readonly file?: string;
  /** Where in it: "byte 80", "line 12", "row 3, column 4 (counting from 0)". */
  readonly place?: string;
  /** What the person can do about it. */
  readonly hint: string;
}

export class LocusError extends Error implements ErrorDetails {
  override readonly name = 'LocusError';
  readonly code: string;
  readonly file?: string;
  readonly place?: string;
  readonly hint: string;

  constructor(details: ErrorDetails) {
    super(details.message);
    this.code = details.code;
    if (details.file !== undefined) this.file = details.file;
    if (details.place !== undefined) this.place = details.place;
    this.hint = details.hint;
  }
}

/** Thrown when the person (or a newer request) cancelled the work. Never shown as a failure. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor() {
    super('Cancelled');
  }
}

export type PlainError =
  | ({ readonly kind: 'locus' } & ErrorDetails)
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'unknown'; readonly message: string; readonly stack?: string };

/** A structured-cloneable form of any thrown value. */
export function toPlain(error: unknown): PlainError {
  if (error instanceof LocusError) {
    return {
      kind: 'locus',
      code: error.code,
      message: error.message,
      hint: error.hint,
      ...(error.file !== undefined && { file: error.file }),
      ...(error.place !== undefined && { place: error.place }),
    };
  }
  if (error instanceof CancelledError) return { kind: 'cancelled' };
  if (error instanceof Error) {
    return {
      kind: 'unknown',
      message: error.message,
      ...(error.stack !== undefined && { stack: error.stack }),
    };
  }
  return { kind: 'unknown', message: String(error) };
}

/** The inverse of `toPlain`. */
export function fromPlain(plain: PlainError): Error {
  switch (plain.kind) {
    case 'locus':
      return new LocusError(plain);
    case 'cancelled':
      return new CancelledError();
    case 'unknown': {
      const error = new Error(plain.message);
      if (plain.stack !== undefined) error.stack = plain.stack;
      return error;
    }
  }
}

/** The details of any thrown value, for showing: unexpected errors get an honest generic way out. */
export function errorDetails(error: unknown): ErrorDetails {
  if (error instanceof LocusError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'E_INTERNAL',
    message,
    hint: 'This is a fault in Locus, not in your data. Reload the page and report the message above.',
  };
}

/** The fields of an error without its stack, as plain data. */
export function plainDetails(error: unknown): ErrorDetails {
  const { code, message, file, place, hint } = errorDetails(error);
  return {
    code,
    message,
    ...(file !== undefined && { file }),
    ...(place !== undefined && { place }),
    hint,
  };
}
