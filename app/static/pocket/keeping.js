/** What keeps words and shows what was kept; loaded after the first screen, as one file. */

import { createKeeper } from "./elements/keeper.js";
import "./elements/journal-entry.js";
import "./elements/journal-list.js";
import "./elements/today-board.js";

export { createKeeper };
