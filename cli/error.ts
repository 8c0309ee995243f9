import type { ErrorDetails } from '../src/base/errors.ts';

/** An error as the command line prints it in JSON: every field always there. */
export const errorJson = ({ code, message, file, place, hint }: ErrorDetails) => ({
  code,
  message,
  file: file ?? null,
  place: place ?? null,
  hint,
});
