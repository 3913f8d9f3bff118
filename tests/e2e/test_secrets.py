"""Passwords, passes, the connector's secret and tokens: nowhere but where they are shown, once."""
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import unittest
import urllib.parse

import harness
from actions import SIZE
from between import Between
from harness import DEADLINE, Tenant, wait_for
from straight import Straight

SECRET = "c4nary+/&=~secret"
MADE = rb'"(?:secretText|temporaryAccessPass|access_token|newPassword|password)":\s*"([^"]{6,})"'


class Secrets(unittest.TestCase):
    def setUp(self):
        self.tenant = Tenant(*SIZE, "--mfa-delay", "1500", "--client-secret", SECRET)
        self.addCleanup(self.tenant.close)
        self.wire = Between(self.tenant)
        self.addCleanup(self.wire.__exit__)
        self.straight = Straight(self.tenant)
        self.straight.id("pam.password")
        self.trace = self.tenant.folder / "trace.jsonl"

    def secrets(self):
        """Everything secret that roster sent or was given, as it may be written."""
        found = {SECRET, urllib.parse.quote(SECRET, safe=""), urllib.parse.quote_plus(SECRET)}
        for _, _, headers, body in self.wire.requests:
            found.update(re.findall(r"Bearer (\S+)", headers.get("Authorization", "")))
            found.update(text.decode() for text in re.findall(MADE, body))
        for text in self.wire.replies:
            found.update(one.decode() for one in re.findall(MADE, text))
        for one in set(found):
            found.update((json.dumps(one)[1:-1], urllib.parse.quote_plus(one)))
        return found - {"***"}

    def nowhere(self, secrets, *texts):
        for path in self.tenant.folder.rglob("*"):
            if path.is_file() and path != self.tenant.config:
                content = path.read_bytes()
                for secret in secrets:
                    self.assertNotIn(secret.encode(), content, path)
        for text in texts:
            for secret in secrets:
                self.assertNotIn(secret, text)

    def roster(self, *words, code=0):
        return self.tenant.run("--trace", self.trace, *words, code=code)

    def test_what_is_made_is_shown_once_and_kept_nowhere(self):
        user = self.straight.id("pam.password")
        for action, name in (("create-tap", "Temporary Access Pass"), ("reset-password", "password"), ("reset-password-must-change", "password")):
            with self.subTest(action):
                done = self.roster("-o", "json", "do", action, user, "--yes")
                outcome = json.loads(done.stdout)[0]
                self.assertEqual(outcome["secretName"], name)
                shown = outcome.pop("secret")
                self.assertIn(shown, self.secrets())
                journal = self.roster("-o", "json", "journal").stdout
                self.nowhere(self.secrets(), json.dumps(outcome, ensure_ascii=False), done.stderr, journal)
                text = self.roster("do", action, user, "--yes")
                fresh = [one for one in self.secrets() if one in text.stdout and len(one) < 64]
                self.assertEqual(len(fresh), 1, "shown once, and nothing else of it")
                self.assertEqual(text.stdout.count(fresh[0]), 1)
        self.assertTrue([one for one in self.secrets() if len(one) < 12])  # passes
        plan = self.roster("do", "create-tap", user, "--dry-run").stdout
        self.nowhere(self.secrets(), plan)

    def test_a_prompt_shows_no_secret_at_all(self):
        user = self.straight.id("pam.password")
        for form in ("text", "json"):
            done = self.roster("-o", form, "do", "send-mfa-push", user, "--yes")
            made = [one for one in self.wire.replies if b"secretText" in one]
            self.assertTrue(made)
            self.nowhere(self.secrets(), done.stdout, done.stderr, self.roster("-o", "json", "journal").stdout)

    def waiting(self):
        """A roster that waits for an answer, with a secret and tokens in its memory; cores are allowed."""
        process = subprocess.Popen(self.tenant.command("do", "send-mfa-push", self.straight.id("pam.password"), "--yes"), env=self.tenant.environment,
                                   cwd=self.tenant.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))
        wait_for(lambda: [one for one in self.wire.requests if "BeginTwoWay" in one[1]], "the prompt")
        return process

    def test_neither_arguments_environment_nor_core_hold_one(self):
        process = self.waiting()
        self.addCleanup(process.stderr.close)
        there = pathlib.Path("/proc", str(process.pid))
        seen = (there / "cmdline").read_bytes()
        try:
            seen += (there / "environ").read_bytes()
        except PermissionError:  # it is not dumpable: nobody but root may look, which is the better answer
            self.assertNotEqual(os.geteuid(), 0)
        limits = (there / "limits").read_text()
        secrets = self.secrets()
        process.send_signal(signal.SIGABRT)
        self.assertEqual(process.wait(DEADLINE), -signal.SIGABRT)
        for secret in secrets:
            self.assertNotIn(secret.encode(), seen)
        if not harness.SANITIZED:
            self.assertRegex(limits, r"Max core file size +0 +0 ")
        self.assertEqual([path.name for path in self.tenant.folder.glob("core*")], [])
        self.nowhere(secrets, process.stderr.read())


if __name__ == "__main__":
    harness.main()
