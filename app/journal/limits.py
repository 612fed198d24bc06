"""How much a device may send and keep (PROTOCOL.md 4); devices ask for these, and hold to them."""

from app.security import BODY_LIMIT

PUSH_ITEMS = 100
PULL_ITEMS = 200
INVENTORY_ITEMS = 1000
PULL_BYTES = 1024 * 1024  # of ciphertext as it is sent: base64url
ITEM_BYTES = 65_564  # of ciphertext, decoded: nonce, the largest padded text, tag
SMALLEST_ITEM = 540  # the same for the smallest padded text
RECORDS = 50_000
BYTES = 209_715_200
# Who is at the limit must still be able to delete, and a tombstone takes room until the older
# ciphertext is dropped or erased.
RESERVED_FOR_DELETION = 10 * 1024 * 1024

LIMITS = {
    "push_items": PUSH_ITEMS,
    "push_bytes": BODY_LIMIT,
    "pull_items": PULL_ITEMS,
    "pull_bytes": PULL_BYTES,
    "item_bytes": ITEM_BYTES,
    "records": RECORDS,
    "bytes": BYTES,
}
