// Text for a terminal: what a database holds may be anything, also what a terminal takes for commands.

const colours = process.stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== "dumb";
const paint = (code) => (text) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
export const bold = paint("1");
export const dim = paint("2");
export const green = paint("32");
export const red = paint("31");
export const blue = paint("36");

/** Columns of the terminal. */
export const columns = Math.min(Math.max(process.stdout.columns || Number(process.env.COLUMNS) || 100, 60), 160);

// Controls, formatting such as reordering marks, lone surrogates, unassigned and private code points, separators
// other than the space.
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** The text with everything that cannot be seen written as an escape. */
export function visible(text) {
  return text.replace(unseen, (character) => {
    const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
    if (short) return short;
    const code = character.codePointAt(0);
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u;

/** How many columns a visible text takes. */
export function width(text) {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += /\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return sum;
}

/** At most `limit` columns of a visible text, the end of a longer one replaced by an ellipsis. */
export function cut(text, limit) {
  if (text.length <= limit && width(text) <= limit) return text;
  let kept = "";
  let sum = 1;
  for (const character of text) {
    sum += width(character);
    if (sum > limit) break;
    kept += character;
  }
  return `${kept}…`;
}

export const pad = (text, to) => text + " ".repeat(Math.max(0, to - width(text)));
export const padStart = (text, to) => " ".repeat(Math.max(0, to - width(text))) + text;

/** Words joined by a separator, broken into indented lines. */
export function wrapped(words, { indent = "  ", separator = " · ", first = indent, limit = columns } = {}) {
  const lines = [];
  let line = first;
  let empty = true;
  for (const word of words) {
    if (!empty && width(line) + width(separator) + width(word) > limit) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : separator + word;
    empty = false;
  }
  lines.push(line);
  return lines.join("\n");
}

export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

export function duration(milliseconds) {
  if (milliseconds < 10) return `${milliseconds.toFixed(2)} ms`;
  if (milliseconds < 1000) return `${milliseconds.toFixed(0)} ms`;
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

export function bytes(count) {
  if (count < 10_000) return `${count} bytes`;
  if (count < 10_000_000) return `${(count / 1000).toFixed(0)} kB`;
  return `${(count / 1e6).toFixed(count < 1e8 ? 1 : 0)} MB`;
}
