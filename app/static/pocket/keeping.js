/** What keeps words and shows what was kept; loaded after the first screen, as one file. */

import { createKeeper } from "./elements/keeper.js";
import "./elements/free-writing.js";
import "./elements/group-waiting.js";
import { watchIdentifiers } from "./elements/identifier-note.js";
import "./elements/join-group.js";
import "./elements/journal-cards.js";
import "./elements/journal-copy.js";
import "./elements/journal-entry.js";
import "./elements/journal-list.js";
import "./elements/journal-patterns.js";
import "./elements/journal-trash.js";
import "./elements/lock-button.js";
import { watchLock } from "./elements/lock-watch.js";
import "./elements/message-to-send.js";
import "./elements/my-groups.js";
import "./elements/pick-for-me.js";
import "./elements/practice-certificate.js";
import "./elements/practice-ways.js";
import "./elements/reminder-line.js";
import "./elements/suggested-list.js";
import "./elements/suggested-module.js";
import "./elements/supervision-copy.js";
import "./elements/sync-status.js";
import "./elements/today-board.js";
import "./elements/unlock-box.js";

watchLock();
watchIdentifiers();

export { createKeeper };
