/** The pages of the lock and of the backup, loaded there alone: they bring the list of words with them. */

import "./elements/back-up.js";
import "./elements/lock-settings.js";
