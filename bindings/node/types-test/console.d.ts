// For the examples, which print.
declare const console: { log(...values: unknown[]): void };
