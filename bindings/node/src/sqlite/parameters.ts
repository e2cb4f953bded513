/** The parameters of a statement: how many, and the names of those that have one, without their sign. */
export class ParameterList {
  readonly #names: readonly (string | null)[];
  readonly #hasNames: boolean;

  constructor(names: readonly (string | null)[]) {
    this.#names = names.map((name) => (name === null ? null : name.slice(1)));
    this.#hasNames = this.#names.some((name) => name !== null);
  }

  /**
   * Values in the order of the statement, from a call's arguments: values, arrays of values, and one plain object
   * of those that have names.
   */
  values(given: readonly unknown[]): readonly unknown[] {
    if (!this.#hasNames && given.every(isPlainValue)) {
      this.#checkCount(given.length);
      return given;
    }
    return this.#collect(given);
  }

  #collect(given: readonly unknown[]): unknown[] {
    const values = new Array<unknown>(this.#names.length);
    let anonymous = 0;
    let count = 0;
    let named: object | undefined;
    const add = (value: unknown): void => {
      while (anonymous < this.#names.length && this.#names[anonymous] !== null) anonymous++;
      if (anonymous >= this.#names.length) throw new RangeError("Too many parameter values were provided");
      values[anonymous++] = value;
      count++;
    };
    for (const value of given) {
      if (Array.isArray(value)) {
        for (const element of value as unknown[]) add(element);
      } else if (isPlainObject(value)) {
        if (named !== undefined) throw new TypeError("You cannot specify named parameters in two different objects");
        named = value;
        count += this.#bindNames(value, values);
      } else if (isObject(value) && this.#hasNames && !ArrayBuffer.isView(value)) {
        throw new TypeError("Named parameters can only be passed within plain objects");
      } else {
        add(value);
      }
    }
    if (count < this.#names.length && named === undefined && this.#hasNames) {
      throw new TypeError("Missing named parameters");
    }
    this.#checkCount(count);
    return values;
  }

  #bindNames(object: object, values: unknown[]): number {
    let count = 0;
    for (const [index, name] of this.#names.entries()) {
      if (name === null) continue;
      if (!Object.hasOwn(object, name)) throw new RangeError(`Missing named parameter "${name}"`);
      values[index] = (object as Record<string, unknown>)[name];
      count++;
    }
    return count;
  }

  #checkCount(count: number): void {
    if (count < this.#names.length) throw new RangeError("Too few parameter values were provided");
    if (count > this.#names.length) throw new RangeError("Too many parameter values were provided");
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}

function isPlainValue(value: unknown): boolean {
  return typeof value !== "object" || value === null || ArrayBuffer.isView(value);
}

/** Also of another realm: whose prototype has none itself. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
