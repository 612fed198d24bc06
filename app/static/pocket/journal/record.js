/**
 * Records and revisions, sealed and opened (PROTOCOL.md 2). Pure: vault and random are passed in.
 * @module
 */

import { fromUtf8, newId, utf8 } from "../vault/bytes.js";
import { CannotOpen } from "../vault/seal.js";
import { ancestorsOf } from "./entry.js";

/**
 * @typedef {import("./entry.js").Plain} Plain
 * @typedef {import("../vault/vault.js").Vault} Vault
 * @typedef {object} Row one sealed revision; the names are the wire's
 * @property {string} id
 * @property {string} rev
 * @property {string | null} parent
 * @property {string | null} merge_parent
 * @property {boolean} deleted
 * @property {string} key_id
 * @property {Uint8Array} ciphertext
 * @typedef {{row: Row, plain: Plain}} Opened
 * @typedef {{row: Pick<Row, "id" | "rev" | "deleted">, plain: Plain, created?: string, folded?: string}} Shown
 *   opened to be looked at, without its sealed bytes; its time, and its words as they are searched, where
 *   they are known without unpacking it
 * @typedef {Pick<Vault, "vaultId" | "sealer">} Opener what it takes to open
 */

/** Written by a later version of this app: kept as it is until this one is as new. */
export class NewerSchema extends CannotOpen {}

/** What is authenticated with a row. @param {string} vaultId @param {Omit<Row, "ciphertext">} row */
export const context = (vaultId, { id, rev, parent, merge_parent, deleted, key_id }) =>
  utf8(JSON.stringify(["between-visits/v1", vaultId, id, rev, parent, merge_parent, deleted, key_id]));

/**
 * The next revision of a record, or its first. An unsent head is replaced: the new revision takes
 * the same parent, so that at most one unsent revision of a record exists.
 * @param {Vault} vault
 * @param {import("../vault/bytes.js").RandomBytes} random
 * @param {{plain: Plain, head?: Opened | null, unsent?: boolean, deleted?: boolean, id?: string}} what
 * @returns {Promise<Opened>}
 */
export async function sealRevision(vault, random, { plain, head, unsent = true, deleted = false, id }) {
  const replaces = head && unsent;
  return sealRow(vault, random, {
    id: head?.row.id ?? id ?? newId(random),
    parent: (replaces ? head.row.parent : head?.row.rev) ?? null,
    merge_parent: replaces ? head.row.merge_parent : null,
    deleted,
    plain: { ...plain, ancestors: replaces ? head.plain.ancestors : head ? ancestorsOf([head.row.rev], head.plain.ancestors) : [] },
  });
}

/**
 * A revision in the place that is given, with a rev of its own.
 * @param {Vault} vault @param {import("../vault/bytes.js").RandomBytes} random
 * @param {Pick<Row, "id" | "parent" | "merge_parent" | "deleted"> & {plain: Plain}} what
 * @returns {Promise<Opened>} @throws {import("../vault/seal.js").TooLong}
 */
export async function sealRow(vault, random, { plain, id, parent, merge_parent, deleted }) {
  const row = { id, rev: newId(random), parent, merge_parent, deleted, key_id: vault.keyId };
  const ciphertext = await vault.sealer.seal(utf8(JSON.stringify(plain)), context(vault.vaultId, row));
  return { row: { ...row, ciphertext }, plain };
}

/** The revs that a revision says it comes from, nearest first. @param {Opened} opened */
export const above = ({ row, plain }) => ancestorsOf([row.parent, row.merge_parent], plain.ancestors ?? []);

/**
 * @param {Opener} vault @param {Row} row @returns {Promise<Opened>}
 * @throws {CannotOpen} for other bytes, another place, or (NewerSchema) a schema this app does not know
 */
export async function openRevision(vault, row) {
  const bytes = await vault.sealer.open(row.ciphertext, context(vault.vaultId, row));
  const plain = JSON.parse(fromUtf8(bytes));
  if (plain.schema > 1) throw new NewerSchema(`schema ${plain.schema}`);
  if (plain.schema !== 1) throw new CannotOpen(`schema ${plain.schema}`);
  return { row, plain };
}

/** Whether two rows are one revision. @param {Row | undefined | null} a @param {Row | undefined | null} b */
export const sameRevision = (a, b) => (a?.rev ?? null) === (b?.rev ?? null);
