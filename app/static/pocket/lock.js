/** The lock's own page, loaded there alone: it brings the list of words with it. */

import "./elements/lock-settings.js";
