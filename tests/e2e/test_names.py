"""Before something is done from the command line: what there is to mind is said, and who must not be changed by accident is named twice."""
import os
import pty
import subprocess
import unittest

import harness
from harness import DEADLINE, Tenant

USAGE, REFUSED = 2, 4
ADMINISTRATOR = "gloria.global@contoso.com"


class Names(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant("--users", "200")

    @classmethod
    def tearDownClass(cls):
        cls.tenant.close()

    def answered(self, line, *words):
        """Run with a person at the terminal who types `line`."""
        person, terminal = pty.openpty()
        try:
            os.write(person, f"{line}\n".encode())
            return subprocess.run(self.tenant.command(*words), env=self.tenant.environment, stdin=terminal, capture_output=True, text=True,
                                  timeout=DEADLINE)
        finally:
            os.close(person)
            os.close(terminal)

    def status(self):
        return next(user for user in self.tenant.users() if user["userPrincipalName"] == ADMINISTRATOR)["accountEnabled"]

    def test_an_administrator_is_refused_until_named(self):
        result, = self.tenant.json("do", "block-sign-in", ADMINISTRATOR, "--yes", code=REFUSED)
        self.assertEqual(result["state"], "refused")
        self.assertIn("directory role", result["message"])
        self.assertIn(f"--name {ADMINISTRATOR}", result["hint"])
        self.assertTrue(self.status())
        result, = self.tenant.json("do", "block-sign-in", ADMINISTRATOR, "--name", ADMINISTRATOR.upper(), "--yes")
        self.assertEqual(result["state"], "done")
        self.assertFalse(self.status())
        self.tenant.json("do", "unblock-sign-in", ADMINISTRATOR, "--yes")

    def test_another_name_changes_nothing(self):
        before = len(self.tenant.writes("PATCH", success=False))
        done = self.tenant.run("do", "block-sign-in", ADMINISTRATOR, "--name", "somebody@contoso.com", "--yes", code=USAGE)
        self.assertIn("--name is somebody@contoso.com", done.stderr)
        done = self.tenant.run("do", "block-sign-in", ADMINISTRATOR, "riley.roles@contoso.com", "--name", ADMINISTRATOR, "--yes", code=USAGE)
        self.assertIn("one user, not 2", done.stderr)
        self.assertEqual(len(self.tenant.writes("PATCH", success=False)), before)

    def test_the_question_warns_and_takes_the_name(self):
        wrong = self.answered("y", "do", "revoke-sessions", ADMINISTRATOR)
        self.assertIn("Privileged: Global Administrator", wrong.stderr)
        self.assertIn(f"Type {ADMINISTRATOR} to do it", wrong.stderr)
        self.assertIn("nothing was done", wrong.stderr)
        self.assertNotEqual(wrong.returncode, 0)
        right = self.answered(ADMINISTRATOR, "do", "revoke-sessions", ADMINISTRATOR)
        self.assertEqual(right.returncode, 0, right.stderr)

    def test_those_left_out_of_a_bulk_run_are_told_before(self):
        other = self.tenant.users("status:enabled type:member synced:no licence:E")[0]["userPrincipalName"]
        done = self.answered("n", "do", "revoke-sessions", ADMINISTRATOR, other)
        self.assertIn(f"{ADMINISTRATOR}: left out (Global Administrator)", done.stderr)
        self.assertIn("[y/N]", done.stderr)

    def test_a_pass_says_what_the_tenant_allows(self):
        user = self.tenant.users("status:enabled type:member synced:no licence:E")[0]["userPrincipalName"]
        done = self.answered("y", "do", "create-tap", user)
        self.assertIn("The tenant allows", done.stderr)
        self.assertIn("Temporary Access Pass: ", done.stdout)
        result, = self.tenant.json("do", "create-tap", user, "--yes")
        self.assertEqual(result["secretName"], "Temporary Access Pass")

    def test_a_parameter_takes_several_values(self):
        user = self.tenant.users("status:enabled type:member synced:no licence:E")[0]["userPrincipalName"]
        result, = self.tenant.json("do", "manage-licences", user, "--set", "add=SPE_F1", "--set", "add=POWER_BI_PRO", "--dry-run")
        self.assertEqual(len(result["requests"][-1]["body"]["addLicenses"]), 2)


if __name__ == "__main__":
    harness.main()
