/** `<group-waiting>`: a group's code that was kept while the backup was set up, and the way back to it. */

import { openJournal } from "../journal/open.js";
import { unlessLocked, unlessNotKept } from "./telling.js";

class GroupWaiting extends HTMLElement {
  stopListening = () => {};

  connectedCallback() {
    this.start().catch(unlessNotKept);
  }

  disconnectedCallback() {
    this.stopListening();
  }

  async start() {
    const { groups, onLock } = await openJournal();
    const show = async () => {
      this.hidden = !(await groups.keptCode().catch(unlessLocked));
    };
    this.stopListening = onLock(show);
    await show();
  }
}

customElements.define("group-waiting", GroupWaiting);
