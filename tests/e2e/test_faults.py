"""What goes wrong on the way: throttling, cut connections, expired tokens, a process that is killed. Nothing is lost or done twice."""
import collections
import concurrent.futures
import json
import os
import signal
import subprocess
import unittest

import harness
from harness import DEADLINE, Tenant, wait_for

BULK = 200


def bulk_users(tenant, count=BULK):
    return [user["id"] for user in tenant.users("status:enabled type:member")][:count]


class Bulk(unittest.TestCase):
    def block_all(self, *faults, token_lifetime=None):
        words = [word for fault in faults for word in ("--fault", fault)]
        with Tenant("--users", "400", *words) as tenant:
            ids = bulk_users(tenant)
            self.assertEqual(len(ids), BULK)
            done = tenant.json("do", "block-sign-in", *ids, "--yes", code=None)
            states = collections.Counter(one["state"] for one in done)
            self.assertEqual(states, {"done": BULK})
            changed = collections.Counter(line["url"].rsplit("/", 1)[-1] for line in tenant.writes())
            self.assertEqual(set(changed), set(ids))
            self.assertEqual(set(changed.values()), {1}, "a user was changed more than once")
            journal = collections.Counter((entry["state"], entry["action"]) for entry in tenant.journal())
            self.assertEqual(journal, {("done", "block-sign-in"): BULK})
            blocked = {user["id"] for user in tenant.users("status:blocked")}
            self.assertTrue(set(ids) <= blocked)
            harness.contract(self, tenant.ledger_path)
            return tenant

    def test_without_faults(self):
        self.block_all()

    def test_throttled(self):
        self.block_all("match=* */graph/*,share=0.3,seed=1,status=429,retry-after=0")

    def test_unavailable(self):
        self.block_all("match=* */graph/*,share=0.3,seed=2,status=503,retry-after=0")

    def test_cut_before(self):
        self.block_all("match=* */graph/*,share=0.3,seed=3,cut")

    def test_cut_after_it_was_carried_out(self):
        self.block_all("match=POST */graph/*,share=0.3,seed=4,cut-after")

    def test_expired_tokens(self):
        self.block_all("match=* */graph/*,share=0.3,seed=5,expire")

    def test_gateway_errors(self):
        self.block_all("match=* */graph/*,share=0.2,seed=6,status=504")

    def test_truncated(self):
        self.block_all("match=* */graph/*,share=0.2,seed=7,truncate")

    def test_all_of_them_at_30_percent(self):
        self.block_all("match=* */graph/*,share=0.08,seed=8,status=429,retry-after=0",
                       "match=* */graph/*,share=0.08,seed=9,status=503,retry-after=0",
                       "match=* */graph/*,share=0.08,seed=10,cut-after",
                       "match=* */graph/*,share=0.06,seed=11,expire")


class Single(unittest.TestCase):
    """One user, and the n-th exchange fails in each way: the sweep over every action."""

    KINDS = ("status=429,retry-after=0", "status=503,retry-after=0", "status=500", "cut", "cut-after", "truncate", "garbage", "expire", "delay=50")
    ACTIONS = ("block-sign-in", "unblock-sign-in", "reset-password", "reset-password-must-change", "revoke-sessions")

    def sweep(self, action):
        query = "status:blocked synced:no type:member" if action == "unblock-sign-in" else "status:enabled synced:no type:member"
        with concurrent.futures.ThreadPoolExecutor(8) as pool: # mostly waiting for a retry's delay
            cases = [(kind, nth, pool.submit(self.one, action, query, kind, nth)) for kind in self.KINDS for nth in (1, 2, 3)]
            for kind, nth, result in cases:
                with self.subTest(kind=kind, nth=nth):
                    result.result()

    def one(self, action, query, kind, nth):
        with Tenant("--users", "60", "--fault", f"match=* */graph/v1.0/users/????????-*,nth={nth},{kind}") as tenant:
            user = tenant.users(query)[0]
            done = tenant.json("do", action, user["id"], "--yes", code=None)[0]
            entry = tenant.journal()[0] if tenant.journal() else None
            effects = len(tenant.writes("PATCH")) + len([line for line in tenant.writes("POST") if "/graph/" in line["url"]])
            if done["state"] in ("done", "already"):
                self.assertTrue(effects >= 1)
                self.assertEqual(entry["state"], "done")
                if not action.startswith("reset-password"):
                    self.assertEqual(effects, 1, "done twice")
            else:
                self.assertIn(done["state"], ("failed", "unsettled"))
                self.assertTrue(done["message"])
                self.assertEqual(entry["state"] if entry else "failed", done["state"])

    def test_block(self):
        self.sweep("block-sign-in")

    def test_unblock(self):
        self.sweep("unblock-sign-in")

    def test_reset_password(self):
        self.sweep("reset-password")

    def test_reset_password_must_change(self):
        self.sweep("reset-password-must-change")

    def test_revoke(self):
        self.sweep("revoke-sessions")


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
