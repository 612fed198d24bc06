/** Why nothing came of what was asked for, of the lock or of the backup, in words. */

import { OtherAccount, Unsettled, WrongServer } from "../journal/account-errors.js";
import { LockChanged, TooSoon } from "../journal/locking.js";
import { LettersLeft, Moved } from "../journal/rekeying.js";
import { Refused, Unreachable } from "../journal/sync.js";
import { NotAnAnswer } from "../journal/wire.js";
import { UnfitKdf } from "../vault/kdf.js";
import { WrongSecret } from "../vault/lock.js";
import { normalised, UnfitPassphrase } from "../vault/passphrase.js";
import { NotACode } from "../vault/recovery.js";
import { word } from "../words.js";
import { otherProblemWords } from "./telling.js";

/** What was typed cannot be used, and its message says why. */
export class Unusable extends Error {}

/** A passphrase that is to be. @param {string} typed @returns {string} as typed @throws {Unusable} */
export function fitPassphrase(typed) {
  try {
    normalised(typed);
    return typed;
  } catch (error) {
    if (!(error instanceof UnfitPassphrase)) throw error;
    throw new Unusable(word(error.which === "empty" ? "passphrase-new-empty" : `passphrase-${error.which}`));
  }
}

/** What went wrong with a lock. @param {unknown} error @param {boolean} byCode @returns {string} */
export function lockProblem(error, byCode) {
  if (error instanceof TooSoon) return tooSoon(Math.ceil(error.wait / 1000));
  if (error instanceof UnfitPassphrase && error.which === "empty") return word("passphrase-empty");
  if (error instanceof WrongSecret || error instanceof NotACode) return word(byCode ? "wrong-code" : "wrong-passphrase");
  // A passphrase of another length cannot be the right one.
  if (error instanceof UnfitPassphrase) return word("wrong-passphrase");
  if (error instanceof LockChanged) return word("lock-changed");
  return otherProblemWords(error);
}

/** @param {number} count seconds */
const tooSoon = (count) => word(count === 1 ? "too-soon-one" : "too-soon", { count });

const REFUSALS = [
  ...["name_taken", "wrong_credentials", "key_version_changed", "not_allowed", "slow_down", "invalid", "storage_full"],
  ...["sign_in_needed", "client_too_old"],
];

/** What went wrong with the backup, or with the lock that is its own too. @param {unknown} error @returns {string} */
export function backupProblem(error) {
  if (error instanceof Unusable) return error.message;
  if (error instanceof NotACode) return word("wrong-code");
  if (error instanceof OtherAccount) return word("refused-other-account");
  if (error instanceof LettersLeft) return word("refused-letters");
  if (error instanceof Moved) return word("refused-moved");
  if (error instanceof UnfitKdf || error instanceof WrongServer || error instanceof NotAnAnswer) return word("refused-server");
  if (error instanceof Unsettled) return word(error.code ? "unsettled-code" : "unsettled");
  if (error instanceof Unreachable) return word("refused-unreachable");
  if (error instanceof Refused) return word(REFUSALS.includes(error.code) ? `refused-${error.code}` : "refused-unreachable");
  return lockProblem(error, false);
}
