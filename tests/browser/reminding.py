"""Reminders on a phone: a browser's subscription, what the server holds of it, and what arrives.

A headless Chromium reaches no push service, so the subscription alone is a stand-in, made of keys
that a push service of our own knows; permission, notifications and the worker are the browser's.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from forked import ForkedServer
from playwright.sync_api import BrowserContext, Page, Worker
from server import Server
from sqlalchemy import select
from waits import installed

from app.accounts.server_key import load_server_key
from app.db import open_engines, reading
from app.reminders import schedules
from app.reminders.models import Reminder
from app.reminders.push import Sender
from app.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))

from push_service import PushService

CONTACT = "mailto:office@trust.example"
PATIENCE = 20  # seconds; the first notification of a browser may take some of them
STAND_IN = """(() => {
  const subscription = SUBSCRIPTION;
  const made = () => ({
    toJSON: () => ({ ...subscription, expirationTime: null }),
    unsubscribe: async () => delete sessionStorage.subscribed,
  });
  PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
    if (!userVisibleOnly) throw new DOMException("", "NotAllowedError");
    sessionStorage.subscribed = applicationServerKey;
    return made();
  };
  PushManager.prototype.getSubscription = async () => (sessionStorage.subscribed ? made() : null);
  const ask = Notification.requestPermission;
  Notification.requestPermission = () => {
    sessionStorage.asked = Number(sessionStorage.asked ?? 0) + 1;
    return ask.call(Notification);
  };
})();"""
IN_WORKER = """(subscription) => {
  const made = { toJSON: () => subscription };
  registration.pushManager.getSubscription = async () => made;
  registration.pushManager.subscribe = async () => made;
}"""
ROWS = """async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  if (!names.includes("between-visits-reminders")) return null;
  const open = indexedDB.open("between-visits-reminders");
  const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  const request = db.transaction("rows").objectStore("rows").getAll();
  await new Promise((done) => (request.onsuccess = done));
  db.close();
  return Object.fromEntries(request.result.map((row) => [row.name, row]));
}"""
PUT = """async (row) => {
  const open = indexedDB.open("between-visits-reminders");
  const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  const tx = db.transaction("rows", "readwrite");
  tx.objectStore("rows").put(row);
  await new Promise((done) => (tx.oncomplete = done));
  db.close();
}"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(({ title, body, tag, lang, data }) => ({ title, body, tag, lang, data }))"""


class Reminded:
    """A server that sends reminders by a push service of our own, and a phone that has one."""

    def __init__(self, server: Server, service: PushService) -> None:
        self.server, self.service = server, service
        path = f"sqlite:///{server.folder}/server.db"
        settings = Settings(database_url=path)
        self.engines = open_engines(settings.database)
        self.key = load_server_key(settings, make=False)
        self.sender = Sender(self.key.pushes, CONTACT)
        self.behind = service.phone(self.sender.public_key)

    def phone(self, context: BrowserContext) -> Page:
        """A page with the app installed, in a browser that can subscribe and may notify."""
        context.grant_permissions(["notifications"], origin=self.server.url)
        subscription = json.dumps(self.behind.subscription())
        context.add_init_script(STAND_IN.replace("SUBSCRIPTION", subscription))
        page = context.new_page()
        page.goto(self.server.url)
        installed(page)
        return page

    def held(self) -> list[Reminder]:
        """What the server holds."""
        with reading(self.engines) as session:
            return list(session.scalars(select(Reminder)))

    def endpoint(self) -> str:
        """Where the server would send to."""
        (row,) = self.held()
        opened = self.key.open(row.sealed, row.id, schedules.SEALED_AS)
        return str(json.loads(opened)["endpoint"])

    def send(self) -> int:
        """What a tick does when the next one is due."""
        (row,) = self.held()
        assert row.next_due
        also = [self.service.origin]
        args = (self.engines, self.key, self.sender, also, row.next_due + 1)
        return schedules.send_due(*args)


@contextmanager
def reminded(folder: Path) -> Iterator[Reminded]:
    with PushService().running() as service:
        server = ForkedServer(
            folder, PUSH_CONTACT=CONTACT, PUSH_SERVICES=json.dumps([service.origin])
        )
        server.start()
        made = Reminded(server, service)
        yield made
        made.engines.dispose()
        server.stop()


def worker_of(page: Page) -> Worker:
    (worker,) = page.context.service_workers
    return worker


def deliver(page: Page, data: str) -> None:
    """A push message arrives, whatever its words."""
    session = page.context.new_cdp_session(page)
    known: list[dict[str, Any]] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    while not known:
        page.wait_for_timeout(20)
    origin = page.url.split("/", 3)
    message = {"origin": "/".join(origin[:3]), "registrationId": known[0]["registrationId"]}
    session.send("ServiceWorker.deliverPushMessage", message | {"data": data})
    session.detach()


def rows(page: Page) -> Any:  # noqa: ANN401  what the device holds of reminders, by name
    return page.evaluate(ROWS)


def change_push(page: Page, **changes: object) -> None:
    page.evaluate(PUT, rows(page)["push"] | changes)


def poll(page: Page, holds: Callable[[], object]) -> None:
    """Wait until something is so: what the worker does, the page does not hear of."""
    give_up = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < give_up, "never"
        page.wait_for_timeout(20)


def until(page: Page, holds: Callable[[Any], object]) -> None:
    """Wait until it is true of what the device holds of reminders."""
    poll(page, lambda: holds(rows(page)))
