/**
 * Argon2id in a worker of its own: it takes a second and 64 MiB, and WebAssembly is allowed in this
 * one file's Content-Security-Policy and nowhere else (DESIGN.md 8). A classic worker, since the
 * library is a classic script.
 */

importScripts("../../vendor/argon2.umd.min.js");
const { argon2id } = /** @type {import("hash-wasm")} */ (/** @type {any} */ (self).hashwasm);

self.onmessage = async ({ data: { password, salt, kdf } }) => {
  try {
    const hash = await argon2id({
      password,
      salt,
      parallelism: kdf.parallelism,
      iterations: kdf.iterations,
      memorySize: kdf.memory_kib,
      hashLength: 32,
      outputType: "binary",
    });
    self.postMessage({ hash });
  } catch (error) {
    self.postMessage({ problem: String(error) });
  }
};
