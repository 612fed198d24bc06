/** The Argon2id that the worker runs, run here: node has no Worker of the browser's kind. */

import { createRequire } from "node:module";

const { argon2id } = createRequire(import.meta.url)("hash-wasm");

/** @type {import("../../../app/static/pocket/vault/kdf.js").Argon2} */
export const argon2 = ({ password, salt, kdf }) =>
  argon2id({ password, salt, parallelism: kdf.parallelism, iterations: kdf.iterations, memorySize: kdf.memory_kib, hashLength: 32, outputType: "binary" });
