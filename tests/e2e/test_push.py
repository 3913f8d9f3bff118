"""An approval prompt: whatever the answer and however it ends, the secret made for it is removed; killed, the journal knows."""
import json
import signal
import subprocess
import unittest

import harness
from actions import SIZE
from harness import DEADLINE, Tenant
from straight import Straight

NEVER = SIZE + ("--mfa-delay", "60000")  # longer than anybody waits here


def asked(tenant, part):
    return [line for line in tenant.ledger() if part in line["url"]]


class Push(unittest.TestCase):
    def settled(self, tenant, removals=1):
        """Made once, removed once, nothing left."""
        self.assertEqual((len(asked(tenant, "/addPassword")), len(asked(tenant, "/removePassword"))), (1, removals))
        self.assertEqual(Straight(tenant).secrets(), [])

    def test_every_answer_is_told_and_the_secret_removed(self):
        for user, state, code, said in (("pam.password", "done", 0, "Approved"), ("dirk.driveless", "failed", 1, "Denied"),
                                        ("ella.enabled", "failed", 1, "No answer"), ("emilie", "failed", 1, "number matching"),
                                        ("noel.nowhere", "failed", 1, "PhoneAppUnreachable"), ("rita.risk", "failed", 1, "NoDefaultAuthenticationMethod")):
            with self.subTest(user), Tenant(*SIZE, "--mfa-delay", "30") as tenant:
                done = tenant.json("do", "send-mfa-push", Straight(tenant).id(user), "--yes", code=code)[0]
                self.assertEqual((done["state"], said in done["message"]), (state, True), done)
                self.assertEqual([entry["state"] for entry in tenant.journal()], [state])
                self.settled(tenant)

    def begun(self, tenant, words=("--yes",)):
        process = subprocess.Popen(tenant.command("-o", "json", "do", "send-mfa-push", Straight(tenant).id("pam.password"), *words), env=tenant.environment,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # waiting is told once the prompt is under way
        told = ""
        while "waiting for the user" not in told:
            line = process.stderr.readline()
            self.assertTrue(line, "it ended without waiting")
            told += line
        self.assertEqual(len(Straight(tenant).secrets()), 1)
        return process

    def test_interrupted_while_waiting_the_secret_is_removed(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name), Tenant(*NEVER) as tenant:
                process = self.begun(tenant)
                process.send_signal(number)
                stdout, stderr = process.communicate(timeout=DEADLINE)
                self.assertEqual(process.returncode, 1, stderr)
                done = json.loads(stdout)[0]
                self.assertIn("cancelled; the secret made for it is removed", done["message"])
                self.assertEqual([entry["state"] for entry in tenant.journal()], ["failed"])
                self.settled(tenant)
                tenant.kill()  # it would wait for its user's answer

    def test_killed_while_waiting_the_journal_knows_and_is_settled(self):
        with Tenant(*NEVER) as tenant:
            process = self.begun(tenant)
            process.kill()
            process.communicate(timeout=DEADLINE)
            self.assertEqual([entry["state"] for entry in tenant.journal()], ["unsettled"])
            settled = tenant.json("settle")[0]
            self.assertEqual((settled["state"], settled["action"]), ("done", "send-mfa-push"))
            self.assertIn("ends by itself", settled["message"])
            self.assertEqual([entry["state"] for entry in tenant.journal()], ["done"])
            self.assertEqual(asked(tenant, "/removePassword"), [])
            tenant.kill()

    def test_a_secret_that_cannot_be_removed_is_named(self):
        with Tenant(*SIZE, "--mfa-delay", "30", "--fault", "match=POST */removePassword,status=403") as tenant:
            done = tenant.json("do", "send-mfa-push", Straight(tenant).id("pam.password"), "--yes", code=1)[0]
            key = Straight(tenant).secrets()[0]
            self.assertIn("could not be removed", done["message"])
            self.assertIn(key, done["hint"])

    def test_two_at_once_each_remove_their_own(self):
        with Tenant(*SIZE, "--mfa-delay", "300") as tenant:
            straight = Straight(tenant)
            users = [straight.id(name) for name in ("pam.password", "dirk.driveless", "tia.tap")]
            running = [subprocess.Popen(tenant.command("-o", "json", "do", "send-mfa-push", user, "--yes"), env=tenant.environment, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True) for user in users]
            states = [json.loads(process.communicate(timeout=DEADLINE)[0])[0]["state"] for process in running]
            self.assertEqual(states, ["done", "failed", "done"])
            self.assertEqual(straight.secrets(), [])


if __name__ == "__main__":
    harness.main()
