import assert from "node:assert/strict";
import { test } from "node:test";

import { Unsettled } from "../../app/static/pocket/journal/account-errors.js";
import { Refused, Unreachable } from "../../app/static/pocket/journal/sync.js";
import { WrongSecret } from "../../app/static/pocket/vault/lock.js";
import { accountServer, phone, signedUp } from "./support/account.js";
import { PASSPHRASE, rows } from "./support/device.js";
import { free } from "./support/synced.js";

const NEXT = "another four words here";

/**
 * From the first call after a prelogin on, no answer comes back. @template {{call: (...sent: any[]) => Promise<any>}} Server
 * @param {Server} server @param {(path: string) => boolean} reaches whether a call comes to the server all the same
 * @returns {Server["call"]} the way there as it was
 */
function loseAnswers(server, reaches) {
  const honest = server.call;
  let sent = false;
  server.call = async (method, path, body) => {
    if (!sent && path === "/api/account/prelogin") return honest(method, path, body);
    sent = true;
    if (reaches(path)) await honest(method, path, body);
    throw new Unreachable();
  };
  return honest;
}

for (const reached of [true, false]) {
  test(`F43 where the answer to a change is lost and the server ${reached ? "has it" : "has not"}, one passphrase works, and both ends agree`, async () => {
    const { server, first } = await signedUp();
    const honest = loseAnswers(server, (path) => reached && path === "/api/account/keys");
    const cut = await phone(server, { name: first.name });
    await cut.unlock({ passphrase: PASSPHRASE });
    await assert.rejects(cut.account.change({ passphrase: PASSPHRASE }, NEXT), Unsettled, "nobody says that nothing was changed");
    server.call = honest;
    const again = await phone(server, { name: first.name });
    await again.unlock({ passphrase: PASSPHRASE });
    assert.equal(await again.account.settle(), reached ? "new" : "old");
    assert.equal(await again.account.settle(), "none");
    const stands = reached ? NEXT : PASSPHRASE;
    await again.lock();
    await assert.rejects(again.unlock({ passphrase: reached ? PASSPHRASE : NEXT }), WrongSecret);
    await again.unlock({ passphrase: stands });
    await (await phone(server)).account.signIn({ user: "wren", passphrase: stands });
  });
}

test("F43 with no signal nothing is changed, and that is what is said", async () => {
  const { server, first } = await signedUp();
  const before = await rows(first, "meta");
  server.way = () => {
    throw new Unreachable();
  };
  await assert.rejects(first.account.change({ passphrase: PASSPHRASE }, NEXT), (error) => error instanceof Unreachable && !(error instanceof Unsettled));
  assert.deepEqual(await rows(first, "meta"), before);
});

for (const reached of [true, false]) {
  test(`F43 F47 where only the answer to a new code is lost and the server ${reached ? "has it" : "has not"}, the code that is shown is the one that works`, async () => {
    const { server, first, code } = await signedUp();
    const honest = server.call;
    server.call = async (method, path, body) => {
      if (path !== "/api/account/keys") return honest(method, path, body);
      if (reached) await honest(method, path, body);
      throw new Unreachable();
    };
    const asked = first.account.newCode({ passphrase: PASSPHRASE });
    if (!reached) await assert.rejects(asked, Unreachable);
    const works = reached ? await asked : code;
    server.call = honest;
    const second = await phone(server);
    await second.account.recover({ user: "wren", code: works, passphrase: NEXT });
    assert.equal(await first.account.settle(), "none");
  });
}

test("F43 F47 where it stays unknown whether a new code stands, it is given to be kept beside the old one", async () => {
  const { server, first } = await signedUp();
  const honest = loseAnswers(server, () => true);
  const given = await first.account.newCode({ passphrase: PASSPHRASE }).catch((error) => error);
  assert.ok(given instanceof Unsettled);
  server.call = honest;
  await (await phone(server)).account.recover({ user: "wren", code: given.code ?? "", passphrase: NEXT });
});

test("F21 F47 a sign-up whose answer was lost is taken up by a later one, and the code that was written down last opens it", async () => {
  const server = accountServer();
  const first = await phone(server);
  await first.store.add(free("kept"));
  const honest = server.call;
  server.call = async (method, path, body) => {
    await honest(method, path, body);
    throw new Unreachable();
  };
  const older = await first.setLock(PASSPHRASE);
  await assert.rejects(first.account.signUp({ user: "wren", passphrase: PASSPHRASE, code: older }), Unreachable);
  server.call = honest;
  const { code, stand } = await first.prepareCode({ passphrase: PASSPHRASE });
  await stand();
  const given = { user: "wren", passphrase: PASSPHRASE, code };
  await assert.rejects(first.account.signUp(given), Refused);
  await first.account.takeUp(given);
  assert.deepEqual(await first.account.read(), { user: "wren" });
  const recover = async (/** @type {string} */ typed) => (await phone(server)).account.recover({ user: "wren", code: typed, passphrase: NEXT });
  await assert.rejects(recover(older), Refused);
  await recover(code);
});
