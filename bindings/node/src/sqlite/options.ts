// What calls take as options.

/** An object of options, or nothing. `place`: which argument it is. */
export function checkOptions(options: unknown, place: "first" | "second"): object {
  if (options === undefined || options === null) return {};
  if (typeof options !== "object") throw new TypeError(`Expected ${place} argument to be an options object`);
  return options;
}

/** An option that is true or false; false when it is not there. */
export function flag(options: object, key: string): boolean {
  if (!(key in options)) return false;
  const value = (options as Readonly<Record<string, unknown>>)[key];
  if (typeof value !== "boolean") throw new TypeError(`Expected the "${key}" option to be a boolean`);
  return value;
}

/** The database that is meant: the connection's own, or one that was attached. */
export function attachedName(options: object): string {
  const name: unknown = "attached" in options ? options.attached : "main";
  if (typeof name !== "string") throw new TypeError('Expected the "attached" option to be a string');
  if (name === "") throw new TypeError('The "attached" option cannot be an empty string');
  return name;
}
