#!/usr/bin/env node
// `npx noormme`: starts the command, which is a program of its own and comes with the platform's package.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

declare const require: { resolve(name: string): string };

/** The program, or undefined where no package brought it. */
function program(): string | undefined {
  const named = process.env["NOORMME_CLI"];
  if (named) return named;
  const platform = `${process.platform}-${process.arch}`;
  const names = process.platform === "linux" ? [`${platform}-gnu`, `${platform}-musl`] : [platform];
  for (const name of names) {
    try {
      return require.resolve(`@noormme/${name}/bin/noormme`);
    } catch {
      // Only the package for this machine is installed.
    }
  }
  // bindings/node/dist in the repository.
  const built = join(__dirname, "../../../build/noormme");
  return existsSync(built) ? built : undefined;
}

const path = program();
if (path === undefined) {
  process.stderr.write(
    `noormme: there is no command for ${process.platform}-${process.arch} among the installed packages. It comes as an ` +
      "optional dependency of noormme: install again without --omit=optional.\n",
  );
  process.exitCode = 70;
} else {
  const child = spawn(path, process.argv.slice(2), { stdio: "inherit" });
  // Whoever stops this process means the program.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`noormme: ${path} cannot be run: ${error.message}\n`);
    process.exitCode = 70;
  });
  child.on("exit", (code) => {
    process.exitCode = code ?? 70;
  });
}
