// The door for `import`. It leads to the same files as `require`, so that a process has one copy of every
// class: what one part made, another recognises.
export * from "./index.js";
export { NOORMME as default } from "./index.js";
