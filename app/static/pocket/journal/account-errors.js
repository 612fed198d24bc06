/** What may go wrong with an account, beside what the server refuses. */

import { Unreachable } from "./sync.js";

/** The server gives what cannot be ours: another salt or another key than it gave a moment before, or one that is too weak. */
export class WrongServer extends Error {}

/** This device belongs to another account, whose entries must not go into this one (F28). */
export class OtherAccount extends Error {}

/** No answer to a change came, nor to the question which of the two stands: the old passphrase or code, or the new one (F43). */
export class Unsettled extends Unreachable {
  /** @param {string | null} code the new code, where one was to be @param {unknown} cause */
  constructor(code, cause) {
    super("unsettled", { cause });
    this.code = code;
  }
}
