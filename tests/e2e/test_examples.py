"""Every example of the help, the manual and the documents is run; completion is tried in the real shells."""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import time
import unittest

from harness import BUILD, DEADLINE, SOURCE, Tenant

# What waits for a person: its words are read, and no more.
WAITS = re.compile(r"roster( demo\b| login\b| --| *$)")
VARIES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|127\.0\.0\.1:\d+|\d{4}-\d\d-\d\dT[\d:]+Z")


def told(*words):
    return subprocess.run([BUILD / "roster", *words], capture_output=True, text=True, check=True).stdout


class Base(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant("--scenario", "S1")
        where = cls.tenant.folder / "config" / "roster"
        where.mkdir(parents=True)
        shutil.copy(cls.tenant.config, where / "config.yaml")
        cls.environment = cls.tenant.environment | {"XDG_CONFIG_HOME": str(where.parent), "PATH": f"{BUILD}:{os.environ['PATH']}"}

    @classmethod
    def tearDownClass(cls):
        cls.tenant.close()

    def sh(self, line, codes=(0,)):
        done = subprocess.run(["sh", "-c", line], env=self.environment, cwd=self.tenant.folder, capture_output=True, text=True, timeout=DEADLINE, stdin=subprocess.DEVNULL)
        self.assertIn(done.returncode, codes, f"{line}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def configured(self, text, *words):
        file = self.tenant.folder / "other.yaml"
        file.write_text(text)
        return subprocess.run([BUILD / "roster", "--config", file, *words], env=self.environment, capture_output=True, text=True)


class Examples(Base):
    def test_those_of_the_help(self):
        commands = re.findall(r"^(?:usage:|      ) roster ([\w-]+)", told("--help"), re.M)
        examples = [line for words in ([], *([command] for command in commands))
                    for line in told(*words, "--help").split("\nexample")[-1].splitlines() if re.match(r"  .*\broster\b", line)]
        self.assertGreater(len(examples), 30)
        for line in examples:
            judges = re.search(r"roster (play|doctor)\b", line)  # 1 is what came of it: something is not in order
            self.sh(line + (" --help" if WAITS.search(line) else ""), (0, 1) if judges else (0,))

    def test_those_of_the_actions(self):
        wrong = []
        for action in [line.split()[0] for line in told("actions").splitlines()]:
            line = re.search(r"^example: (.*)$", told("do", action, "--help"), re.M)[1]
            self.assertRegex(line, rf"^roster (do {action}|add|invite) .*--dry-run$")
            # who and what they name is nobody's: what is asked for is not there, and nothing of the line is wrong
            done = subprocess.run(["sh", "-c", line.replace("ann@contoso.com", "adele.clear@contoso.com").replace("bob@", "ella.enabled@")],
                                  env=self.environment, capture_output=True, text=True, timeout=DEADLINE)
            if done.returncode == 2 and not re.search(r"=[A-Z]+ ", line):  # a placeholder
                wrong.append((line, done.stderr))
        self.assertEqual(wrong, [])

    def test_a_those_of_the_readme_print_what_stands_there(self):
        text = (SOURCE / "README.md").read_text()
        block = next(block for block in re.findall(r"^```\n(.*?)^```", text, re.M | re.S) if block.startswith("$ roster users"))
        self.assertGreater(block.count("$ "), 5)
        for part in block.split("$ ")[1:]:
            line, *wanted = part.rstrip().splitlines()
            printed = self.sh(line)
            for one in wanted:
                if one != "…":
                    self.assertIn(VARIES.sub("*", one).rstrip(), [VARIES.sub("*", there).rstrip() for there in printed.splitlines()], f"{line}\n{printed}")

    def test_configurations_of_the_documents_are_read(self):
        text = (SOURCE / "docs" / "CONFIGURATION.md").read_text()
        blocks = re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S)
        self.assertGreater(len(blocks), 2)
        for block in blocks:
            done = self.configured(block, "config", "check")
            self.assertEqual((done.returncode, done.stderr), (0, ""), block)

    def test_the_sample_is_read_as_it_comes_and_with_each_setting(self):
        sample = told("config", "sample")
        self.assertEqual([line for line in sample.splitlines() if line and not line.startswith("#")], [])
        self.assertEqual(self.configured(sample, "config", "check").returncode, 0)
        lines = [line[1:] for line in sample.splitlines() if re.match(r"#(\w|  \w|    \w)", line)]
        top = "\n".join(line for line in lines if not line.startswith("    ") and line not in ("tenants:", "  contoso:", "tenant: contoso"))
        self.assertGreater(top.count("\n"), 10)
        done = self.configured(top, "config", "check")
        self.assertEqual((done.returncode, done.stderr), (0, ""), top)
        one = "tenants:\n  contoso:\n    tenant_id: a.example\n    client_id: 00000000-0000-0000-0000-000000000000\n"
        for line in [line for line in lines if line.startswith("    ")]:
            key = line.split(":")[0].strip()
            if key in ("tenant_id", "client_id", "client_secret", "auth", "template"):  # what they go with is tried elsewhere
                continue
            more = "    certificate: x.pem\n" if key == "certificate_key" else ""
            done = self.configured(one + more + line + "\n", "config", "check")
            self.assertEqual((done.returncode, done.stderr), (0, ""), line)

    def test_a_wrong_configuration_is_told_with_its_place(self):
        done = self.configured("thema: dark\n", "config", "check")
        self.assertEqual(done.returncode, 2)
        self.assertIn("other.yaml:1:1: thema", done.stderr)
        shown = self.configured("tenants:\n  a:\n    tenant_id: a.example\n    client_id: b\n    secret_env: HIDDEN_SECRET\n", "config", "show")
        self.assertEqual(shown.returncode, 0)
        self.assertNotIn("HIDDEN", shown.stdout)

    def test_where_things_are_is_told(self):
        paths = self.sh("roster paths")
        self.assertIn(self.environment["XDG_CONFIG_HOME"] + "/roster/config.yaml\n", paths)
        self.assertIn(self.environment["XDG_STATE_HOME"] + "/roster/journal.db", paths)

    def test_a_pipe_that_closes_is_quiet(self):
        for command in ("users", "actions", "help", "manual roster-actions", "users -o json", "config sample"):
            done = subprocess.run(["bash", "-c", f"set -o pipefail; roster {command} | head -1 >/dev/null; echo ${{PIPESTATUS[0]}}"], env=self.environment, capture_output=True, text=True)
            self.assertEqual(done.stderr, "", command)

    def test_help_of_a_word(self):
        self.assertEqual(told("help", "users"), told("users", "--help"))
        self.assertEqual(told("help", "block-sign-in"), told("do", "block-sign-in", "--help"))
        wrong = subprocess.run([BUILD / "roster", "help", "blok-sign-in"], capture_output=True, text=True)
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("did you mean block-sign-in?", wrong.stderr)
        several = subprocess.run([BUILD / "roster", "do", "block", "--help"], capture_output=True, text=True)
        self.assertRegex(several.stderr, r"did you mean one of [a-z, -]*block-sign-in")  # no one of them is nearer

    def test_json_lines_are_the_objects_of_the_array(self):
        import json
        for words in ("users status:blocked", "actions", "tenants"):
            whole = json.loads(self.sh(f"roster {words} -o json"))
            lines = [json.loads(line) for line in self.sh(f"roster {words} -ojsonl").splitlines()]
            self.assertEqual(lines, whole)
        self.assertEqual(self.sh("roster users nobody-is-called-so -o jsonl"), "")

    def test_the_journal_by_time_user_action_and_number(self):
        import json
        def asked(words):
            return [(entry["action"], entry["targetUserPrincipalName"]) for entry in json.loads(self.sh(f"roster journal {words} -o json"))]
        before = len(asked(""))
        self.sh("roster do block-sign-in bernard.li@contoso.com --yes; roster do revoke-sessions bernard.li@contoso.com --yes; roster do revoke-sessions chen.kumar@contoso.com --yes")
        done = [("revoke-sessions", "chen.kumar@contoso.com"), ("revoke-sessions", "bernard.li@contoso.com"), ("block-sign-in", "bernard.li@contoso.com")]
        self.assertEqual(asked("")[:3], done)
        self.assertEqual(asked("--user BERNARD.li"), done[1:])
        self.assertEqual(asked("--user bernard --action block-sign-in"), done[2:])
        self.assertEqual(asked("--limit 2"), done[:2])
        self.assertEqual(len(asked("--since 1h")), before + 3)
        self.assertEqual(asked("--since 'tomorrow 10:00'"), [])
        for wrong in ("--since yesteryear", "--limit 0", "--limit many", "--action blok"):
            self.sh(f"roster journal {wrong}", (2,))
        self.assertIn("none that match", self.sh("roster journal --user nobody"))


class Completion(Base):
    def words(self, *typed):
        lines = subprocess.run([BUILD / "roster", "completion", "words", "--", *typed], env=self.environment, capture_output=True, text=True, check=True).stdout.splitlines()
        return [line.split("\t")[0] for line in lines]

    def test_what_can_follow(self):
        self.assertEqual(self.words("do", "block-s"), ["block-sign-in"])
        self.assertEqual(self.words("do", "set-mfa-state", "x", "--set", "state=d"), ["state=disabled"])
        self.assertEqual(self.words("edit", "x", "--set", "depar"), [":join", "department="])
        self.assertEqual(self.words("users", "--columns", "mail,depar"), [":join", "mail,department"])
        self.assertEqual(self.words("users", "dept:x status:bl"), [":join", "dept:x status:blocked"])
        self.assertEqual(self.words("--tenant", ""), ["demo"])
        self.assertEqual(self.words("--tenant=d"), ["--tenant=demo"])
        self.assertEqual(self.words("users", "-o", "j"), ["json", "jsonl"])
        self.assertEqual(self.words("open", ""), [":folder"])
        self.assertEqual(self.words("bulk-add", ""), [":file"])
        self.assertEqual(self.words("users", "--", "--th"), [":join"])  # no option behind --
        every = set(self.words(""))
        self.assertLessEqual({"users", "do", "journal", "help"}, every)
        for option in self.words("do", "--"):
            self.assertIn(f"  {option} ", told("do", "--help"))

    def test_bash(self):
        script = 'source <(roster completion bash); COMP_LINE=$1 COMP_POINT=${#1}; _roster 2>/dev/null; printf "%s\\n" "${COMPREPLY[@]}"'
        for line, wanted in (("roster do block-s", ["block-sign-in"]), ("roster do set-mfa-state x --set state=e", ["enforced", "enabled"]),
                             ("roster --tenant ", ["demo"]), ("roster users --columns mail,depar", ["mail,department"]), ("roster users status:bl", ["blocked"])):
            done = subprocess.run(["bash", "-c", script, "bash", line], env=self.environment, capture_output=True, text=True)
            self.assertEqual(done.stdout.split(), wanted, line + done.stderr)

    @unittest.skipUnless(shutil.which("fish"), "no fish")
    def test_fish(self):
        for line, wanted in (("roster do block-s", ["block-sign-in"]), ("roster --tenant ", ["demo"]), ("roster users --columns mail,depar", ["mail,department"])):
            done = subprocess.run(["fish", "--no-config", "-c", f"roster completion fish | source; complete -C '{line}'"], env=self.environment, capture_output=True, text=True)
            self.assertEqual([one.split("\t")[0] for one in done.stdout.splitlines()], wanted, done.stderr)

    @unittest.skipUnless(shutil.which("zsh"), "no zsh")
    def test_zsh(self):
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvpe("zsh", ["zsh", "-f"], self.environment | {"PS1": "> ", "TERM": "dumb"})
        seen = ""

        def until(pattern):
            nonlocal seen
            end = time.monotonic() + DEADLINE
            while not re.search(pattern, seen):
                self.assertLess(time.monotonic(), end, f"{pattern} is not in {seen!r}")
                if select.select([terminal], [], [], 0.1)[0]:
                    seen += os.read(terminal, 4096).decode(errors="replace")
        try:
            os.write(terminal, b"autoload -U compinit; compinit -D; source <(roster completion zsh); echo re''ady\n")
            until(r"(?m)^ready")
            for line, wanted in ((b"roster do block-s\t", "roster do block-sign-in "), (b"roster --tenant \t", "roster --tenant demo "),
                                 (b"roster users --columns mail,depar\t", "roster users --columns mail,department")):
                os.write(terminal, line)
                until(re.escape(wanted))
                os.write(terminal, b"\x15")
        finally:
            os.write(terminal, b"\x15exit\n")
            os.close(terminal)
            os.waitpid(pid, 0)


if __name__ == "__main__":
    unittest.main()
