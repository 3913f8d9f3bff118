"""What goes wrong on the way: throttling, cut connections, expired tokens, a process that is killed. Nothing is lost or done twice."""
import collections
import concurrent.futures
import os
import signal
import subprocess
import unittest

import harness
from harness import DEADLINE, Tenant, wait_for

BULK = 200
# The requests of the run itself, whole batches and their items alike; not the look-up of who is meant.
BATCH = "match=POST /$batch"
READS = "match=GET /users/*accountEnabled"
WRITES = "match=PATCH /users/*"


def bulk_users(tenant, count=BULK):
    return [user["id"] for user in tenant.users("status:enabled type:member")][:count]


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
        "throttled": (f"{BATCH},share=0.3,seed=1,status=429,retry-after=0", f"{WRITES},share=0.3,seed=2,status=429,retry-after=0"),
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
            runs = {name: pool.submit(self.block_all, faults) for name, faults in self.FAULTS.items()}
            for name, run in runs.items():
                with self.subTest(fault=name):
                    states = run.result()
                    print(f"{name}: {dict(states)}", flush=True)
                    if name in ("nothing", "throttled", "unavailable"):
                        self.assertGreaterEqual(states["done"], BULK * 0.9, "waiting as asked should have been enough")


class Killed(unittest.TestCase):
    def interrupted(self, fault):
        """Kill roster between intent and outcome; the tenant is left with what it did."""
        tenant = Tenant("--users", "60", "--fault", fault)
        user = tenant.users("status:enabled synced:no type:member")[0]
        process = subprocess.Popen(tenant.command("do", "block-sign-in", user["id"], "--yes"), env=tenant.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: [entry for entry in tenant.journal() if entry["state"] != "done"], "the intent")
        if "delay" not in fault:
            wait_for(lambda: tenant.writes(success=False), "the write")
        process.send_signal(signal.SIGKILL)
        process.wait(DEADLINE)
        return tenant, user

    def test_killed_before_the_write_arrived_is_read_back_as_not_carried_out(self):
        tenant, user = self.interrupted("match=PATCH *,delay=3000,cut")
        with tenant:
            entry = tenant.journal()[0]
            self.assertEqual(entry["state"], "unsettled")
            tenant.stop()
            tenant.arguments = ("--users", "60")
            tenant.start()
            self.assertIn("unsettled", tenant.run("journal").stderr)
            settled = tenant.json("settle", code=None)
            self.assertEqual([one["state"] for one in settled], ["failed"])
            self.assertIn("not carried out", settled[0]["message"])
            self.assertEqual(tenant.journal()[0]["state"], "failed")
            self.assertEqual(tenant.json("settle"), [])

    def test_killed_after_the_write_is_read_back_as_done(self):
        tenant, user = self.interrupted("match=GET */users/????????-*,nth=2,delay=60000")
        with tenant:
            tenant.writes()
            self.assertEqual(tenant.journal()[0]["state"], "unsettled")
            settled = tenant.json("settle")
            self.assertEqual([one["state"] for one in settled], ["done"])
            self.assertEqual(tenant.journal()[0]["state"], "done")
            self.assertEqual(len(tenant.writes()), 1)


if __name__ == "__main__":
    harness.main()
