// Stands between the package and its addon (NOORMME_ADDON names this file) and keeps what passes: the demo shows
// the requests that were made, not ones it believes were made.

"use strict";

const { join } = require("node:path");

const addon = require(process.env.NOORMME_DEMO_ADDON || join(__dirname, "../../build/node/noormme.node"));

/** The requests since the list was last emptied, as JSON text. */
const requests = [];

/** The plan of a request, with its SQL. */
let handle;
const plan = (request) => JSON.parse(addon.compileSync(handle, request));

/** A function of the addon whose second argument is a request. */
const noted = (name) => (database, request, ...rest) => {
  requests.push(request);
  return addon[name](database, request, ...rest);
};

module.exports = {
  ...addon,
  open: (...args) => (handle = addon.open(...args)),
  execute: noted("execute"),
  // A request that comes again may go as the number of its shape; the first time it goes as text.
  rowsSync: noted("rowsSync"),
  submitRows: noted("submitRows"),
  requests,
  plan,
};
