"""A case is written down, checked and opened again: nothing in it is a secret, nothing of it is altered unseen, and nobody is asked."""
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import unittest

from harness import SOURCE, Tenant

SUBJECT = json.loads((SOURCE / "scenarios" / "S1.json").read_text())["subject"]["userPrincipalName"]
ALONE = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"} | {key: os.environ[key] for key in os.environ if key.startswith(("ASAN", "TSAN", "UBSAN"))}  # no configuration, no state, no proxy


class Bundle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant("--users", "40", "--audit-delay", "100", "--scenario", "S1")
        cls.tenant.__enter__()
        cls.folder, cls.note = cls.tenant.folder / "case", cls.tenant.folder / "note.md"
        cls.tenant.run("do", "revoke-sessions", SUBJECT, "--yes")
        cls.written = cls.tenant.run("research", SUBJECT, "--bundle", cls.folder, "--note", cls.note)

    @classmethod
    def tearDownClass(cls):
        cls.tenant.__exit__(None, None, None)

    def alone(self, *words, code=0):
        done = subprocess.run([self.tenant.command()[0], *words], env=ALONE, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_it_says_the_same_when_it_is_opened_and_nobody_is_asked(self):
        answered = len(self.tenant.lines())
        opened = self.alone("open", self.folder, "-o", "text")
        self.assertEqual(opened.stdout, self.written.stdout)
        self.assertEqual(opened.stderr, "")
        self.assertEqual(self.alone("open", self.folder, "-o", "json").stdout, (self.folder / "report.json").read_text())
        self.assertEqual(self.alone("open", self.folder, "-o", "markdown").stdout, (self.folder / "note.md").read_text())
        self.assertEqual(len(self.tenant.lines()), answered)

    def test_the_pane_opens_without_a_network_and_reads_nothing(self):
        script, dump = self.tenant.folder / "script", self.tenant.folder / "dump"
        script.write_text("size 160 45\nwait\nshow\nkeys 4 t\nwait\nshow\nkeys 2\nshow\nkeys F5\nshow\nkeys w\nshow\n", encoding="utf-8")
        self.alone("open", self.folder, "--script", script, "--dump", dump)
        first, again, evidence, refreshed, kept = dump.read_text(encoding="utf-8").split("----\n")[:5]
        for word in ("LIKELY COMPROMISED", "[Findings ", "Timeline ", "Sources ", "written down ", "An inbox rule hides mail"):
            self.assertIn(word, first)
        for screen in (again, refreshed):
            self.assertIn("it is not read or judged again", screen)
        self.assertIn("In short", evidence)
        self.assertIn("written down already", kept)

    def test_why_a_case_could_not_be_written_is_seen(self):
        """The reason stands behind a long path: the line that says it takes as many lines as it needs."""
        home = self.tenant.folder / ("a-folder-with-a-long-name-" * 2)
        home.mkdir(exist_ok=True)
        (home / "x").write_text("")
        script, dump = self.tenant.folder / "script", self.tenant.folder / "dump"
        script.write_text(f"size 80 24\nwait\nkeys /\ntype {SUBJECT}\nkeys Enter\nwait\nkeys r\nwait-for COMPROMISED\nwait\nkeys w\nwait\nshow\nsize 40 12\nkeys w\nwait\nshow\n")
        done = subprocess.run(self.tenant.command("--script", script, "--dump", dump), env=self.tenant.environment | {"HOME": str(home / "x")}, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        for screen in dump.read_text(encoding="utf-8").split("----\n")[:2]:
            self.assertIn("It could not be written:", screen)
            self.assertIn("Not a directory", " ".join(screen.split()))

    def test_the_note_says_who_when_what_and_what_is_open(self):
        note = self.note.read_text()
        for word in ("LIKELY COMPROMISED", "## Findings", "## What was done", "## What is open", "Revoke sessions: done", "request id ", "Tenant: Contoso Ltd",
                     "Sources that were not read whole", "Z (20"):
            self.assertIn(word, note)
        self.assertEqual(oct(self.note.stat().st_mode & 0o777), "0o600")
        self.assertIn("it is there already", self.tenant.run("research", SUBJECT, "--note", self.note, code=2).stderr)

    def test_what_was_set_aside_stays_so_with_who_when_and_why(self):
        folder, note, why = self.tenant.folder / "aside", self.tenant.folder / "aside.md", "his own rule, ticket 4711"
        written = self.tenant.run("research", "--set-aside", f"M01={why}", SUBJECT, "--bundle", folder, "--note", note)
        self.tenant.run("research", "--count-again", "M01", SUBJECT)  # the case stays as it was written
        opened = json.loads(self.alone("open", folder, "-o", "json").stdout)
        rule = next(one for one in opened["findings"] if one["id"] == "M01")
        self.assertEqual((rule["points"], rule["setAside"]["by"], rule["setAside"]["reason"]), (0, "roster", why))
        self.assertGreater(opened["scoreWithSetAside"], opened["score"])
        told = f"[set aside by roster, {rule['setAside']['at'][:16]}Z: {why}]"
        self.assertEqual(self.alone("open", folder, "-o", "text").stdout, written.stdout)
        for text in (written.stdout, note.read_text(), (folder / "note.md").read_text(), self.alone("open", folder, "-o", "markdown").stdout):
            self.assertEqual([line.count("4711") for line in text.splitlines() if told in line], [1])
            self.assertIn("1 finding was set aside; with all of them: LIKELY COMPROMISED", text)
        script, dump = self.tenant.folder / "aside-script", self.tenant.folder / "aside-dump"
        script.write_text("size 160 45\nwait\nkeys 1 G k 2\nshow\n", encoding="utf-8")
        self.alone("open", folder, "--script", script, "--dump", dump)
        shown = dump.read_text(encoding="utf-8")
        self.assertRegex(shown, "(?s)LIKELY COMPROMISED, 1 finding set aside.+set aside: An inbox rule")
        self.assertIn(why, shown)

    def test_every_source_has_its_state_request_and_records(self):
        case = json.loads((self.folder / "case.json").read_text())
        sources = {source["id"]: source for source in case["sources"]}
        self.assertEqual(sources["signIns"]["state"], "read")
        self.assertEqual(sources["riskyUser"]["state"], "not read")
        for name in ("signIns", "Get-InboxRule", "unifiedAuditLog", "oauth2PermissionGrants"):
            self.assertTrue(sources[name]["requests"] and sources[name]["requests"][0]["url"].startswith("http"), name)
            lines = sum(len((self.folder / file["name"]).read_text().splitlines()) for file in sources[name]["files"])
            self.assertEqual(lines, sum(file["records"] for file in sources[name]["files"]), name)
            self.assertGreater(lines, 0, name)

    def test_no_file_holds_a_secret(self):
        secret = self.tenant.setting("client_secret")
        self.assertGreater(len(secret), 8)
        for file in [*self.folder.iterdir(), self.note]:
            text = file.read_text()
            self.assertNotIn(secret, text, file.name)
            self.assertNotIn("Bearer ", text, file.name)
            self.assertNotIn("eyJ", text, file.name)

    def test_what_was_altered_is_named_and_nothing_of_it_is_shown(self):
        self.assertIn(self.written.stderr.split("seal ")[1][:64], self.alone("verify", self.folder).stdout)
        copy = pathlib.Path(self.tenant.folder / "copy")
        shutil.copytree(self.folder, copy)
        rules = copy / "Get-InboxRule.jsonl"
        whole = rules.read_bytes()
        rules.write_bytes(whole.replace(b"RSS", b"rss", 1))
        self.assertIn("Get-InboxRule.jsonl is altered", self.alone("verify", copy, code=1).stdout)
        refused = self.alone("open", copy, code=4)
        self.assertIn("Get-InboxRule.jsonl is altered", refused.stderr)
        self.assertEqual(refused.stdout, "")
        rules.write_bytes(whole)
        (copy / "signIns.jsonl").unlink()
        (copy / "extra").touch()
        self.assertEqual(self.alone("verify", copy, code=1).stdout.splitlines(), ["signIns.jsonl is missing", "extra does not belong to the bundle"])
        self.alone("verify", self.tenant.folder / "nowhere", code=2)

    def told(self, copy):
        """What `verify` and `open` say of a folder that is not as it was written: the same, and nothing of it is shown."""
        said = self.alone("verify", copy, code=1).stdout
        refused = self.alone("open", copy, code=4)
        self.assertEqual(refused.stdout, "")
        self.assertIn(said.splitlines()[0], refused.stderr)
        return said

    def test_one_byte_anywhere_is_found_and_its_file_is_named(self):
        copy = self.tenant.folder / "altered"
        shutil.copytree(self.folder, copy)
        for file in sorted(copy.iterdir()):
            whole = file.read_bytes()
            manifest = file.name == "MANIFEST"
            for at in sorted({0, 1, len(whole) // 3, len(whole) // 2, len(whole) - 2, len(whole) - 1} | (set(range(0, len(whole), 97)) if manifest else set())):
                if at < 0 or at >= len(whole):
                    continue
                with self.subTest(file.name, at=at):
                    file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
                    said = self.alone("verify", copy, code=1).stdout
                    self.assertTrue(said if manifest else file.name in said, said)  # a line of the manifest names the file of that line
            for other in (whole + b"\n", whole[:-1]):
                file.write_bytes(other)
                said = self.told(copy)
                self.assertTrue(manifest or f"{file.name} is altered" in said, said)
            file.write_bytes(whole)
        self.alone("verify", copy)
        self.moved(copy)

    def moved(self, copy):
        """What is taken away, added, called otherwise or no file of its own any more."""
        rules, whole = copy / "Get-InboxRule.jsonl", (copy / "Get-InboxRule.jsonl").read_bytes()
        rules.rename(copy / "rules.jsonl")
        self.assertEqual(set(self.told(copy).splitlines()), {"Get-InboxRule.jsonl is missing", "rules.jsonl does not belong to the bundle"})
        (copy / "rules.jsonl").rename(copy / "Get-InboxRule.jsonl")
        elsewhere = self.tenant.folder / "elsewhere"
        elsewhere.write_bytes(whole)
        rules.unlink()
        rules.symlink_to(elsewhere)  # the same bytes today, others tomorrow
        self.assertIn("Get-InboxRule.jsonl", self.told(copy))
        rules.unlink()
        rules.mkdir()
        self.assertIn("Get-InboxRule.jsonl", self.told(copy))
        rules.rmdir()
        rules.write_bytes(whole)
        (copy / "folder").mkdir()
        self.assertIn("folder does not belong", self.told(copy))
        (copy / "folder").rmdir()
        first, second, *rest = (copy / "MANIFEST").read_text().splitlines()
        (copy / "MANIFEST").write_text("\n".join([first, rest[0], second, *rest[1:]]) + "\n")
        self.assertTrue(self.told(copy))
        (copy / "MANIFEST").write_text("\n".join([first, *rest]) + "\n")
        self.assertTrue(self.told(copy))
        (copy / "MANIFEST").unlink()
        self.assertIn("MANIFEST", self.told(copy))

    def test_a_bundle_goes_over_nothing_that_is_there(self):
        before = {file.name: file.read_bytes() for file in self.folder.iterdir()}
        self.assertIn("not an empty folder", self.tenant.run("research", SUBJECT, "--bundle", self.folder, code=2).stderr)
        self.assertEqual({file.name: file.read_bytes() for file in self.folder.iterdir()}, before)

    def test_a_plan_is_spelled_for_a_shell_and_changes_nothing_and_holds_no_token(self):
        words = ("do", "set-forwarding", SUBJECT, "--set", "address=o'brien@contoso.com", "--dry-run")
        plan = self.tenant.json(*words)[0]
        effects = self.tenant.effects()
        for form in ("curl", "powershell"):
            said = self.tenant.run(*words, "--as", form).stdout
            self.assertEqual(said.count("_TOKEN"), len(plan["requests"]), said)
            self.assertNotIn("eyJ", said)
            for request in plan["requests"]:
                self.assertIn(request["url"], said)
        self.assertEqual(self.tenant.effects(), effects)
        spelled = self.tenant.run(*words, "--as", "roster").stdout.splitlines()
        self.assertTrue(spelled[0].startswith("# "), spelled)
        self.assertEqual(self.tenant.json(*shlex.split(spelled[1])[1:], "--dry-run")[0]["requests"], plan["requests"])
        for wrong in (("--as", "perl"), ("--as", "curl", "-o", "json")):
            self.tenant.run(*words, *wrong, code=2)
        self.assertIn("--as goes with --dry-run", self.tenant.run(*words[:-1], "--yes", "--as", "curl", code=2).stderr)

    def test_a_plan_is_copied_on_the_screen_in_each_of_its_forms(self):
        script, dump = self.tenant.folder / "script", self.tenant.folder / "dump"
        script.write_text("size 100 30\nwait\nkeys /\ntype casey.finance\nkeys Enter\nwait\nkeys . b\nwait\nkeys p\nwait\n" + "keys c\nshow\n" * 4)
        self.tenant.run("--script", script, "--dump", dump)
        shown = dump.read_text(encoding="utf-8").split("----\n")
        for screen, form in zip(shown, ("roster do", "PowerShell", "curl", "roster do")):
            self.assertIn(f"clipboard as {form}; c again", screen)


if __name__ == "__main__":
    unittest.main()
