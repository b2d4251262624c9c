/**
 * The first key that some object in a JSON text holds twice, or null. `JSON.parse` keeps the last
 * of the two without a word, so two programs may read two different things from such a text.
 *
 * @param json valid JSON: what follows from any other text is unspecified.
 */
export function repeatedKey(json: string): string | null {
  // Keys seen in each object around the current place; null stands for an array.
  const open: (Set<string> | null)[] = [];
  let isKeyNext = false;
  for (let i = 0; i < json.length; i++) {
    switch (json[i]) {
      case '{':
        open.push(new Set());
        isKeyNext = true;
        break;
      case '[':
        open.push(null);
        isKeyNext = false;
        break;
      case '}':
      case ']':
        open.pop();
        isKeyNext = false;
        break;
      case ',':
        isKeyNext = true;
        break;
      case '"': {
        const end = endOfString(json, i);
        const keys = open.at(-1);
        if (isKeyNext && keys instanceof Set) {
          // Decoded, because "a" and "\u0061" are the same key.
          const key = String(JSON.parse(json.slice(i, end)));
          if (keys.has(key)) return key;
          keys.add(key);
          isKeyNext = false;
        }
        i = end - 1;
        break;
      }
    }
  }
  return null;
}

/** Index after the closing quote of the string literal that opens at `start`. */
function endOfString(json: string, start: number): number {
  for (let i = start + 1; i < json.length; i++) {
    if (json[i] === '\\') i++;
    else if (json[i] === '"') return i + 1;
  }
  return json.length;
}
