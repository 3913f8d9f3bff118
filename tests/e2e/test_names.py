"""Before something is done from the command line: what there is to mind is said, and who must not be changed by accident is named twice."""
import json
import os
import pty
import re
import subprocess
import unittest

import harness
from harness import DEADLINE, Tenant
from straight import Straight

USAGE, REFUSED = 2, 4
ADMINISTRATOR = "gloria.global@contoso.com"


class Names(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant("--users", "200", "--directory-roles", "Privileged Authentication Administrator,Exchange Administrator")

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

    def test_an_undo_is_asked_and_guarded_as_its_action_is(self):
        """What was done to an administrator comes back by name alone: the question says what would be done to whom in which tenant."""
        self.tenant.json("do", "block-sign-in", ADMINISTRATOR, "--name", ADMINISTRATOR, "--yes")
        self.tenant.json("do", "unblock-sign-in", ADMINISTRATOR, "--yes")
        entry = self.tenant.journal()[0]["id"]
        result, = self.tenant.json("undo", entry, "--yes", code=REFUSED)
        self.assertEqual((result["state"], result["requests"]), ("refused", []))
        self.assertIn(f"--name {ADMINISTRATOR}", result["hint"])
        self.assertIn("--name is somebody@contoso.com", self.tenant.run("undo", entry, "--name", "somebody@contoso.com", "--yes", code=USAGE).stderr)
        wrong = self.answered("y", "undo", entry)
        for word in ("Contoso", f"take entry {entry} back", "Block sign-in", "Privileged: Global Administrator", f"Type {ADMINISTRATOR} to do it"):
            self.assertIn(word, wrong.stderr)
        self.assertTrue(self.status())
        self.assertEqual(self.answered(ADMINISTRATOR, "undo", entry).returncode, 0)
        self.assertFalse(self.status())
        self.tenant.json("do", "unblock-sign-in", ADMINISTRATOR, "--yes")
        missing = self.answered("y", "undo", "77777")
        self.assertIn("77777", missing.stderr)
        self.assertNotIn("[y/N]", missing.stderr)

    def test_several_entries_and_a_whole_run_are_taken_back_by_one_question(self):
        people = [user["userPrincipalName"] for user in self.tenant.users("status:enabled type:member synced:no licence:E")[:4]]
        self.tenant.json("do", "block-sign-in", *people, "--yes")
        self.tenant.json("do", "block-sign-in", ADMINISTRATOR, "--name", ADMINISTRATOR, "--yes")
        mine, *others = [entry["id"] for entry in self.tenant.journal()[:5]]
        asked = self.answered("n", "undo", others[0], others[1], others[0])  # named twice is named once
        for word in ("In Contoso", "take 2 entries back", "Unblock sign-in, in", "2 users:", people[3], people[2]):
            self.assertIn(word, asked.stderr)
        for words, says in (([others[0], "77777"], "no entry 77777"), ([others[0], "x"], '"x"'), ([others[0], others[1], "--name", people[3], "--yes"], "not 2")):
            self.assertIn(says, self.tenant.run("undo", *words, code=None).stderr)
        self.assertEqual(self.tenant.json("undo", others[0], "--dry-run")[0]["state"], "planned")
        planned = self.tenant.json("undo", others[0], others[1], "--dry-run")
        self.assertEqual([(one["target"]["userPrincipalName"], one["state"]) for one in planned], [(people[3], "planned"), (people[2], "planned")])
        done = self.tenant.json("undo", others[0], "--yes")
        self.assertEqual([one["state"] for one in done], ["done"])
        # of a run what was taken back already is left alone; an administrator is left out of several, as of any bulk run
        run = self.answered("y", "-o", "json", "undo", "--run", others[3])
        self.assertIn("take 3 entries back", run.stderr)
        self.assertEqual([(one["target"]["userPrincipalName"], one["state"]) for one in json.loads(run.stdout)], [(address, "done") for address in (people[0], people[2], people[1])])
        journal = {entry["id"]: entry["state"] for entry in self.tenant.journal()}
        self.assertEqual([journal[entry] for entry in (mine, *others)], ["done", *["undone"] * 4])
        self.assertIn("only what was done", self.tenant.run("undo", "--run", others[3], "--yes", code=REFUSED).stderr)
        self.tenant.json("do", "block-sign-in", people[0], "--yes")
        again = self.tenant.journal()[0]["id"]
        self.assertEqual([one["state"] for one in self.tenant.json("undo", again, mine, "--yes", code=REFUSED)], ["done", "refused"])

    def test_the_undo_of_a_restore_deletes_by_name_alone(self):
        with Tenant("--users", "100") as tenant:
            user = Straight(tenant).id("pam.password")
            address = "pam.password@contoso.com"
            tenant.json("do", "delete-user", address, "--yes", "--name", address)
            tenant.json("do", "restore-user", user, "--yes")
            entry = tenant.journal()[0]["id"]
            self.assertEqual(tenant.json("undo", entry, "--yes", code=REFUSED)[0]["state"], "refused")
            self.assertTrue(Straight(tenant).user(user, "id"))
            self.assertEqual(tenant.json("undo", entry, "--yes", "--name", address)[0]["state"], "done")

    def test_the_question_names_the_tenant_and_everyone(self):
        people = [user["userPrincipalName"] for user in self.tenant.users("status:enabled type:member synced:no licence:E")[:30]]
        few = self.answered("n", "do", "revoke-sessions", *people[:12])
        self.assertIn("In Contoso", few.stderr)
        for address in people[:12]:
            self.assertIn(f"  {address}\n", few.stderr)
        self.assertNotIn(" more", few.stderr)
        for line in ("2", "y", "2 contoso.onmicrosoft.com"):
            gone = self.answered(line, "do", "delete-user", *people[:2])
            self.assertIn("Type 2 contoso.com to do it: ", gone.stderr)
            self.assertEqual((gone.returncode, self.tenant.writes("DELETE")), (1, []))
        self.assertEqual(self.answered("2 contoso.com", "do", "delete-user", *people[-2:]).returncode, 0)
        self.assertEqual(len(self.tenant.writes("DELETE")), 2)
        people = people[:-2] + [user["userPrincipalName"] for user in self.tenant.users("status:enabled type:member synced:no licence:E")[28:30]]
        many = self.answered("n", "do", "revoke-sessions", *people)
        self.assertRegex(many.stderr, r"30 users:\n(  .*\n){30}\S")

    def test_what_destroys_several_is_named_by_number_and_tenant(self):
        people = [f"{name}@contoso.com" for name in ("aaron.schulz", "ada.sanders")]
        before = len(self.tenant.writes("DELETE", success=False))
        for more in ((), ("--dry-run",)):
            for result in self.tenant.json("do", "delete-user", *people, "--yes", *more, code=REFUSED):
                self.assertEqual((result["state"], result["requests"]), ("refused", []))
                self.assertIn('--name "', result["hint"])
        for name in ("2", "3 contoso.com", "2 contoso.onmicrosoft.com", people[0]):
            told = self.tenant.run("do", "delete-user", *people, "--yes", "--name", name, code=USAGE).stderr
            self.assertIn(f"--name is {name}, but it is done to 2 contoso.com", told)
        self.assertEqual(len(self.tenant.writes("DELETE", success=False)), before)
        done = self.tenant.json("do", "delete-user", *people, "--yes", "--name", "2 Contoso.com")
        self.assertEqual([one["state"] for one in done], ["done", "done"])

    def piped(self, text, *words, **options):
        return subprocess.run(self.tenant.command(*words), env=self.tenant.environment, input=text, capture_output=True, text=True, timeout=DEADLINE, **options)

    def test_standard_input_says_who_a_line_each(self):
        people = [user["userPrincipalName"] for user in self.tenant.users("status:enabled type:member synced:no licence:E")[4:7]]
        text = f"\n  {people[0]}\r\n{people[1]} \n\n{people[0]}\n{people[2]}"
        done = self.piped(text, "do", "block-sign-in", "-", "--dry-run")
        self.assertEqual([line.split()[1] for line in done.stdout.splitlines() if line.startswith("planned")], [name + ":" for name in people])
        for wrong, says in ((people[0] + "\n\nnobody@nowhere\n", "standard input:3: there is no user"), ("\n \n", "standard input names no user"),
                            ("a\0b\n", "standard input holds a NUL byte")):
            done = self.piped(wrong, "do", "block-sign-in", "-", "--yes")
            self.assertEqual(done.returncode, USAGE)
            self.assertIn(says, done.stderr)
        self.assertIn("beside it", self.piped(text, "do", "block-sign-in", "-", people[0], "--yes").stderr)
        # nobody sits at a terminal: all are named, and nothing is done
        done = self.piped(text, "do", "block-sign-in", "-", start_new_session=True)
        self.assertIn("there is no terminal to ask on", done.stderr)
        self.assertEqual([name in done.stderr for name in people], [True] * 3)
        self.assertEqual({user["accountEnabled"] for user in self.tenant.users() if user["userPrincipalName"] in people}, {True})

    def test_a_filter_says_who_and_nobody_is_no_answer(self):
        whom = "dept:sales status:enabled type:member synced:no"
        wanted = [user["userPrincipalName"] for user in self.tenant.users(whom)]
        done = self.tenant.run("do", "revoke-sessions", "--where", whom, "--dry-run", code=None)
        self.assertEqual(re.findall(r"(?m)^(?:planned|refused) +(\S+):", done.stdout), wanted)
        for words, says in ((["--where", "dept:nowhere"], "leaves nobody"), (["--where", "nofield:x"], "no field"), (["--where", "  "], "everybody"),
                            ([wanted[0], "--where", whom], "those of the filter"), (["--each", "x", "--where", whom], "--each does not go with --where")):
            self.assertIn(says, self.tenant.run("do", "revoke-sessions", *words, "--yes", code=USAGE).stderr)
        self.assertIn("no deleted one", self.tenant.run("do", "restore-user", "--where", whom, "--yes", code=USAGE).stderr)
        asked = self.answered("n", "do", "revoke-sessions", "--where", whom).stderr
        self.assertEqual([name for name in wanted if f"  {name}\n" not in asked], [])

    def test_a_filter_on_a_table_that_is_not_whole_means_nobody(self):
        for fault, filtered in (("match=GET *skiptoken*,status=400", "title:e"), ("match=GET *signInActivity*skiptoken*,status=400", "signin:>1d")):
            with self.subTest(fault), Tenant("--users", "1200", "--fault", fault) as tenant:
                done = tenant.run("do", "block-sign-in", "--where", filtered, "--yes", code=None)
                self.assertNotEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertNotIn("leaves nobody", done.stderr)
                self.assertEqual((done.stdout, tenant.journal()), ("", []), done.stderr)

    def test_those_left_out_of_a_bulk_run_are_told_before(self):
        other = self.tenant.users("status:enabled type:member synced:no licence:E")[0]["userPrincipalName"]
        done = self.answered("n", "do", "revoke-sessions", ADMINISTRATOR, other)
        self.assertIn(f"{ADMINISTRATOR}: left out (Global Administrator)", done.stderr)
        self.assertIn("[y/N]", done.stderr)

    def test_what_must_be_refused_is_said_instead_of_asked(self):
        synced = "sid.synced@contoso.com"
        for action in ("reset-password", "reset-password-must-change"):
            told = self.answered("y", "do", action, synced)
            self.assertIn("roster is signed in as an application: reset it on-premises", told.stderr)
            self.assertNotIn("[y/N]", told.stderr)
            self.assertEqual((told.returncode, told.stdout), (REFUSED, ""))

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

    def refused(self, *words):
        """What a run answers that does not know what is meant, and that it wrote nothing."""
        before = [line for line in self.tenant.ledger() if harness.is_write(line)]
        result, = self.tenant.json("do", *words, "--yes", code=USAGE)
        self.assertEqual(result["state"], "failed")
        self.assertEqual([line for line in self.tenant.ledger() if harness.is_write(line)], before)
        return result["message"]

    def test_one_of_two_groups_of_a_name_is_not_chosen(self):
        twins = [group["id"] for group in self.tenant.graph("/groups?$filter=displayName%20eq%20'Night%20Shift'")["value"]]
        self.assertEqual(len(twins), 2)
        for action in ("add-to-group", "remove-from-group"):
            message = self.refused(action, "pam.password@contoso.com", "--set", "group=night shift")
            self.assertIn("2 groups are called", message)
            for twin in twins:
                self.assertIn(twin, message)
        result, = self.tenant.json("do", "add-to-group", "pam.password@contoso.com", "--set", f"group={twins[1]}", "--yes")
        self.assertEqual(result["state"], "done")
        self.assertEqual([write["url"].split("/groups/")[1].split("/")[0] for write in self.tenant.writes("POST") if "/groups/" in write["url"]], [twins[1]])

    def test_a_group_is_found_behind_those_that_begin_with_its_name(self):
        whole, = self.tenant.graph("/groups?$filter=displayName%20eq%20'Lab%20Bench'")["value"]
        result, = self.tenant.json("do", "add-to-group", "pam.password@contoso.com", "--set", "group=Lab Bench", "--dry-run")
        self.assertIn(whole["id"], result["requests"][-1]["url"])

    def test_the_beginning_of_a_group_is_none(self):
        self.assertIn("VPN Users (", self.refused("add-to-group", "pam.password@contoso.com", "--set", "group=VPN"))

    def test_one_of_two_sites_of_a_name_is_not_chosen(self):
        message = self.refused("add-onedrive-shortcut", "pam.password@contoso.com", "--set", "site=Handbook")
        self.assertIn("/sites/handbook)", message)
        self.assertIn("/sites/handbook2)", message)
        self.assertIn("/sites/marketing)", self.refused("add-onedrive-shortcut", "pam.password@contoso.com", "--set", "site=Marketin"))

    def test_the_beginning_of_a_user_is_none_for_a_write(self):
        before = len(self.tenant.ledger())
        done = self.tenant.run("do", "revoke-sessions", "Pam Pass", "--yes", code=USAGE)
        self.assertIn("pam.password@contoso.com (", done.stderr)
        self.assertFalse([line for line in self.tenant.ledger()[before:] if harness.is_write(line)])
        self.tenant.run("do", "revoke-sessions", "pam.password", "--yes", code=USAGE)
        self.tenant.json("do", "revoke-sessions", "Pam Password", "--yes")

    def test_a_user_is_known_by_every_address_and_as_it_was_copied(self):
        pam = self.tenant.json("do", "revoke-sessions", "pam.password@contoso.com", "--yes")[0]["target"]["id"]
        for word in ("Pam Password <pam.password@contoso.com>", "  pam.password@contoso.com\r", "PAM.password@contoso.onmicrosoft.com", "Pam Password\r\n"):
            result, = self.tenant.json("do", "revoke-sessions", word, "--yes")
            self.assertEqual((result["state"], result["target"]["id"]), ("done", pam), word)
        guest, = self.tenant.json("do", "revoke-sessions", "paula.partner@fabrikam.com", "--yes")
        self.assertIn("#EXT#", guest["target"]["userPrincipalName"])
        self.tenant.run("do", "revoke-sessions", "Pam Password <pam.passwor@contoso.com>", "--yes", code=2)

    def test_a_licence_is_known_by_its_product(self):
        result, = self.tenant.json("do", "manage-licences", "una.unlicensed@contoso.com", "--set", "add=Power BI Pro", "--set", "usage_location=NL", "--dry-run")
        self.assertEqual(len(result["requests"][-1]["body"]["addLicenses"]), 1)

    def test_whose_name_was_taken_comes_back_by_another(self):
        """The hint says what to give, and with that it is done."""
        with Tenant("--users", "100") as tenant:
            straight = Straight(tenant)
            user, other = straight.id("pam.password"), straight.id("una.unlicensed")
            straight.graph(f"/users/{user}", method="DELETE")
            straight.graph(f"/users/{other}", {"userPrincipalName": "pam.password@contoso.com"}, "PATCH")
            result, = tenant.json("do", "restore-user", user, "--yes", code=1)
            self.assertIn("sign-in name", result["hint"])
            self.assertIn("(upn)", result["hint"])
            other = tenant.users("status:enabled synced:no type:member licence:E")[0]["id"]
            for how in ("--yes", "--dry-run"):
                self.assertIn("upn is one user's, not that of 2", tenant.run("do", "restore-user", user, other, "--set", "upn=pam.again@contoso.com", how, code=USAGE).stderr)
            result, = tenant.json("do", "restore-user", user, "--set", "upn=pam.again@contoso.com", "--yes")
            self.assertEqual(result["state"], "done")

    def test_whose_alias_was_taken_comes_back_without_it(self):
        """The screen says so before; the hint says what to give, and the end which address is gone."""
        with Tenant("--users", "100") as tenant:
            straight = Straight(tenant)
            user, other = straight.id("pam.password"), straight.id("ella.enabled")
            for holder in (user, other):
                straight.cmdlet("Set-Mailbox", Identity=holder, EmailAddresses={"@odata.type": "#Exchange.GenericHashTable", "Add": ["smtp:pams.alias@contoso.com"]})
                if holder == user:
                    straight.graph(f"/users/{user}", method="DELETE")
            result, = tenant.json("do", "restore-user", user, "--yes", code=1)
            self.assertIn("(HTTP 400 Request_BadRequest)", result["message"])
            self.assertIn("set reconcile", result["hint"])
            result, = tenant.json("do", "restore-user", user, "--set", "reconcile=true", "--yes")
            self.assertEqual(result["state"], "done")
            self.assertIn("pams.alias@contoso.com", result["message"])
            self.assertEqual(straight.user(user, "proxyAddresses")["proxyAddresses"], ["SMTP:pam.password@contoso.com", "smtp:pam.password@contoso.onmicrosoft.com"])

    def test_the_deleted_come_newest_first(self):
        with Tenant("--users", "100") as tenant:
            straight = Straight(tenant)
            gone = [straight.id(name) for name in ("una.unlicensed", "pam.password", "cleo.onceover")]
            for user in gone:
                straight.graph(f"/users/{user}", method="DELETE")
            listed = [user["id"] for user in tenant.graph("/directory/deletedItems/microsoft.graph.user?$select=id")["value"]]
            self.assertEqual(listed, gone[::-1])


if __name__ == "__main__":
    harness.main()
