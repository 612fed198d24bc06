/** Argon2id as the app uses it: in a worker that is started for one passphrase and ended after it. */

/**
 * @param {string} url the worker's address
 * @returns {import("./kdf.js").Argon2}
 */
export function createArgon2(url) {
  return ({ password, salt, kdf }) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(url);
      /** @param {() => void} settle */
      const end = (settle) => {
        worker.terminate();
        settle();
      };
      worker.onmessage = ({ data }) => end(() => (data.hash ? resolve(data.hash) : reject(new Error(data.problem))));
      worker.onerror = (event) => end(() => reject(new Error(event.message)));
      worker.postMessage({ password, salt, kdf });
    });
}
