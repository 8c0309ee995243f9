/** The number type of a file in words for people: `text` is how the numbers are written, not what the columns hold. */
export const typeName = (dtype: string): string => (dtype === 'text' ? 'numbers as text' : dtype);
