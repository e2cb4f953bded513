// The door for `import`, to the same files as `require`.
export * from "./parts.js";
export { Database as default } from "./parts.js";
