"""A browser by its DevTools pipe alone. Playwright makes every tab believe that it is seen;
here a tab behind another one is hidden as on a phone: no frames, slow timers, no wake lock.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from conftest import FLAGS, WHOLE

# DevTools reads from descriptor 3 and answers on 4. Both are moved out of the way first.
PIPED = """
import fcntl, os, sys
reads, writes = (fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3])
os.dup2(reads, 3)
os.dup2(writes, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """Chromium with a profile in `folder`; tabs stand in one window, the newest in front."""

    def __init__(self, folder: Path) -> None:
        reads, self.to = os.pipe()
        self.back, writes = os.pipe()
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-c", PIPED, str(reads), str(writes)),
                *(WHOLE, *FLAGS, "--headless"),
                *("--remote-debugging-pipe", f"--user-data-dir={folder}", "about:blank"),
            ],
            pass_fds=(reads, writes),
            stderr=subprocess.DEVNULL,
        )
        os.close(reads)
        os.close(writes)
        self.last = 0
        self.waiting = b""

    def tab(self, script: str) -> "Tab":
        """A new tab in front; `script` runs in it before any page's own."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        tab = Tab(self, target, attached["sessionId"])
        tab.call("Page.enable")
        tab.call("Page.addScriptToEvaluateOnNewDocument", source=script)
        return tab

    def call(self, method: str, session: str | None = None, **params: object) -> dict[str, Any]:
        self.last += 1
        asked = {"id": self.last, "method": method, "params": params}
        if session:
            asked["sessionId"] = session
        os.write(self.to, json.dumps(asked).encode() + b"\0")
        while True:
            while b"\0" not in self.waiting:
                self.waiting += self._more()
            line, _, self.waiting = self.waiting.partition(b"\0")
            answer = json.loads(line)
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(answer["error"])
                return dict(answer["result"])

    def _more(self) -> bytes:
        more = os.read(self.back, 65_536)
        if not more:
            raise RuntimeError(f"the browser has ended: {self.process.wait(5)}")
        return more

    def close(self) -> None:
        self.call("Browser.close")
        self.process.wait(10)
        os.close(self.to)
        os.close(self.back)


class Tab:
    def __init__(self, browser: Browser, target: str, session: str) -> None:
        self.browser = browser
        self.target = target
        self.session = session

    def call(self, method: str, **params: object) -> dict[str, Any]:
        return self.browser.call(method, self.session, **params)

    def goto(self, url: str) -> None:
        self.call("Page.navigate", url=url)

    def to_front(self) -> None:
        self.browser.call("Target.activateTarget", targetId=self.target)

    def read(self, expression: str) -> Any:  # noqa: ANN401  what JavaScript gives
        how = {"returnByValue": True, "awaitPromise": True, "userGesture": True}
        answer = self.call("Runtime.evaluate", expression=expression, **how)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def until(self, expression: str, patience: float = 10.0) -> None:
        """Wait until it is true."""
        give_up = time.monotonic() + patience
        while not self.read(expression):
            assert time.monotonic() < give_up, f"never: {expression}"
            time.sleep(0.05)
