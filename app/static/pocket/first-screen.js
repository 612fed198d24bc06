/** What every page needs until Start can be pressed. Served as one file: app/modules.py. */

import "./elements/exercise-player.js";
import "./elements/update-banner.js";
import "./boot.js";
