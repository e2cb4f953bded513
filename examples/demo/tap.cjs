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

module.exports = {
  ...addon,
  open: (...args) => (handle = addon.open(...args)),
  execute: (database, request) => {
    requests.push(request);
    return addon.execute(database, request);
  },
  requests,
  plan,
};
