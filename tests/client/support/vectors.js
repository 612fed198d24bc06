/** The browser's own code at the other end of a pipe: questions in, answers out, both JSON. */

import { readFileSync } from "node:fs";

import { tokenOf } from "../../../app/static/pocket/journal/counting.js";
import { openRevision, sealRevision } from "../../../app/static/pocket/journal/record.js";
import { fromBase64url, randomBytes, toBase64url, utf8 } from "../../../app/static/pocket/vault/bytes.js";
import { rootOf } from "../../../app/static/pocket/vault/kdf.js";
import { dataKeyContext, fromCode, fromDataKey, fromRoot } from "../../../app/static/pocket/vault/keys.js";
import { setLock, unlock } from "../../../app/static/pocket/vault/lock.js";
import { makeVault } from "../../../app/static/pocket/vault/device.js";
import { readCode, writeCode } from "../../../app/static/pocket/vault/recovery.js";
import { createSealer } from "../../../app/static/pocket/vault/seal.js";
import { argon2 } from "./argon2.js";

const { subtle } = crypto;
const tools = { subtle, random: randomBytes, argon2 };
const asked = JSON.parse(readFileSync(0, "utf8"));

/** @param {any} question */
async function passphrase({ typed, salt, kdf, wrapped, vault_id, key_id }) {
  const root = await rootOf(typed, { kdf, salt: fromBase64url(salt) }, argon2);
  const { login, wrapping } = await fromRoot(subtle, root);
  const dataKey = await createSealer(subtle, wrapping, randomBytes).unwrap(fromBase64url(wrapped), dataKeyContext(vault_id, key_id));
  return { root: toBase64url(root), login: toBase64url(login), data_key: toBase64url(dataKey) };
}

/** @param {any} question */
async function code({ bytes, wrapped, vault_id, key_id }) {
  const { login, wrapping } = await fromCode(subtle, fromBase64url(bytes));
  const dataKey = await createSealer(subtle, wrapping, randomBytes).unwrap(fromBase64url(wrapped), dataKeyContext(vault_id, key_id));
  const text = writeCode(fromBase64url(bytes));
  return { text, again: toBase64url(readCode(text.toLowerCase())), login: toBase64url(login), data_key: toBase64url(dataKey) };
}

/** A vault of the browser's making, with its lock, and what opens it. */
async function made() {
  const row = await makeVault(tools);
  const { row: lock, code: text } = await setLock(row, "lantern orchard pebble wren", tools);
  await unlock(lock, { code: text }, tools);
  const bytes = ["salt", "wrappedByPassphrase", "wrappedByRecovery"].map((name) => [name, toBase64url(/** @type {any} */ (lock)[name])]);
  return { ...Object.fromEntries(bytes), vault_id: lock.vaultId, key_id: lock.keyId, kdf: lock.kdf, code: text };
}

const { entry, copy, tally } = await fromDataKey(subtle, fromBase64url(asked.data_key));
const vault = /** @type {any} */ ({ vaultId: asked.vault_id, keyId: asked.key_id, sealer: createSealer(subtle, entry, randomBytes) });
const opened = asked.rows.map(async (/** @type {any} */ row) => (await openRevision(vault, { ...row, ciphertext: fromBase64url(row.ciphertext) })).plain);
const sealed = asked.plains.map(async (/** @type {any} */ { plain, head, deleted }) => {
  const above = head && { row: { ...head, ciphertext: new Uint8Array() }, plain };
  const { row } = await sealRevision(vault, randomBytes, { plain, head: above, unsent: false, deleted });
  return { ...row, ciphertext: toBase64url(row.ciphertext) };
});
const answer = {
  passphrases: await Promise.all(asked.passphrases.map(passphrase)),
  codes: await Promise.all(asked.codes.map(code)),
  opened: await Promise.all(opened),
  sealed: await Promise.all(sealed),
  copied: toBase64url(new Uint8Array(await subtle.sign("HMAC", copy, utf8("about")))),
  token: await tokenOf(subtle, tally, asked.assignment),
  made: await made(),
};
process.stdout.write(JSON.stringify(answer));
