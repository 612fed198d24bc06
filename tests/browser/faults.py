"""How a phone's store fails, as the browser itself would, and what the screen says then."""

from playwright.sync_api import CDPSession

SAVED = "Saved on this device"
FULL = "This device is full. Your last words are not saved."
FAILED = "This device did not save your last words."
DENIED = "This browser is not letting the app keep anything"

# Each is the browser's own part failing; `window.fault` turns it on and off.
FAULTS = {
    "every transaction aborts": (
        """const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...row) {
          const request = put.apply(this, row);
          if (window.fault) this.transaction.abort();
          return request;
        };""",
        FAILED,
    ),
    "the connection is always lost": (
        """const transaction = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (...how) {
          if (window.fault) throw new DOMException("connection lost", "InvalidStateError");
          return transaction.apply(this, how);
        };""",
        FAILED,
    ),
    "opening is denied": (
        """const open = IDBFactory.prototype.open;
        IDBFactory.prototype.open = function (...how) {
          if (window.fault) throw new DOMException("denied", "SecurityError");
          return open.apply(this, how);
        };
        const transaction = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (...how) {
          if (window.fault) this.close();
          return transaction.apply(this, how);
        };""",
        DENIED,
    ),
    "there is no store at all": (
        """const real = window.indexedDB;
        const get = () => (window.fault ? undefined : real);
        Object.defineProperty(window, "indexedDB", { get });""",
        DENIED,
    ),
}
NOT_KEPT_AT_ALL = ("opening is denied", "there is no store at all")


def quota(devtools: CDPSession, url: str, size: int | None) -> None:
    """The browser's own limit for this origin, in bytes; None is as it was."""
    how = {"origin": url} | ({} if size is None else {"quotaSize": size})
    devtools.send("Storage.overrideQuotaForOrigin", how)
