"""What the end-to-end tests share: a demo tenant, roster beside it, the ledger, and waiting by condition."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = pathlib.Path(os.environ["ROSTER_BUILD"])
SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
DEADLINE = 120
# A checker of recorded requests against Microsoft's published schema, where one lies beside the project.
CONTRACT = SOURCE.parent / "shared" / "contract" / "check"


def wait_for(condition, what, deadline=DEADLINE):
    """Wait until `condition` is true; its value."""
    end = time.monotonic() + deadline
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"waited in vain for {what}")


class Tenant:
    """A demo tenant with a folder of its own; roster started by it finds configuration, state and nothing else."""

    def __init__(self, *arguments):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="roster-e2e-"))
        self.config = self.folder / "config.yaml"
        self.ledger_path = self.folder / "ledger.jsonl"
        self.environment = {key: value for key, value in os.environ.items() if key.startswith(("PATH", "LANG", "LC_", "ASAN", "TSAN", "UBSAN"))}
        self.environment |= {"HOME": str(self.folder), "XDG_STATE_HOME": str(self.folder / "state"), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        self.process = None
        self.errors = open(self.folder / "errors", "w+", encoding="utf-8")
        self.arguments = arguments
        self.start()

    def start(self, *more, listen="127.0.0.1:0"):
        command = [BUILD / "roster-tenant", "--listen", listen, "--die-with-parent", "--write-config", self.config, "--ledger", self.ledger_path, *self.arguments, *more]
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=self.errors, env=self.environment, text=True)
        self.base = self.process.stdout.readline().strip()
        if not self.base:
            raise AssertionError("the demo tenant did not start: " + (self.folder / "errors").read_text())

    def stop(self):
        if self.process:
            self.process.terminate()
            code = self.process.wait(DEADLINE)
            self.process.stdout.close()
            self.process = None
            assert code == 0, f"the demo tenant ended with {code}"

    def close(self):
        self.stop()
        self.errors.close()
        keep = BUILD / "ledgers"
        keep.mkdir(exist_ok=True)
        if self.ledger_path.exists():
            shutil.copy(self.ledger_path, keep / f"{os.getpid()}-{self.folder.name}.jsonl")
        shutil.rmtree(self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def command(self, *words):
        return [str(word) for word in (BUILD / "roster", "--config", self.config, *words)]

    def run(self, *words, code=0, **options):
        """Run roster to its end; the exit code must be `code` (None: any)."""
        done = subprocess.run(self.command(*words), env=self.environment, capture_output=True, text=True, timeout=DEADLINE, **options)
        if code is not None and done.returncode != code:
            raise AssertionError(f"roster {' '.join(map(str, words))}: exit {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}")
        return done

    def json(self, *words, code=0):
        return json.loads(self.run("-o", "json", *words, code=code).stdout)

    def users(self, *words):
        return self.json("users", *words)

    def journal(self):
        return self.json("journal")

    def ledger(self):
        with open(self.ledger_path, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def writes(self, method="PATCH", success=True):
        """Requests of the ledger that wrote, batch items included, each once."""
        return [line for line in self.ledger()
                if line["method"] == method and "$batch" not in line["url"] and (not success or 200 <= line["status"] < 300)]


def contract(test, *ledgers):
    """The requests of ledgers are ones that Microsoft's schema allows."""
    if not CONTRACT.exists():
        return
    for ledger in ledgers:
        done = subprocess.run([str(CONTRACT), str(ledger)], capture_output=True, text=True, check=False)
        test.assertEqual(done.returncode, 0, done.stdout + done.stderr)


def main():
    """Run the tests of the calling file and print the count as cmocka does."""
    result = unittest.main(argv=[sys.argv[0], *sys.argv[1:]], exit=False, verbosity=2).result
    bad = {str(getattr(test, "test_case", test)) for test, _ in result.failures + result.errors + result.skipped}
    print(f"[  PASSED  ] {result.testsRun - len(bad)} test(s).")
    sys.exit(not result.wasSuccessful())
