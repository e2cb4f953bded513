// The door for `import`, to the same files as `require`.
export * from "./index.js";
export { Database as default } from "./index.js";
