// The door for `import`: the same files as `require` loads.
export * from "./index.js";
