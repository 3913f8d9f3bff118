"""Read-only: no write leaves the process, whatever is asked and by whatever way; what lifts it is journalled."""
import datetime
import re
import unittest

import harness
from harness import Tenant

REFUSED = 4
VALUES = {"dateTime": "+1d", "boolean": "true", "number": "1", "secret": "Long enough 4711!", "multiline": "some text", "text": "some text"}


def is_write(line):
    """Anything but reading: what cannot be told from its method is told by its name."""
    if line["method"] in ("GET", "HEAD") or "/login/" in line["url"]:
        return False
    if "InvokeCommand" in line["url"] and isinstance(line["body"], dict):
        return not line["body"].get("CmdletInput", {}).get("CmdletName", "").startswith(("Get-", "Search-"))
    if line["url"].endswith("/auditLog/queries"):
        return False  # a search is begun
    if "$batch" in line["url"]:
        return False  # its items have lines of their own
    return not re.search(r"/(getMemberGroups|getByIds|ProcessQuery)", line["url"]) or "Create" in str(line["body"])


class ReadOnly(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant("--users", "80", "--seed", "7")
        cls.text = cls.tenant.config.read_text()
        cls.user = next(user["userPrincipalName"] for user in cls.tenant.users("status:enabled synced:no type:member licence:E5"))
        cls.actions = cls.tenant.json("actions")

    @classmethod
    def tearDownClass(cls):
        cls.tenant.close()

    def configure(self, top="", tenant=""):
        self.tenant.config.write_text(top + re.sub(r"^(    client_id: .*\n)", r"\1" + tenant, self.text, flags=re.M))

    def value(self, param):
        if param["choices"]:
            return param["choices"][0]
        if param["type"] in ("user", "group", "site"):
            return self.user
        if param["name"] == "file":
            return "https://contoso.sharepoint.com/sites/a/b.docx"
        if param["name"] == "number":
            return "+31201230002"
        if param["name"] == "telephone":
            return "+31 612345678"
        if param["name"] == "address":
            return "somebody@elsewhere.example"
        if param["name"] == "app":
            return "00000003-0000-0000-c000-000000000001"
        return str(param["minimum"]) if param["type"] == "number" and "minimum" in param else VALUES.get(param["type"], "some text")

    def words(self, action):
        words = ["do", action["name"], self.user, "--name", self.user, "--yes"]
        for param in action["parameters"]:
            if param["required"] or (action["name"], param["name"]) in (("remove-from-group", "group"), ("add-to-group", "group")):  # or another way to say which
                words += ["--set", f"{param['name']}={self.value(param)}"]
        return words

    def nothing_written(self):
        self.assertEqual([(line["method"], line["url"]) for line in self.tenant.ledger() if is_write(line)], [])

    def every_action(self, *options):
        for action in (one for one in self.actions if "creates" not in one["flags"]):
            with self.subTest(action=action["name"]):
                done = self.tenant.run(*options, *self.words(action), "-o", "json", code=None)
                self.assertEqual(done.returncode, REFUSED, done.stdout + done.stderr)
                self.assertIn("read-only", done.stdout)
        self.nothing_written()
        self.assertEqual(self.tenant.journal(), [])

    def test_nobody_is_made_and_nothing_contained(self):
        """What is no `do` has the same lock."""
        self.configure()
        people = self.tenant.folder / "people.csv"
        people.write_text("displayName,mailNickname,usageLocation\nRead Only,read.only,NL\n")
        for words in (("add", "--set", "displayName=Read Only", "--set", "mailNickname=read.only"), ("invite", "--set", "email=a@elsewhere.example"),
                      ("bulk-add", people), ("remediate", self.user, "--classic")):
            with self.subTest(words[0]):
                done = self.tenant.run("--read-only", *words, "--yes", "-o", "json", code=None)
                self.assertEqual(done.returncode, REFUSED, done.stdout + done.stderr)
                self.assertIn("read-only", done.stdout + done.stderr)
        self.nothing_written()
        self.assertEqual(self.tenant.journal(), [])

    def test_the_command_line_refuses_every_action_by_its_flag(self):
        self.configure()
        self.every_action("--read-only")

    def test_the_command_line_refuses_every_action_by_the_configuration(self):
        self.configure(top="read_only: true\n")
        self.every_action()

    def test_the_command_line_refuses_by_the_tenant(self):
        self.configure(tenant="    read_only: true\n")
        self.every_action()

    def test_a_plan_is_still_told(self):
        self.configure(top="read_only: true\n")
        planned = self.tenant.json("do", "block-sign-in", self.user, "--dry-run")
        self.assertEqual(planned[0]["state"], "planned")
        self.nothing_written()

    def screen(self, script, *words):
        path, dump = self.tenant.folder / "script", self.tenant.folder / "dump"
        path.write_text(script, encoding="utf-8")
        self.tenant.run("--script", path, "--dump", dump, *words)
        return dump.read_text(encoding="utf-8").split("----\n")

    def test_the_screen_refuses_every_action(self):
        self.configure()
        script = "wait\nkeys /\ntype " + self.user + "\nkeys Enter\n"
        for action in (one for one in self.actions if "creates" not in one["flags"]):
            script += f"type :{action['label']}\nkeys Enter y Enter\nwait\nkeys Esc Esc Esc Esc\n"
            script += f"keys Enter {action.get('key') or 'b'} y Enter\nwait\nkeys Esc Esc Esc Esc\n"
        shown = self.screen(script + "keys J\nshow\n", "--read-only")
        self.assertIn("[RO]", shown[0])
        self.nothing_written()

    def test_the_flag_of_the_command_line_is_not_lifted(self):
        self.configure(top="read_only: true\n")
        shown = self.screen("wait\ntype :arm 15m ticket 4711\nkeys Enter\nshow\n", "--read-only")
        self.assertIn("nothing lifts that", shown[0])
        self.assertIn("[RO]", shown[0])
        self.configure()
        shown = self.screen("wait\ntype :arm 15m ticket 4711\nkeys Enter\nshow\n")
        self.assertIn("Nothing is read-only here", shown[0])


class Lifted(unittest.TestCase):
    """Each with a tenant of its own: here something is changed."""

    def setUp(self):
        self.tenant = Tenant("--users", "60", "--seed", "7")
        self.addCleanup(self.tenant.close)
        text = self.tenant.config.read_text()
        self.name = re.search(r"^tenants:\n  (\S+):", text, re.M)[1]
        self.tenant.config.write_text("read_only: true\n" + text)
        self.user = next(user["userPrincipalName"] for user in self.tenant.users("status:enabled type:member"))

    screen = ReadOnly.screen

    def test_words_that_are_missing_lift_nothing(self):
        for words in ("15m", "0m why", "9h why", "soon why", "15x why", "-5m why"):
            shown = self.screen(f"wait\ntype :arm {words}\nkeys Enter\nshow\n")
            self.assertIn("arm 15m reason", shown[0], words)
            self.assertIn("[RO]", shown[0])
        shown = self.screen("wait\ntype :arm 15m ticket 4711\nkeys Enter\ntype another\nkeys Enter\nwait\nshow\n")
        self.assertIn("The name does not match. Read-only is still on.", shown[0])
        self.assertEqual(self.tenant.journal(), [])

    def test_is_lifted_for_a_time_and_journalled(self):
        shown = self.screen(f"wait\ntype :arm 15m ticket 4711\nkeys Enter\nshow\ntype {self.name}\nkeys Enter\nwait\nshow\n"
                            f"keys /\ntype {self.user}\nkeys Enter\ntype :Block sign-in\nkeys Enter\nwait\nkeys y\nwait\nkeys Esc\nkeys Esc\nwait\nshow\n"
                            "type :disarm\nkeys Enter\nwait-for [RO]\nshow\ntype :Unblock sign-in\nkeys Enter\nwait\nkeys y\nwait\nshow\n")
        self.assertIn("Lift read-only", shown[0])
        self.assertIn("why: ticket 4711", shown[0])
        self.assertRegex(shown[1], r"\[ARMED 1[45]:\d\d\]")
        self.assertIn("Changes are allowed for 15 minutes", shown[1])
        self.assertIn("Read-only holds again.", shown[3])
        self.assertEqual(len([line for line in self.tenant.ledger() if is_write(line)]), 1)
        arm = next(entry for entry in self.tenant.journal() if entry["action"] == "arm")
        block = next(entry for entry in self.tenant.journal() if entry["action"] == "block-sign-in")
        self.assertEqual((arm["state"], arm["message"]), ("done", "ticket 4711"))
        self.assertTrue(arm["operator"])
        self.assertLessEqual(arm["begun"], block["begun"])
        self.assertGreaterEqual(arm["ended"], block["begun"])
        self.tenant.run("settle")
        self.assertEqual(self.tenant.run("undo", arm["id"], "--yes", code=None).returncode, REFUSED)

    def test_ends_with_the_screen(self):
        self.screen(f"wait\ntype :arm 2h ticket 4711\nkeys Enter\ntype {self.name}\nkeys Enter\nwait-for ARMED\n")
        done = self.tenant.run("do", "block-sign-in", self.user, "--yes", code=REFUSED)
        self.assertIn("read-only", done.stdout)
        entry = self.tenant.journal()[0]
        begun, ended = (datetime.datetime.fromisoformat(entry[name]) for name in ("begun", "ended"))
        self.assertLess(ended - begun, datetime.timedelta(hours=1), "the two hours were over when the screen was")
        self.assertEqual(entry["action"], "arm")
        self.assertEqual(self.tenant.writes(), [])


if __name__ == "__main__":
    harness.main()
