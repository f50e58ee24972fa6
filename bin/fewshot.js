#!/usr/bin/env node
// The `fewshot` program, of the published package and of the repository: says what it needs where Node is too old, before anything
// newer is loaded. An old Node can't read TypeScript at all.
import { existsSync } from "node:fs";

const isSource = existsSync(new URL("../src/cli.ts", import.meta.url));
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  const way = isSource
    ? "npm start and npx fewshot use one that npm ci installs."
    : "See https://nodejs.org.";
  console.error(`Fewshot needs Node.js 22.19 or newer; this is ${process.versions.node}. ${way}`);
  process.exit(2);
}
import(isSource ? "../src/cli.ts" : "../src/cli.js").catch((error) => {
  console.error(error.message);
  process.exit(1);
});
