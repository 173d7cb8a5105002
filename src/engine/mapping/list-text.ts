/** The texts of a canonical list (a JSON array of texts), or null if it is none. */
export const parseList = (text: string): string[] | null => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
  } catch {
    // Not JSON at all: the same answer as JSON of another shape.
    return null;
  }
};
