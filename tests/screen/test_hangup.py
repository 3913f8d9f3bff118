"""The line drops while a bulk run is under way: it is finished, and the journal says so."""
import os
import pty
import re
import select
import signal
import time
import unittest

from screen import Tenant, main
from harness import BUILD, DEADLINE, wait_for


class Hangup(unittest.TestCase):
    def setUp(self):
        self.seen, self.closed = b"", False

    def start(self, tenant):
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(BUILD / "roster", ["roster", "--config", str(tenant.config)], tenant.environment)
        self.terminal = terminal
        return pid

    def read(self):
        if self.closed:
            return
        while select.select([self.terminal], [], [], 0)[0]:
            try:
                self.seen += os.read(self.terminal, 65536)
            except OSError:  # the other end is gone
                return

    def shows(self, text):
        def look():
            self.read()
            return text.encode() in self.seen
        wait_for(look, text)

    def ends(self, pid):
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until:
            self.read()
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                return status
            time.sleep(0.02)
        os.kill(pid, signal.SIGKILL)
        self.fail("roster did not end")

    def begun(self, tenant):
        """A screen that blocks many, in the middle of it."""
        pid = self.start(tenant)
        self.shows("as of")
        os.write(self.terminal, b"2*")
        self.shows(" marked")
        os.write(self.terminal, b"\r")
        self.shows("Block sign-in")
        os.write(self.terminal, b"b")
        self.shows("Yes (y)")  # everybody has been looked at
        os.write(self.terminal, b"y")
        wait_for(lambda: tenant.writes("PATCH"), "a write")
        return pid

    def dropped(self, drop):
        with Tenant("--users", "40", "--latency", "150") as tenant:
            pid = self.begun(tenant)
            drop(pid)
            self.ends(pid)
            journal = tenant.journal()
            self.assertTrue(journal)
            self.assertEqual({entry["state"] for entry in journal} - {"done", "already", "failed"}, set(), "unsettled")
            blocked = {user["id"] for user in tenant.users("status:blocked")}
            for entry in journal:
                if entry["state"] == "done":
                    self.assertIn(entry["targetId"], blocked)
            changed = [line["url"].rsplit("/", 1)[-1] for line in tenant.writes("PATCH")]
            self.assertEqual(len(changed), len(set(changed)), "done twice")

    def hang_up(self):
        self.closed = True
        os.close(self.terminal)

    def test_the_line_drops(self):
        self.dropped(lambda pid: self.hang_up())

    def test_hangup(self):
        self.dropped(lambda pid: os.kill(pid, signal.SIGHUP))

    def test_leaving_says_how_far_it_is(self):
        with Tenant("--users", "40", "--latency", "2000") as tenant:
            pid = self.begun(tenant)
            os.write(self.terminal, b"\003")
            self.shows("Press q again")
            os.write(self.terminal, b"\003")
            self.shows("Ctrl-C stops what has not begun")
            self.seen = b""
            os.write(self.terminal, b"\003")
            self.shows("what has not begun is left out")
            self.assertEqual(os.waitstatus_to_exitcode(self.ends(pid)), 0)
            last = self.seen.decode().strip().splitlines()[-1]
            done, left = map(int, re.search(r"roster: finished: (\d+) done, 0 failed, (\d+) left out", last).groups())
            self.assertEqual(done, len(tenant.writes("PATCH")))
            self.assertGreater(left, 0)

    def test_termination(self):
        self.dropped(lambda pid: os.kill(pid, signal.SIGTERM))


if __name__ == "__main__":
    main()
