"""Every action does what it says: the state is read back past roster; done again it says so; each refusal says why and what next,
and changes nothing."""
import concurrent.futures
import json
import unittest

import harness
from actions import QUICK, TABLE, VIEW_ONLY, Refusal, Trial
from harness import Tenant

READING = ("Directory.Read.All,User.Read.All,GroupMember.Read.All,Policy.Read.All,UserAuthenticationMethod.Read.All,"
           "IdentityRiskyUser.Read.All,Files.Read.All,Sites.Read.All,Application.Read.All,RoleManagement.Read.Directory,LicenseAssignment.Read.All")


def sent_writes(tenant):
    """Lines of the ledger that change something, whatever the service."""
    return [line for line in tenant.ledger() if harness.is_write(line)]


class Actions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with Tenant(*QUICK) as tenant:
            cls.rows = {row["name"]: row for row in tenant.json("actions") if "creates" not in row["flags"]}

    def each(self, run, cases):
        """`run` for each case, several at once; a failure names its case."""
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            for name, future in [(case, pool.submit(run, *case)) for case in harness.some(cases)]:
                with self.subTest(name[0], what=getattr(name[-1], "what", None)):
                    future.result()

    def test_every_row_is_tried(self):
        self.assertEqual(sorted(self.rows), sorted(TABLE))
        for name, row in self.rows.items():
            given = {value.split("=", 1)[0] for value in TABLE[name].values}
            self.assertLessEqual({one["name"] for one in row["parameters"] if one["required"] and one["default"] is None}, given, name)

    def do(self, name, what):
        with Tenant(*QUICK, *what.tenant) as tenant:
            trial = Trial(tenant, name, what)
            before = trial.read()
            outcome = tenant.json(*trial.words(), "--yes")[0]
            after = trial.read()
            self.assertEqual((outcome["state"], outcome["target"]["id"]), ("done", trial.user), outcome)
            self.assertTrue(what.fits(before, after), (before, after))
            self.assertEqual("secret" in outcome, "secret" in self.rows[name]["flags"])
            self.assertTrue(outcome["message"].endswith(".") and outcome["requests"], outcome)
            entry = tenant.journal()[0]
            self.assertEqual((entry["state"], entry["action"], entry["targetId"]), ("done", name, trial.user))
            self.assertEqual([one["url"] for one in entry["requests"]], [one["url"] for one in outcome["requests"]])
            if what.again not in ("done", "already"):
                done = tenant.run(*trial.words(), "--yes", code=None)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(what.again, done.stdout + done.stderr)
                return
            again = tenant.json(*trial.words(), "--yes")[0]
            self.assertEqual(again["state"], what.again, again)
            if what.again == "already":
                self.assertEqual((trial.read(), again["requests"]), (after, []))

    def test_each_does_it_and_says_when_it_is_so_already(self):
        self.each(self.do, TABLE.items())

    def refuse(self, name, what):
        with Tenant(*QUICK, *what.tenant) as tenant:
            trial = Trial(tenant, name, what)
            state, code = what.end
            readable = state and not what.unreadable
            before = trial.read() if readable else None
            done = tenant.run("-o", "json", *trial.words(what.named), "--yes", code=code)
            told = done.stderr
            if state:
                outcome = json.loads(done.stdout)[0]
                self.assertEqual(outcome["state"], state, outcome)
                told = outcome["message"] + " " + outcome.get("hint", "")
                if readable:
                    self.assertEqual(trial.read(), before)
                self.assertNotIn("done", [entry["state"] for entry in tenant.journal()])
            else:
                self.assertEqual((done.stdout, len(told.splitlines())), ("", 1))
                self.assertFalse(sent_writes(tenant))
            for word in what.says:
                self.assertIn(word, told)

    def test_each_refusal_says_why_and_changes_nothing(self):
        self.each(self.refuse, [(name, refusal) for name, what in TABLE.items() for refusal in what.refusals])

    def lacking(self, name, what, missing):
        """Without the permission: refused before anything is sent, in the words of the row."""
        with Tenant(*QUICK) as full:
            trial = Trial(full, name, what)
            address = trial.address
        with Tenant(*QUICK, "--roles", READING) as tenant:
            words = ["do", name, trial.user, *(word for value in what.values for word in ("--set", value)), "--name", address]
            outcome = tenant.json(*words, "--yes", code=4 if missing else None)[0]
            self.assertEqual(outcome["state"], "refused", outcome)
            self.assertIn(missing, outcome["message"])
            self.assertIn("with admin consent", outcome["hint"])
            self.assertFalse(sent_writes(tenant))
            self.assertEqual(tenant.journal(), [])

    def test_a_missing_permission_is_named_before_anything_is_sent(self):
        first = lambda names: next(name for name in names if name != "Directory.AccessAsUser.All")  # which is for persons alone
        cases = [(name, what, first(self.rows[name]["permissions"])) for name, what in TABLE.items() if self.rows[name]["permissions"]]
        # who may not write the first may not read it either; of the others nothing is to be done before somebody has prepared it
        unready = ("set-source-of-authority", "restore-user", "remove-from-group")
        self.each(self.lacking, [case for case in cases if case[0] not in unready])

    def test_what_exchange_does_not_offer_is_said_in_the_words_of_the_row(self):
        with Tenant(*QUICK, *VIEW_ONLY) as tenant:
            trial = Trial(tenant, "enable-archive", TABLE["enable-archive"])
            outcome = tenant.json(*trial.words(), "--yes", code=1)[0]
            self.assertIn("Exchange Administrator", outcome["message"] + outcome.get("hint", ""))


if __name__ == "__main__":
    harness.main()
