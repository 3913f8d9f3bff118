"""What goes wrong on the way: throttling, cut connections, expired tokens, a process that is killed. Nothing is lost or done twice."""
import collections
import concurrent.futures
import json
import re
import signal
import subprocess
import time
import unittest

import harness
from harness import DEADLINE, Tenant, wait_for

BULK = 200
# The requests of the run itself, whole batches and their items alike; not the look-up of who is meant.
BATCH = "match=POST /$batch"
READS = "match=GET /users/*accountEnabled"
WRITES = "match=PATCH /users/*"


def bulk_users(tenant, count=BULK):
    return harness.ordinary(tenant, count=count)


def agree(test, tenant, outcomes, before):
    """What roster says of each target, what its journal says, and what the tenant shows are one story."""
    now = tenant.states()
    entries = {}
    for entry in tenant.journal():
        entries.setdefault(entry["targetId"], entry)  # the newest first
    for one in outcomes:
        target = one["target"]["id"]
        changed = now[target] != before[target]
        state = entries[target]["state"] if target in entries else None
        story = (one["state"], one["message"], state, changed)
        test.assertIn(one["state"], ("done", "failed", "unsettled", "skipped"), story)
        if one["state"] == "done":
            test.assertTrue(changed, story)
        elif one["state"] != "unsettled":
            test.assertFalse(changed, story)
        if one["state"] == "skipped" or state is None:
            test.assertNotEqual(one["state"], "done", story)
            test.assertIn(state, (None, "failed"), story)
        else:
            test.assertEqual(state, one["state"], story)


class Bulk(unittest.TestCase):
    """200 users are blocked while requests fail; whoever could not be is tried again, as one would from the marks that stay."""
    FAULTS = {
        "nothing": (),
        "throttled": (f"{BATCH},share=0.15,seed=1,status=429,retry-after=0", f"{WRITES},share=0.15,seed=2,status=429,retry-after=0"),
        "unavailable": (f"{BATCH},share=0.3,seed=3,status=503", f"{WRITES},share=0.3,seed=4,status=503,retry-after=0"),
        "gateway": (f"{BATCH},share=0.3,seed=5,status=504", f"{WRITES},share=0.3,seed=6,status=504", f"{READS},share=0.3,seed=7,status=504"),
        "cut": (f"{BATCH},share=0.3,seed=8,cut",),
        "cut among the items": (f"{WRITES},every=37,cut", f"{READS},every=71,cut"),
        "cut after": (f"{BATCH},share=0.3,seed=9,cut-after",),
        "cut after some items": (f"{WRITES},every=31,cut-after",),
        "truncated": (f"{BATCH},share=0.3,seed=10,truncate",),
        "garbage": (f"{BATCH},share=0.3,seed=11,garbage", f"{WRITES},every=53,garbage"),
        "expired": (f"{BATCH},share=0.3,seed=12,expire",),
        "refused": (f"{WRITES},share=0.3,seed=13,status=403",),
        "mixed": (f"{BATCH},share=0.06,seed=14,status=429,retry-after=0", f"{BATCH},share=0.06,seed=15,status=503",
                  f"{BATCH},share=0.06,seed=16,cut", f"{BATCH},share=0.06,seed=17,cut-after", f"{BATCH},share=0.06,seed=18,truncate",
                  f"{BATCH},share=0.06,seed=19,garbage", f"{BATCH},share=0.06,seed=20,expire", f"{WRITES},share=0.1,seed=21,status=429,retry-after=0"),
    }

    def settle_all(self, tenant):
        """Reading back may fail in the same ways; it is asked again until nothing is unsettled."""
        for _ in range(20):
            tenant.run("settle", code=None)
            if not [entry for entry in tenant.journal() if entry["state"] in ("unsettled", "intent")]:
                return
        self.fail("unsettled for ever")

    def block_all(self, faults):
        words = [word for fault in faults for word in ("--fault", fault)]
        with Tenant("--users", "400", *words) as tenant:
            tenant.config.write_text("fuse: 0\n" + tenant.config.read_text())
            every = left = bulk_users(tenant)
            self.assertEqual(len(every), BULK)
            states = collections.Counter()
            while left:
                before = tenant.states()
                outcomes = tenant.json("do", "block-sign-in", *left, "--yes", code=None)
                self.assertEqual([one["target"]["id"] for one in outcomes], left)
                agree(self, tenant, outcomes, before)
                states.update(one["state"] for one in outcomes)
                self.settle_all(tenant)
                blocked = {target for target, state in tenant.states().items() if state["accountEnabled"] is False}
                self.assertEqual(tenant.effects(), collections.Counter({target: 1 for target in every if target in blocked}))
                self.assertLess(sum(states.values()), 20 * BULK, f"no end in sight: {states}")
                left = [target for target in left if target not in blocked]
            self.assertEqual(tenant.effects(), collections.Counter(every), "a user was not changed exactly once")
            done = collections.Counter(entry["targetId"] for entry in tenant.journal() if entry["state"] == "done")
            self.assertEqual(done, collections.Counter(every), "the journal tells another story")
            struck = {line["fault"] for line in tenant.ledger() if line.get("fault")}
            self.assertEqual(bool(struck), bool(faults), "the faults did not strike")
            harness.contract(self, tenant.ledger_path)
            return states

    def test_each_user_is_changed_exactly_once(self):
        with concurrent.futures.ThreadPoolExecutor(6) as pool:  # mostly waiting for a retry's delay
            runs = {name: pool.submit(self.block_all, faults) for name, faults in harness.some(self.FAULTS.items())}
            for name, run in runs.items():
                with self.subTest(fault=name):
                    states = run.result()
                    print(f"{name}: {dict(states)}", flush=True)
                    if name in ("nothing", "throttled", "unavailable"):
                        self.assertGreaterEqual(states["done"], BULK * 0.9, "waiting as asked should have been enough")


class Lookup(unittest.TestCase):
    """A way on which no batch comes through whole: names are looked up one by one, and whom they mean does not change."""

    def test_names_are_found_where_every_batch_fails(self):
        for fault in ("truncate", "status=403"):
            with self.subTest(fault=fault), Tenant("--users", "60", "--fault", f"match=POST *$batch*,{fault}") as tenant:
                users = tenant.users("status:enabled synced:no type:member")[:3]
                planned = tenant.json("do", "require-password-change", *(user["userPrincipalName"] for user in users), "--dry-run", code=None)
                self.assertEqual([one["target"]["id"] for one in planned], [user["id"] for user in users])


class Killed(unittest.TestCase):
    """Killed between intent and outcome; the next start knows that it does not know, and reads it back."""

    def killed(self, fault, written):
        tenant = Tenant("--users", "60", "--fault", fault)
        self.addCleanup(tenant.close)
        user = tenant.users("status:enabled synced:no type:member")[0]
        tenant.hold()
        process = subprocess.Popen(tenant.command("do", "block-sign-in", user["id"], "--yes"), env=tenant.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: [entry for entry in tenant.journal() if entry["state"] == "intent"], "the intent")
        if written:
            wait_for(tenant.effects, "the write")
        process.send_signal(signal.SIGKILL)
        process.wait(DEADLINE)
        self.assertEqual([(entry["state"], entry["targetId"]) for entry in tenant.journal()], [("unsettled", user["id"])])
        self.assertIn("1 entry is unsettled", tenant.run("journal").stderr)
        return tenant, user

    def test_a_write_that_was_not_carried_out_is_read_back_as_failed(self):
        tenant, user = self.killed("match=PATCH /users/*,nth=1,hold=HERE,cut", written=False)
        settled = tenant.json("settle", code=1)
        self.assertEqual([(one["state"], one["target"]["id"]) for one in settled], [("failed", user["id"])])
        self.assertIn("not carried out", settled[0]["message"])
        self.assertEqual([entry["state"] for entry in tenant.journal()], ["failed"])
        self.assertFalse(tenant.effects())
        self.assertEqual(tenant.json("settle"), [])
        self.assertEqual(tenant.run("settle").stdout, "Nothing is unsettled.\n")

    def test_a_write_that_was_carried_out_is_read_back_as_done(self):
        tenant, user = self.killed("match=GET /users/*accountEnabled,nth=2,hold=HERE", written=True)
        settled = tenant.json("settle")
        self.assertEqual([(one["state"], one["target"]["id"]) for one in settled], [("done", user["id"])])
        self.assertEqual([entry["state"] for entry in tenant.journal()], ["done"])
        self.assertEqual(tenant.effects(), {user["id"]: 1})
        self.assertIs(tenant.states()[user["id"]]["accountEnabled"], False)

    def test_a_write_that_is_still_under_way_is_waited_for(self):
        self.under_way(60)

    def test_what_is_old_enough_is_looked_at_more_than_once(self):
        self.under_way(1)

    def under_way(self, least):
        tenant, user = self.killed("match=PATCH /users/*,nth=1,hold=HERE", written=False)
        tenant.config.write_text(re.sub("settle_after: .*", f"settle_after: {least}", tenant.config.read_text()))
        if least == 1:
            killed = time.time()
            wait_for(lambda: time.time() > killed + least, "its age")
        settling = subprocess.Popen(tenant.command("-o", "json", "settle"), env=tenant.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertIn("may still be under way", settling.stderr.readline())
        tenant.release()
        stdout, stderr = settling.communicate(timeout=DEADLINE)
        self.assertEqual((settling.returncode, stderr), (0, ""))
        self.assertEqual([(one["state"], one["target"]["id"]) for one in json.loads(stdout)], [("done", user["id"])])
        self.assertEqual([entry["state"] for entry in tenant.journal()], ["done"])

    def test_what_cannot_be_read_back_stays_unsettled(self):
        tenant, user = self.killed("match=PATCH /users/*,nth=1,hold=HERE,cut", written=False)
        tenant.release()
        tenant.stop()
        done = tenant.run("settle", code=5)
        self.assertEqual((done.stdout, len(done.stderr.splitlines())), ("", 1))
        self.assertEqual([entry["state"] for entry in tenant.journal()], ["unsettled"])
        tenant.start()


class Ended(unittest.TestCase):
    """A signal in the middle of a bulk run: what is under way is finished, the rest is not begun, and all of it is told."""

    def ended(self, number):
        with Tenant("--users", "700", "--fault", f"{WRITES},every=30,hold=HERE") as tenant:
            ids = bulk_users(tenant, 400)
            before = tenant.states()
            tenant.hold()  # so many batches travel at once: soon all of them wait
            process = subprocess.Popen(tenant.command("do", "block-sign-in", *ids, "--yes", "-o", "json"), env=tenant.environment,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            wait_for(tenant.effects, "the first write")
            process.send_signal(number)
            tenant.release()
            stdout, stderr = process.communicate(timeout=DEADLINE)
            self.assertEqual(process.returncode, 1, stderr)
            self.assertEqual(len(stderr.splitlines()), 1, stderr)
            outcomes = json.loads(stdout)
            self.assertEqual([one["target"]["id"] for one in outcomes], ids)
            states = collections.Counter(one["state"] for one in outcomes)
            self.assertEqual(set(states), {"done", "skipped"})
            agree(self, tenant, outcomes, before)
            self.assertEqual(set(tenant.effects().values()), {1})
            self.assertEqual({entry["state"] for entry in tenant.journal()} - {"done", "failed"}, set())

    def test_terminated(self):
        self.ended(signal.SIGTERM)

    def test_the_line_drops(self):
        self.ended(signal.SIGHUP)

    def test_interrupted_from_the_keyboard(self):
        self.ended(signal.SIGINT)


if __name__ == "__main__":
    harness.main()
