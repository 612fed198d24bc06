import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("./exercises.py", import.meta.url));
const PYTHON = fileURLToPath(new URL("../../../.venv/bin/python", import.meta.url));

/**
 * @typedef {Omit<import("../../../app/static/pocket/practice/session.js").Exercise, "steps">
 *   & import("../../../app/static/pocket/practice/choosing.js").Choice
 *   & {slug: string, steps: (import("../../../app/static/pocket/practice/session.js").Step & {values: string[], several: boolean})[]}} Told
 */

/** Every exercise as the server knows it. @returns {Told[]} */
export const everyExercise = () => JSON.parse(execFileSync(PYTHON, [SCRIPT], { encoding: "utf8", maxBuffer: 2 ** 24 }));
