"""The journal where others are at it: another process's turn, a full disk, a container, an outcome that cannot be written."""
import contextlib
import resource
import shutil
import signal
import sqlite3
import subprocess
import unittest

import harness
from harness import DEADLINE, Tenant, wait_for

HELD_WRITE = "match=PATCH /users/*,hold=HERE"
# A pid namespace of its own, and of its own user namespace where the caller is not root.
CONTAINER = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc", "--kill-child"]


def containers():
    return shutil.which("unshare") and not subprocess.run([*CONTAINER, "true"], capture_output=True).returncode


class Journal(unittest.TestCase):
    def setUp(self):
        self.tenant = Tenant("--users", "60", "--fault", HELD_WRITE)
        self.addCleanup(self.tenant.close)
        self.user = self.tenant.users("status:enabled synced:no type:member")[0]
        self.tenant.journal()  # the file is there from now on
        self.tenant.hold()

    def path(self):
        return next(self.tenant.folder.rglob("journal*.db"))

    def begin(self, *before, **options):
        """Block sign-in: its write is on its way until the tenant lets it go."""
        process = subprocess.Popen([*before, *self.tenant.command("do", "block-sign-in", self.user["id"], "--yes")], env=self.tenant.environment,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        return process

    def states(self):
        return [entry["state"] for entry in self.tenant.journal()]

    @contextlib.contextmanager
    def locked(self):
        """Somebody else is writing."""
        with contextlib.closing(sqlite3.connect(self.path(), timeout=DEADLINE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield other

    def end(self, process, code):
        out, errors = process.communicate(timeout=DEADLINE)
        self.assertEqual(process.returncode, code, out + errors)
        return out, errors

    def test_it_waits_for_its_turn_and_loses_nothing(self):
        with self.locked() as other:
            process = self.begin()
            wait_for(lambda: [line for line in self.tenant.ledger() if line["method"] == "GET" and self.user["id"] in line["url"]], "the reading")
            self.assertFalse(self.tenant.effects())
            other.execute("ROLLBACK")
            wait_for(lambda: "intent" in self.states(), "the intent")
            other.execute("BEGIN IMMEDIATE")  # and once more between intent and outcome
            self.tenant.release()
            wait_for(self.tenant.effects, "the write")
            other.execute("ROLLBACK")
        self.end(process, 0)
        self.assertEqual(self.states(), ["done"])

    def test_nothing_is_sent_without_an_intent(self):
        with self.locked():
            out, errors = self.end(self.begin(), 1)
        self.assertIn("another roster is writing", out + errors)
        self.assertEqual((self.states(), self.tenant.effects()), ([], {}))

    def lost(self, errors, out):
        self.assertIn("the outcome of 1 entry is not in it", errors)
        self.assertIn("roster settle", errors)
        self.assertIn("Sign-in blocked", out)
        self.assertEqual(self.states(), ["unsettled"])
        self.assertEqual(self.tenant.json("settle")[0]["state"], "done")
        self.assertEqual(self.states(), ["done"])

    def test_an_outcome_that_stays_locked_out_is_said(self):
        process = self.begin()
        wait_for(lambda: "intent" in self.states(), "the intent")
        with self.locked():
            self.tenant.release()
            out, errors = self.end(process, 1)
        self.lost(errors, out)

    def test_an_outcome_that_a_full_disk_refuses_is_said(self):
        process = self.begin()
        wait_for(lambda: "intent" in self.states(), "the intent")
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, 0))  # no file grows any more
        self.tenant.release()
        self.lost(*reversed(self.end(process, 1)))

    @unittest.skipUnless(containers(), "no pid namespace can be made here")
    def test_what_a_container_is_doing_is_left_alone(self):
        process = self.begin(*CONTAINER)
        wait_for(lambda: "intent" in self.states(), "the intent")
        self.assertEqual(self.tenant.json("settle"), [])
        self.assertEqual(self.states(), ["intent"])
        self.tenant.release()
        self.end(process, 0)
        self.assertEqual(self.states(), ["done"])

    @unittest.skipUnless(containers(), "no pid namespace can be made here")
    def test_what_runs_outside_is_left_alone_by_a_container(self):
        process = self.begin()
        wait_for(lambda: "intent" in self.states(), "the intent")
        inside = subprocess.run([*CONTAINER, *self.tenant.command("-o", "json", "settle")], env=self.tenant.environment, capture_output=True, text=True, timeout=DEADLINE)
        self.assertEqual((inside.stdout.strip(), inside.returncode), ("[]", 0), inside.stderr)
        self.tenant.release()
        self.end(process, 0)
        self.assertEqual(self.states(), ["done"])

    @unittest.skipUnless(containers(), "no pid namespace can be made here")
    def test_what_a_killed_container_left_is_read_back(self):
        process = self.begin(*CONTAINER)
        wait_for(lambda: "intent" in self.states(), "the intent")
        process.kill()
        process.wait(DEADLINE)
        wait_for(lambda: self.states() == ["unsettled"], "the end of its owner")
        self.tenant.release()
        wait_for(self.tenant.effects, "the write, which was on its way")
        self.assertEqual([one["state"] for one in self.tenant.json("settle")], ["done"])


if __name__ == "__main__":
    harness.main()
