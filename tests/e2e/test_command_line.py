"""The command line against a living tenant: what it prints, what it sends, and how it ends."""
import contextlib
import csv
import json
import re
import sqlite3
import subprocess
import tempfile
import unittest

import harness
from harness import Tenant


class Listing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant("--users", "2500")

    @classmethod
    def tearDownClass(cls):
        harness.contract(cls(), cls.tenant.ledger_path)
        cls.tenant.close()

    def runTest(self):
        """unittest wants one for the bare instance that contract() asserts with."""

    def test_odd_files_of_users_are_refused_or_read_whole(self):
        user = self.tenant.users("status:enabled synced:no type:member")[0]["userPrincipalName"]
        path = self.tenant.folder / "each.csv"
        lone = b"user\r" + b"".join(b"a%d\r" % i for i in range(150))
        for content, said in ((lone, "a0"), (b"user\n" + user.encode() + b"\0evil\n", "NUL"), (b"user\0x\n" + b"a\n" * 20000, "NUL"),
                              (b"user,user\n", "twice"), (b"user,\n", "no name"), (b'user\n"a\n', ":2: ")):
            path.write_bytes(content)
            done = self.tenant.run("do", "block-sign-in", "--each", path, "--dry-run", code=None)
            self.assertEqual(done.returncode, 2, content[:40])
            self.assertIn(said, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_users_lists_every_user_once(self):
        users = self.tenant.users()
        self.assertEqual(len(users), 2500)
        self.assertEqual(len({user["id"] for user in users}), 2500)

    def test_users_filters_as_the_screen_does(self):
        blocked = self.tenant.users("status:blocked")
        self.assertTrue(blocked)
        self.assertTrue(all(user["accountEnabled"] is False for user in blocked))
        rest = self.tenant.users("--", "-status:blocked")
        self.assertEqual(len(blocked) + len(rest), 2500)

    def test_users_as_csv_has_a_header_and_no_formula(self):
        lines = self.tenant.run("users", "-o", "csv", "--columns", "displayName,userPrincipalName").stdout.splitlines()
        self.assertEqual(lines[0], "displayName,userPrincipalName")
        self.assertFalse([line for line in lines[1:] if re.match(r'"?[=+@-]', line)])

    def test_no_control_byte_of_a_name_is_printed(self):
        for words in (["users"], ["users", "-o", "csv"], ["users", "-o", "json"]):
            raw = subprocess.run(self.tenant.command(*words), env=self.tenant.environment, capture_output=True, check=True).stdout
            self.assertFalse(re.findall(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", raw), words)
            text = raw.decode("utf-8")
            self.assertFalse(re.findall("[\u0080-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", text), words)

    def test_show_prints_the_profile(self):
        user = self.tenant.users("type:member")[40]
        shown = self.tenant.json("show", user["id"])
        self.assertEqual(shown["userPrincipalName"], user["userPrincipalName"])
        self.assertIn(user["userPrincipalName"], self.tenant.run("show", user["userPrincipalName"]).stdout)

    def test_show_finds_a_guest_by_its_ext_name(self):
        guest = self.tenant.users("type:guest")[0]
        self.assertIn("#EXT#", guest["userPrincipalName"])
        self.assertEqual(self.tenant.json("show", guest["userPrincipalName"])["id"], guest["id"])

    def test_an_unknown_user_is_one_clear_line(self):
        done = self.tenant.run("show", "nobody.of.this.name", code=2)
        self.assertEqual(done.stdout, "")
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertIn("nobody.of.this.name", done.stderr)

    def test_an_ambiguous_user_names_candidates(self):
        done = self.tenant.run("show", "a", code=2)
        self.assertIn("@", done.stderr)

    def test_unknown_action_column_option_and_filter_are_usage(self):
        for words in (["do", "make-coffee", "x"], ["users", "--columns", "shoe"], ["--nonsense"], ["users", "created:<soon"],
                      ["do", "block-sign-in"], ["undo", "x"], ["nonsense"]):
            done = self.tenant.run(*words, code=2)
            self.assertEqual(len(done.stderr.splitlines()), 1, words)

    def test_a_slip_names_what_was_meant(self):
        for words, named in ((("do", "blok-sign-in", "--help"), "block-sign-in"), (("do", "paswords", "x"), "reset-password"), (("users", "status=blocked"), "status:blocked"),
                             (("users", "a lastsignin=never"), "lastsignin:never"), (("users", "--columns", "shoe"), "lastSignIn"), (("users", "--columns", "shoe"), "mfa")):
            done = self.tenant.run(*words, code=2)
            self.assertEqual((done.stdout, len(done.stderr.splitlines())), ("", 1))
            self.assertIn(named, done.stderr)
        self.assertNotIn("meant", self.tenant.run("do", "qqqq", "--help", code=2).stderr)

    def test_what_the_filter_asks_for_is_printed_unless_columns_are_named(self):
        self.assertEqual({user["userRegistrationDetails"]["isMfaRegistered"] for user in self.tenant.users("mfa:none")}, {False})
        self.assertNotIn("userRegistrationDetails", self.tenant.users("mfa:none", "--columns", "mail")[0])

    def test_a_file_is_not_written_and_read_by_one_command(self):
        before = self.tenant.config.read_bytes()
        for option in ("--log", "--trace"):
            self.assertIn(option, self.tenant.run("users", "nobody", option, self.tenant.config, code=2).stderr)
        other = self.tenant.folder / "both.log"
        self.tenant.run("users", "nobody", "--log", other, "--trace", other, code=2)
        self.assertEqual((self.tenant.config.read_bytes(), other.exists()), (before, False))

    def test_tenants_takes_what_is_for_customers_with_customers_only(self):
        for words in (["--tenant", "demo"], ["--trace", self.tenant.folder / "t"], ["--read-only"]):
            self.assertIn("--customers", self.tenant.run("tenants", *words, code=2).stderr)

    def test_actions_lists_the_five(self):
        names = [row["name"] for row in self.tenant.json("actions")]
        for name in ("block-sign-in", "unblock-sign-in", "reset-password", "reset-password-must-change", "revoke-sessions"):
            self.assertIn(name, names)


class Doing(unittest.TestCase):
    def setUp(self):
        self.tenant = Tenant("--users", "60")

    def tearDown(self):
        self.tenant.close()

    def member(self, at=0, query="status:enabled type:member synced:no"):
        return self.tenant.users(query)[at]

    def enabled(self, user):
        return next(one for one in self.tenant.users() if one["id"] == user["id"])["accountEnabled"]

    def test_block_is_done_read_back_and_journaled(self):
        user = self.member()
        done = self.tenant.json("do", "block-sign-in", user["userPrincipalName"], "--yes")
        self.assertEqual(done[0]["state"], "done")
        self.assertEqual(done[0]["target"]["id"], user["id"])
        self.assertIs(self.enabled(user), False)
        entry = self.tenant.journal()[0]
        self.assertEqual((entry["state"], entry["action"], entry["targetId"]), ("done", "block-sign-in", user["id"]))
        self.assertEqual(entry["prior"], {"accountEnabled": True})
        self.assertTrue(entry["requestId"])

    def test_block_again_says_already_and_writes_nothing(self):
        user = self.member()
        self.tenant.json("do", "block-sign-in", user["id"], "--yes")
        before = len(self.tenant.writes())
        self.assertEqual(self.tenant.json("do", "block-sign-in", user["id"], "--yes")[0]["state"], "already")
        self.assertEqual(len(self.tenant.writes()), before)

    def test_undo_restores_and_marks(self):
        user = self.member()
        self.tenant.json("do", "block-sign-in", user["id"], "--yes")
        entry = self.tenant.journal()[0]["id"]
        self.assertEqual(self.tenant.json("undo", str(entry), "--yes")[0]["state"], "done")
        self.assertIs(self.enabled(user), True)
        journal = self.tenant.journal()
        self.assertEqual(journal[0]["undoes"], entry)
        self.assertEqual(journal[1]["state"], "undone")
        self.tenant.run("undo", str(entry), "--yes", code=4)

    def test_each_user_of_a_file_gets_values_of_its_own(self):
        users = [user for user in self.tenant.users("status:enabled type:member synced:no") if user["assignedLicenses"]][:3]
        texts = {user["id"]: f'Away, says "{number}".' for number, user in enumerate(users)}
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(("user", "message", "audience"))
            for number, user in enumerate(users):
                lines.writerow((user["userPrincipalName"], texts[user["id"]], ("none", "none", "")[number]))
            file.flush()
            done = self.tenant.json("do", "set-out-of-office", "--each", file.name, "--yes")
        self.assertEqual([(one["target"]["id"], one["state"]) for one in done], [(user["id"], "done") for user in users])
        sent = {write["Identity"]: (write["InternalMessage"], write.get("ExternalAudience")) for write in
                (line["body"]["CmdletInput"]["Parameters"] for line in self.tenant.ledger()
                 if isinstance(line["body"], dict) and "Set-Mailbox" in line["body"].get("CmdletInput", {}).get("CmdletName", ""))}
        self.assertEqual(sent, {user["id"]: (f"<html><body>{texts[user['id']]}</body></html>", audience)
                                for user, audience in zip(users, ("None", "None", None))})  # None: what is in force stays
        with contextlib.closing(sqlite3.connect(next(self.tenant.folder.rglob("journal*.db")))) as journal:
            kept = {target: json.loads(parameters)["message"] for target, parameters in journal.execute("SELECT target_id, parameters FROM entry")}
        self.assertEqual(kept, texts)

    def test_a_wrong_line_of_a_file_is_named_and_nothing_is_sent(self):
        for text, told in (("user,message\na@b,x\na@b,\n", ":3: set-out-of-office needs message"), ("name,message\n", ":1: the first column"),
                           ("user,shoe\na@b,x\n", ':2: set-out-of-office has no parameter "shoe"'), ("user,message\n", "names no user"),
                           ("user,message\na@b,x,y\n", ":2: there are 3 fields")):
            with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                self.assertIn(told, self.tenant.run("do", "set-out-of-office", "--each", file.name, "--yes", code=2).stderr)
        upn = self.member()["userPrincipalName"]
        for text, told in ((f"user\n{upn}\n\nnobody.at.all\n", ':4: there is no user "nobody.at.all"'), (f"user\n{upn}\n{upn}\n", f":3: {upn} appears twice")):
            path = self.tenant.folder / "each.csv"
            path.write_text(text)
            self.assertIn(f"{path}{told}", self.tenant.run("do", "block-sign-in", "--each", path, "--yes", code=2).stderr)
        self.assertEqual(self.tenant.writes(), [])

    def test_many_names_are_looked_up_in_batches(self):
        users = self.tenant.users("status:enabled type:member synced:no")[:24]
        before = len(self.tenant.lines())
        done = self.tenant.json("do", "block-sign-in", *(user["userPrincipalName"] for user in users), users[0]["id"], "--dry-run")
        self.assertEqual([one["target"]["id"] for one in done], [user["id"] for user in users])
        asked = [line for line in self.tenant.lines()[before:] if "onPremisesSyncEnabled" in line["url"]]
        self.assertEqual((len(asked), {bool(line.get("batch")) for line in asked}), (25, {True}))

    def test_the_first_word_that_is_wrong_is_told_whichever_answers_first(self):
        upn = self.member()["userPrincipalName"]
        stderr = self.tenant.run("do", "block-sign-in", upn, "nobody.at.all", "", "--yes", code=2).stderr
        self.assertIn('there is no user "nobody.at.all"', stderr)
        self.assertIn("name is empty", self.tenant.run("do", "block-sign-in", upn, "", "nobody.at.all", "--yes", code=2).stderr)
        self.assertEqual(self.tenant.writes(), [])

    def test_dry_run_prints_what_is_then_sent_byte_for_byte(self):
        user = self.member()
        for action in ("block-sign-in", "revoke-sessions", "unblock-sign-in"):
            planned = self.tenant.json("do", action, user["id"], "--dry-run")[0]
            before = len(self.tenant.ledger())
            done = self.tenant.json("do", action, user["id"], "--yes")[0]
            self.assertEqual(planned["state"], "planned")
            self.assertEqual(planned["requests"], done["requests"], action)
            sent = [line for line in self.tenant.ledger()[before:] if line["method"] != "GET" and "/graph/" in line["url"]]
            self.assertEqual([(one["method"], one["url"], one["body"]) for one in planned["requests"]],
                             [(line["method"], line["url"], line["body"]) for line in sent], action)

    def test_dry_run_of_a_password_shows_no_password(self):
        user = self.member()
        planned = self.tenant.json("do", "reset-password", user["id"], "--dry-run")[0]
        self.assertIn("{password}", json.dumps(planned))
        self.assertFalse(self.tenant.writes())

    def test_reset_password_works_and_is_nowhere_but_on_the_screen(self):
        user = self.member()
        trace = self.tenant.folder / "trace"
        done = self.tenant.json("--trace", trace, "do", "reset-password", user["id"], "--yes")[0]
        password = done["secret"]
        self.assertEqual(len(password), 14)
        sent = self.tenant.writes()[-1]
        self.assertIs(sent["body"]["passwordProfile"]["forceChangePasswordNextSignIn"], False)
        for path in self.tenant.folder.rglob("*"):
            if path.is_file() and path != self.tenant.ledger_path:
                self.assertNotIn(password.encode(), path.read_bytes(), path)

    def test_must_change_sets_the_flag(self):
        user = self.member()
        self.tenant.json("do", "reset-password-must-change", user["id"], "--yes")
        self.assertIs(self.tenant.writes()[-1]["body"]["passwordProfile"]["forceChangePasswordNextSignIn"], True)

    def test_synced_password_as_application_is_refused_with_the_reason(self):
        user = self.member(query="synced:yes status:enabled")
        done = self.tenant.json("do", "reset-password", user["id"], "--yes", code=1)[0]
        self.assertIn("Active Directory", done["message"])
        self.assertIn("hint", done)
        self.assertFalse(self.tenant.writes())

    def test_read_only_sends_no_write(self):
        user = self.member()
        done = self.tenant.json("--read-only", "do", "block-sign-in", user["id"], "--yes", code=4)
        self.assertEqual(done[0]["state"], "refused")
        self.assertFalse(self.tenant.writes(success=False))

    def test_without_yes_and_without_a_terminal_nothing_is_done(self):
        user = self.member()
        done = self.tenant.run("do", "block-sign-in", user["id"], code=2, stdin=subprocess.DEVNULL)
        self.assertIn("--yes", done.stderr)
        self.assertFalse(self.tenant.writes(success=False))


class Failing(unittest.TestCase):
    def test_a_closed_port_is_exit_5(self):
        with Tenant("--users", "5") as tenant:
            tenant.stop()
            done = tenant.run("users", code=5)
            self.assertEqual(len(done.stderr.splitlines()), 1)

    def test_a_wrong_secret_is_exit_3_with_the_code_explained(self):
        with Tenant("--users", "5") as tenant:
            text = tenant.config.read_text()
            changed = re.sub(r"(client_secret: *).*", r"\1wrong-secret", text)
            self.assertNotEqual(text, changed)
            tenant.config.write_text(changed)
            done = tenant.run("users", code=3)
            self.assertIn("AADSTS7000215", done.stderr)

    def test_a_missing_permission_is_said_before_and_not_tried(self):
        with Tenant("--users", "20", "--roles", "User.Read.All,Organization.Read.All") as tenant:
            user = tenant.users("status:enabled")[0]
            done = tenant.json("do", "block-sign-in", user["id"], "--yes", "--name", user["userPrincipalName"], code=4)[0]
            self.assertEqual(done["state"], "refused")
            self.assertIn("User.EnableDisableAccount.All", done["message"])
            self.assertFalse(tenant.writes(success=False))

    def test_a_bad_configuration_names_file_line_and_column(self):
        with Tenant("--users", "5") as tenant:
            tenant.config.write_text("tenants:\n  demo:\n    tenant_id: x\n    colour: red\n")
            done = tenant.run("users", code=2)
            self.assertRegex(done.stderr, r"config\.yaml:4:\d+: ")
            tenant.config.write_text("tenants: [\n")
            self.assertRegex(tenant.run("users", code=2).stderr, r"config\.yaml:\d+:\d+: ")
            tenant.config.unlink()
            self.assertIn("config.yaml", tenant.run("users", code=2).stderr)

    def test_a_bad_certificate_is_exit_5(self):
        with Tenant("--users", "5") as plain:
            key, certificate = plain.folder / "key.pem", plain.folder / "cert.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate], check=True, capture_output=True)
            with Tenant("--users", "5", "--tls", certificate, key) as tenant:
                self.assertEqual(len(tenant.users()), 5)
                text = tenant.config.read_text()
                tenant.config.write_text(re.sub(r"\n    ca_file:.*", "", text))
                done = tenant.run("users", code=5)
                self.assertIn("certificate", done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1)


if __name__ == "__main__":
    harness.main()
