"""Several tenants in one configuration: the list, the switch, what is left behind, and what belongs to another tenant."""
import pathlib
import re
import tempfile

from screen import ScreenTest, Tenant, main, screens

from harness import ordinary

FABRIKAM = "10000000-0000-4000-8000-000000000001"
SECOND = f"tenants:\n  - {{id: {FABRIKAM}, domain: fabrikam.com, name: Fabrikam, users: 70, seed: 9}}\n"


def body(tenant):
    """The settings of the one tenant that a demo tenant wrote."""
    return re.search(r"^tenants:\n  \S+:\n((?:    .*\n)+)", tenant.config.read_text(), re.M)[1]


class Tenants(ScreenTest):
    def setUp(self):
        login = tempfile.NamedTemporaryFile("w", suffix=".yaml")
        self.addCleanup(login.close)
        pathlib.Path(login.name).write_text(SECOND)
        self.one = Tenant("--users", "60", "--seed", "7", "--latency", "40")
        self.addCleanup(self.one.close)
        self.other = Tenant("--users", "60", "--seed", "8", "--login", login.name)
        self.addCleanup(self.other.close)
        self.texts = [body(self.one), re.sub(r"tenant_id: .*", f"tenant_id: {FABRIKAM}", body(self.other))]
        self.join()

    def join(self, one="", other="", top=""):
        """One configuration with both; more lines for each, and for the whole."""
        self.one.config.write_text(f"{top}tenant: first\ntenants:\n  first:\n{self.texts[0]}{one}  second:\n{self.texts[1]}{other}")

    def shown(self, script, *words):
        return screens(self.one, script, *words)

    def test_lists_and_switches(self):
        shown = self.shown("wait\nkeys Down Space i\nkeys T\nshow\nkeys j Enter\nwait\nshow\nkeys T\nshow\nkeys k Enter\nwait\nshow\n")
        self.assertIn("2 configured", shown[0])
        self.assertRegex(shown[0], r">● first +\S+ +client_secret +shown")
        self.assertRegex(shown[0], r"   second ")
        self.assertIn(" Fabrikam ", shown[1])
        self.assertIn("70 users", shown[1])
        self.assertIn("This is second now.", shown[1])
        self.assertNotIn("marked", shown[1])
        self.assertNotIn("Contoso", shown[1])
        self.assertRegex(shown[2], r">● second +\S+ +client_secret +shown")
        self.assertIn("Contoso Ltd", shown[3])
        self.assertIn("60 users", shown[3])

    def test_the_palette_switches_and_the_command_line_chooses(self):
        shown = self.shown("wait\ntype :second\nshow\nkeys Enter\nwait\nshow\n")
        self.assertIn("> Switch to tenant second", shown[0])
        self.assertIn(" Fabrikam ", shown[1])
        self.assertEqual(len(self.one.users("--tenant", "second")), 70)

    def test_read_only_belongs_to_its_tenant(self):
        self.join(other="    read_only: true\n")
        shown = self.shown("wait\nkeys Down Enter\nshow\nkeys Esc T j\nshow\nkeys Enter\nwait\nshow\nkeys Down Enter\nshow\n")
        self.assertNotIn("[RO]", shown[0])
        self.assertRegex(shown[1], r"second .*\[RO\]")
        self.assertIn("[RO]", shown[2])
        self.assertIn("(read-only)", shown[3])

    def test_running_jobs_are_asked_about_and_finished_behind(self):
        shown = self.shown("wait\nkeys 2 * Enter\nkeys b\ntype " + str(len(ordinary(self.one, "status:enabled"))) + "\nkeys Enter wait y\nwait-for ok\nkeys Esc T j Enter\nshow\n"
                           "keys Enter\nwait-for Fabrikam\nshow\nwait\nshow\n")
        self.assertIn("1 job is running. Choose it again to leave it to finish.", shown[0])
        journal = self.one.journal()
        self.assertTrue(journal)
        self.assertFalse({entry["state"] for entry in journal} - {"done", "already", "failed"})
        self.assertIn("first is finished:", shown[2])
        self.assertTrue(self.one.writes())
        self.assertFalse(self.other.writes())

    def test_an_entry_of_another_tenant_is_refused(self):
        name = self.one.users("status:enabled")[0]["userPrincipalName"]
        self.one.run("do", "block-sign-in", name, "--name", name, "--yes")
        entry = self.one.journal()[0]["id"]
        done = self.one.run("undo", entry, "--yes", "--tenant", "second", code=4)
        self.assertIn("belongs to another tenant", done.stderr)
        shown = self.shown("wait\nkeys T j Enter\nwait\nkeys L\nwait\nkeys u\nshow\n")
        self.assertIn("That was done in another tenant", shown[0])
        self.assertFalse(self.other.writes())

    def test_a_tenant_that_cannot_start_leaves_the_one_that_is(self):
        self.join(other="    ca_file: \"/nowhere/at/all\"\n")
        self.texts[1] = re.sub(r"client_secret: .*", "secret_file: /nowhere/secret", self.texts[1])
        self.join()
        shown = self.shown("wait\nkeys T j Enter\nshow\nkeys Esc\nshow\n")
        self.assertIn("second: secret_file /nowhere/secret: No such file", shown[0])
        self.assertIn("60 users", shown[1])

    def test_a_secret_is_asked_for(self):
        secret = re.search(r"client_secret: \"(.*)\"", self.texts[1])[1]
        self.texts[1] = re.sub(r"    client_secret: .*\n", "    auth: client_secret\n", self.texts[1])
        self.join()
        shown = self.shown(f"wait\nkeys T j Enter\nshow\ntype {secret}\nshow\nkeys Enter\nwait\nshow\n")
        self.assertIn("Client secret for second:", shown[0])
        self.assertNotIn(secret, shown[1])
        self.assertIn("70 users", shown[2])


if __name__ == "__main__":
    main()
