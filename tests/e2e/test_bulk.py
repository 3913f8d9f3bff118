"""Bulk runs that are killed, and every bulk action under every fault: what the journal says, what the ledger shows and what the tenant
is are one story. ROSTER_KILLS kill points (300 is a whole run), ROSTER_SEEDS seeds for each action and fault (10)."""
import collections
import concurrent.futures
import http.client
import io
import json
import os
import random
import shutil
import subprocess
import time
import unittest
import urllib.error

import harness
from actions import QUICK, SIZE, TABLE
from harness import DEADLINE, SANITIZED, Tenant, wait_for
from straight import Straight

KILLS = int(os.environ.get("ROSTER_KILLS", 2 if SANITIZED else 6))
SEEDS = int(os.environ.get("ROSTER_SEEDS", 0))  # without one, each action meets one of the faults
SHARE = 9 if SANITIZED else 3
TARGETS = 40
MOST_BYTES = 600_000  # of the ledger, for what is left of a run of so many; 150 KB are usual
CONTAINER = ("unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc", "--kill-child")
FAULTS = ("status=429,retry-after=0", "status=503,retry-after=0", "cut", "cut-after", "truncate", "status=403")


def newest(tenant):
    """The last entry of each target."""
    entries = {}
    for entry in tenant.journal():
        entries.setdefault(entry["targetId"], entry["state"])
    return entries


def settle_all(tenant):
    for _ in range(20):
        tenant.run("settle", code=None)
        if not set(newest(tenant).values()) & {"unsettled", "intent"}:
            return
    raise AssertionError("unsettled for ever")


class Kills(unittest.TestCase):
    """Killed wherever it is: after a look at what is unsettled nothing is unknown, and the rest is done, by one process or by two at
    once, in this pid namespace or in another."""

    def agree(self, tenant, users):
        blocked = {user for user, state in tenant.states().items() if state["accountEnabled"] is False} & set(users)
        entries, effects = newest(tenant), tenant.effects()
        for user in users:
            story = (user, entries.get(user), effects.get(user, 0), user in blocked)
            self.assertEqual(user in blocked, effects.get(user, 0) == 1, story)
            self.assertEqual(entries.get(user) in ("done", "already"), user in blocked, story)
            self.assertIn(entries.get(user), (None, "done", "already", "failed"), story)
        return blocked

    def end(self, tenant, processes):
        """Wait for their ends for as long as requests come: a slow machine is none that hangs. That they end is told by number, not
        by time: so many requests, and no more, are needed for what is left."""
        begun, moved = tenant.ledger_path.stat().st_size, [time.monotonic(), 0]

        def over():
            size = tenant.ledger_path.stat().st_size
            self.assertLess(size - begun, MOST_BYTES, "requests without end")
            if size != moved[1]:
                moved[:] = time.monotonic(), size
            self.assertLess(time.monotonic() - moved[0], DEADLINE, "no request for so long, and no end")
            return all(process.poll() is not None for process in processes)
        wait_for(over, "the ends", 10 * DEADLINE)
        self.assertEqual([process.returncode for process in processes], [0] * len(processes))
        return tenant.ledger_path.stat().st_size - begun

    def kill(self, point):
        dice = random.Random(point)
        container = CONTAINER if shutil.which("unshare") and point % 3 == 2 else ()
        with Tenant(*SIZE, "--fault", "match=POST /$batch,delay=15", "--fault", "match=PATCH /users/*,every=3,delay=9") as tenant:
            tenant.settle_after(3)
            users = harness.ordinary(tenant, count=TARGETS)
            words = ("do", "block-sign-in", *users, "--yes")
            begun = tenant.ledger_path.stat().st_size
            process = subprocess.Popen([*container, *tenant.command(*words)], env=tenant.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wanted = begun + dice.randrange(0, 100000)  # how far the ledger goes until then
            wait_for(lambda: process.poll() is not None or tenant.ledger_path.stat().st_size >= wanted, "the point")
            time.sleep(dice.random() * 0.02)
            process.kill()
            process.wait(DEADLINE)
            wait_for(lambda: "intent" not in newest(tenant).values(), "the end of its owner")
            settle_all(tenant)
            blocked = self.agree(tenant, users)
            left = [user for user in users if user not in blocked]
            halves = (left[::2], left[1::2]) if point % 2 else (left,)
            others = [subprocess.Popen(tenant.command("do", "block-sign-in", *half, "--yes"), env=tenant.environment, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL) for half in halves if half]
            self.end(tenant, others)
            self.assertEqual(self.agree(tenant, users), set(users))
        return len(blocked)

    def test_nothing_is_lost_or_done_twice(self):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            counts = list(pool.map(self.kill, range(KILLS)))
        whole = counts.count(TARGETS)
        print(f"{KILLS} kills: {whole} after the end, {counts.count(0)} before the first write, {KILLS * TARGETS} targets agree", flush=True)


def whole(error):
    """The body of a refusal; None where it was cut short."""
    try:
        return error.read()
    except http.client.HTTPException:
        return None


class Patient(Straight):
    """Meets the same faults, and asks again until it is answered."""

    def open(self, url, body, headers, method=None):
        for attempt in range(60):
            try:
                return super().open(url, body, headers, method)
            except urllib.error.HTTPError as error:
                said = whole(error)
                if error.code in (400, 409) and body and (attempt or b"already exist" in (said or b"")):
                    return None  # the one before was carried out, or it is so already
                if error.code not in (403, 429, 503) and said is not None:
                    raise urllib.error.HTTPError(url, error.code, error.reason, error.headers, io.BytesIO(said)) from error
            except (OSError, http.client.HTTPException, ValueError):
                pass
        raise AssertionError(f"{url} is never answered")


class Faults(unittest.TestCase):
    """Every bulk action while its batches, writes and cmdlets fail. Of each target: done is in the journal and changed what can be told
    apart; failed and skipped left it as it was, unless the action has several steps."""
    SEVERAL = ("reset-mfa-methods", "add-to-group", "remove-from-group", "manage-licences", "restore-user", "set-out-of-office", "disable-all-inbox-rules")

    def run_one(self, name, fault, seed):
        what, rules = TABLE[name], ("POST /$batch", "P* /users/*", "DELETE /users/*", "POST /groups/*", "POST /directory/*", "POST /exchange*")
        words = [word for rule in rules for word in ("--fault", f"match={rule},share=0.15,seed={seed + 1},{fault}")]
        with Tenant(*QUICK, *words) as tenant:
            straight = Patient(tenant)
            users = list(dict.fromkeys([*harness.ordinary(tenant, count=5), what.user(straight) if callable(what.user) else straight.id(what.user)]))
            for user in users if what.before else ():
                what.before(straight, user)
            before = {user: what.read(straight, user) for user in users}
            done = tenant.run("-o", "json", "do", name, *users, *(word for value in what.values for word in ("--set", value)), "--yes",
                              *harness.typed(tenant, name, users), code=None)
            outcomes = json.loads(done.stdout) if done.stdout else []
            for _ in range(20):
                if "unsettled" not in newest(tenant).values():
                    break
                tenant.run("settle", code=None)
            entries, after = newest(tenant), {user: what.read(straight, user) for user in users}
            for one in outcomes:
                user, state = one["target"]["id"], one["state"]
                story = (name, fault, seed, state, one["message"], entries.get(user), before[user], after[user])
                if state == "done":
                    self.assertEqual(entries.get(user), "done", story)
                if state in ("failed", "already", "skipped", "refused"):
                    self.assertIn(entries.get(user), (None, "failed", "already"), story)
                if entries.get(user) != "done" and name not in self.SEVERAL and "unsettled" not in (state, entries.get(user)):
                    self.assertEqual(before[user], after[user], story)
                if entries.get(user) == "done" and user == users[-1] and what.changes:
                    self.assertTrue(what.fits(before[user], after[user]), story)
            return collections.Counter(one["state"] for one in outcomes) or collections.Counter(["not begun"])

    def test_one_story_for_each_target(self):
        with Tenant(*QUICK) as tenant:
            bulk = [row["name"] for row in tenant.json("actions") if "bulk" in row["flags"] and "creates" not in row["flags"]]
        cases = [(name, fault, seed) for name in bulk for fault in FAULTS for seed in range(SEEDS)]
        if not SEEDS:
            cases = [(name, FAULTS[at % len(FAULTS)], at) for at, name in enumerate(bulk) if at % SHARE == 0]
        ends, pool = collections.Counter(), concurrent.futures.ThreadPoolExecutor(4)
        with pool:
            for case, run in [(case, pool.submit(self.run_one, *case)) for case in cases]:
                with self.subTest(case):
                    ends += run.result()
        print(f"{len(cases)} cases: {dict(ends)}", flush=True)


if __name__ == "__main__":
    harness.main()
