/** What every measurement prints alike: machine, versions, load, medians. */

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

/** Prints what ran where, so that a figure can be placed.
 * @param packages names of npm packages whose versions matter */
export function printMachine(packages: readonly string[] = []): void {
  const [cpu] = cpus();
  const load = loadavg()[0] ?? 0;
  print(
    `machine   ${cpu?.model.trim() ?? "unknown"}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  );
  print(
    `versions  Node ${process.versions.node}${packages.map((name) => `, ${name} ${versionOf(name)}`).join("")}`,
  );
  print(
    `load      ${load.toFixed(2)} (one minute) when the measurement began${load > 0.7 ? ": something else was running" : ""}`,
  );
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The q-quantile (0 to 1) by nearest rank; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);

/** "p50 3.1  p99 12.0 ms (n 200)". */
export function describeTimes(timesMs: readonly number[]): string {
  return `p50 ${quantile(timesMs, 0.5).toFixed(1)}  p99 ${quantile(timesMs, 0.99).toFixed(1)} ms (n ${timesMs.length})`;
}

/** Resident memory of a process in MiB (Linux). */
export function residentMiB(pid: number = process.pid): number {
  try {
    return Math.round(
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) / 1024,
    );
  } catch {
    return Math.round(Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)]).toString()) / 1024);
  }
}

function versionOf(name: string): string {
  return (JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")) as { version: string })
    .version;
}

/** An argument as a number from 0. Ends the process with a sentence for anything else. */
export function readNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number) && number >= 0) return number;
  process.stderr.write(`"${text}" is no number. Write a number from 0, or leave it out.\n`);
  process.exit(2);
}

/** Milliseconds in a tick of /proc. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICK_MS = 10;

/** Processor time of a process with its children so far, in milliseconds; NaN where /proc does not say it (not Linux). */
export function processorMs(pid: number): number {
  let ticks = Number.NaN;
  for (const name of existsSync("/proc/self/stat") ? readdirSync("/proc") : []) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The name of the program may hold spaces; what follows it does not.
      const fields = readFileSync(`/proc/${name}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ")
        .map(Number);
      const at = (place: number) => fields[place] ?? 0;
      const own = at(11) + at(12);
      if (Number(name) === pid) ticks = (ticks || 0) + own + at(13) + at(14);
      else if (at(1) === pid) ticks = (ticks || 0) + own;
    } catch {
      // It ended meanwhile; its parent has its time.
    }
  }
  return ticks * TICK_MS;
}
