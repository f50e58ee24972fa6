#!/usr/bin/env node
// The program of the published package: says what it needs where Node is too old, before anything newer is loaded.
var version = process.versions.node.split(".").map(Number);
if (version[0] < 22 || (version[0] === 22 && version[1] < 19)) {
  console.error(`Fewshot needs Node.js 22.19 or newer; this is ${process.versions.node}.`);
  process.exit(2);
}
import("../src/cli.js").catch((error) => {
  console.error(error.message);
  process.exit(1);
});
