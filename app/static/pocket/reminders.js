/** Reminders, in a file of their own: loaded on their page, and elsewhere only where they are in use. */

import "./elements/reminder-settings.js";
import { came, showOnToday } from "./elements/reminder-today.js";

export { came, showOnToday };
