/** The Argon2id that the worker runs, run here: node has no Worker of the browser's kind. */

import { createRequire } from "node:module";

const { argon2id } = createRequire(import.meta.url)("hash-wasm");

/** @type {import("../../../app/static/pocket/vault/kdf.js").Argon2} */
export const argon2 = ({ password, salt, kdf }) =>
  argon2id({ password, salt, parallelism: kdf.parallelism, iterations: kdf.iterations, memorySize: kdf.memory_kib, hashLength: 32, outputType: "binary" });

/** Not Argon2id, which takes its time by intent: what most tests are about comes after it. @type {import("../../../app/static/pocket/vault/kdf.js").Argon2} */
export const quickly = async ({ password, salt }) => {
  const both = new Uint8Array(password.length + salt.length);
  both.set(password);
  both.set(salt, password.length);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", both));
};
