"""What the end-to-end tests share: a demo tenant, roster beside it, the ledger, and waiting by condition."""
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("ROSTER_BUILD", SOURCE / "build" / "dev"))
SANITIZED = "-fsanitize=" in (BUILD / "CMakeCache.txt").read_text()
DEADLINE = 300 if SANITIZED else 120
# A checker of recorded requests against Microsoft's published schema, where one lies beside the project.
CONTRACT = next((path for folder in SOURCE.parents if (path := folder / "shared" / "contract" / "check").exists()), None)
# What a fault lets the service do before the answer is spoiled.
CARRIED_OUT = ("cut-after", "truncate", "garbage")
STRAIGHT = "straight"  # the agent of requests past roster (straight.py)
# Users of the seed whose passwords an application cannot set: administrators and the federated.
PROTECTED = ("breakglass@", "gloria.global@", "riley.roles@", "frances.federated@", "dirk.driveless@", "tom.tapless@", "rose.mueller@")
# Microsoft's schema wants references by https; a demo tenant on loopback has none.
# Not in the file of beta's types, which has gaps; the service has it (docs/REQUESTS.md).
UNTOLD = "/beta/security/auditLog/queries"
# How another program spells a property, sent by a test in its place: the service takes names in any case, the schema has one.
SPELLED_OTHERWISE = '"mailNickName"'
OWN_REFERENCE = re.compile(r'("@odata.id":\s*")http://127\.0\.0\.1:\d+/graph/')


def some(cases):
    """Of cases that differ in what is asked and not in how it runs: all, but under a sanitizer, which looks for faults of memory
    and of threads and takes five times as long, one in three."""
    cases = list(cases)
    return cases[::3] if SANITIZED else cases


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
        self.holding = self.folder / "holding"  # what is matched by a fault "hold=HERE" waits while this file is there
        self.arguments = tuple(str(word).replace("hold=HERE", f"hold={self.holding}") for word in arguments)
        self.start()

    def start(self, *more, listen="127.0.0.1:0"):
        command = [BUILD / "roster-tenant", "--listen", listen, "--die-with-parent", "--write-config", self.config, "--ledger", self.ledger_path, *self.arguments, *more]
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=self.errors, env=self.environment, text=True)
        self.base = self.process.stdout.readline().strip()
        if not self.base:
            raise AssertionError("the demo tenant did not start: " + (self.folder / "errors").read_text())
        self.config.write_text("settle_after: 0\n" + self.config.read_text())  # nothing of a test is under way for minutes

    def stop(self):
        if self.process:
            self.process.terminate()
            code = self.process.wait(DEADLINE)
            self.process.stdout.close()
            self.process = None
            assert code == 0, f"the demo tenant ended with {code}"

    def kill(self):
        """End it at once, whatever it still waits for."""
        self.process.kill()
        self.process.wait(DEADLINE)
        self.process.stdout.close()
        self.process = None

    def hold(self):
        self.holding.touch()

    def release(self):
        self.holding.unlink(missing_ok=True)

    def close(self):
        self.release()
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
        config = () if "actions" in words else ("--config", self.config)  # what the rows say needs none
        return [str(word) for word in (BUILD / "roster", *config, *words)]

    def run(self, *words, code=0, **options):
        """Run roster to its end; the exit code must be `code` (None: any)."""
        done = subprocess.run(self.command(*words), env=self.environment, capture_output=True, text=True, timeout=DEADLINE, **options)
        if "Sanitizer" in done.stderr or done.returncode not in range(6):
            raise AssertionError(f"roster {' '.join(map(str, words))}: exit {done.returncode}\n{done.stderr}")
        if code is not None and done.returncode != code:
            raise AssertionError(f"roster {' '.join(map(str, words))}: exit {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}")
        return done

    def json(self, *words, code=0):
        return json.loads(self.run("-o", "json", *words, code=code).stdout)

    def users(self, *words):
        return self.json("users", *words)

    def journal(self):
        return self.json("journal")

    def settle_after(self, seconds):
        """What a killed run sent is under way for a moment, on a busy machine longer than until the next look."""
        self.config.write_text(self.config.read_text().replace("settle_after: 0", f"settle_after: {seconds}"))

    def lines(self):
        with open(self.ledger_path, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.endswith("\n")]  # the last may still be written

    def ledger(self):
        """What roster has sent: not what was asked past it."""
        return [line for line in self.lines() if line["headers"].get("User-Agent") != STRAIGHT]

    def effects(self):
        """How often each user was changed."""
        return collections.Counter(target_of(line) for line in self.ledger() if carried_out(line))

    def setting(self, name):
        return re.search(rf"^ *{name}: *\"?([^\"\n]*)", self.config.read_text(), re.M)[1]

    def graph(self, path, method="GET"):
        """Ask the tenant as its own administrator, past roster."""
        form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": self.setting("client_id"),
                                       "client_secret": self.setting("client_secret"), "scope": self.setting("graph") + "/.default"})
        where = f"{self.setting('login')}/{self.setting('tenant_id')}/oauth2/v2.0/token"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(where, form.encode(), DEADLINE) as reply:
            token = json.load(reply)["access_token"]
        asked = urllib.request.Request(self.setting("graph") + "/v1.0" + path, method=method, headers={"Authorization": "Bearer " + token})
        with opener.open(asked, b"" if method == "POST" else None, DEADLINE) as reply:
            return json.load(reply)

    def states(self):
        """What an action can change, of every user by id."""
        page = self.graph("/users?$select=id,accountEnabled,lastPasswordChangeDateTime,signInSessionsValidFromDateTime&$top=999")
        found = page["value"]
        while "@odata.nextLink" in page:
            page = self.graph(page["@odata.nextLink"].split("/v1.0", 1)[1])
            found += page["value"]
        return {user.pop("id"): user for user in found}

    def writes(self, method="PATCH", success=True):
        """Requests of the ledger that wrote, batch items included, each once."""
        return [line for line in self.ledger()
                if line["method"] == method and "$batch" not in line["url"] and (not success or 200 <= line["status"] < 300)]


def ordinary(tenant, query="status:enabled type:member", count=None):
    """Ids of users whom no guard keeps out of a bulk run."""
    return [user["id"] for user in tenant.users(query) if not user["userPrincipalName"].startswith(PROTECTED)][:count]


def typed(tenant, action, users):
    """What the command line wants typed before it is done to all of them."""
    flags = next(row["flags"] for row in tenant.json("actions") if row["name"] == action)
    return ("--name", f"{len(users)} contoso.com") if "destructive" in flags and len(users) > 1 else ()


def carried_out(line):
    """Whether a line of the ledger is a write that took effect, answered or not."""
    return line["method"] != "GET" and "/graph/" in line["url"] and "$batch" not in line["url"] and (
        200 <= line["status"] < 300 or (line["status"] == 0 and line.get("fault") in CARRIED_OUT))


def is_write(line):
    """Whether a line of the ledger may change something at any of the services; whole batches count by their items."""
    url = line["url"]
    if "/exchange/" in url:
        return line["method"] != "GET" and not (line["body"] or {}).get("CmdletInput", {}).get("CmdletName", "Get-").startswith(("Get-", "Search-"))
    if "/sharepoint/" in url:
        return any(word in str(line["body"]) for word in ("SetProperty", "RequestPersonalSites", "secondaryAdministratorsFieldsData"))
    return line["method"] != "GET" and "/login/" not in url and "$batch" not in url


def target_of(line):
    return line["url"].split("/users/", 1)[-1].split("/")[0].split("?")[0]


def contract(test, *ledgers):
    """The requests of ledgers are ones that Microsoft's schema allows; contract.py does it with those of the whole run."""
    if not CONTRACT:
        return
    with tempfile.TemporaryDirectory(prefix="roster-contract-") as folder:
        copies = []
        for number, ledger in enumerate(ledgers):
            copies.append(pathlib.Path(folder, f"{number}.jsonl"))
            told = "".join(line for line in pathlib.Path(ledger).read_text(encoding="utf-8").splitlines(True) if UNTOLD not in line and
                           not (SPELLED_OTHERWISE in line and STRAIGHT in line))
            copies[-1].write_text(OWN_REFERENCE.sub(r"\1https://graph.microsoft.com/", told), encoding="utf-8")
        done = subprocess.run([str(CONTRACT), *map(str, copies)], capture_output=True, text=True, check=False)
    test.assertEqual(done.returncode, 0, done.stdout[-4000:] + done.stderr)


def main():
    """Run the tests of the calling file and print the count as cmocka does."""
    result = unittest.main(argv=[sys.argv[0], *sys.argv[1:]], exit=False, verbosity=2).result
    bad = {str(getattr(test, "test_case", test)) for test, _ in result.failures + result.errors + result.skipped}
    print(f"[  PASSED  ] {result.testsRun - len(bad)} test(s).")
    sys.exit(not result.wasSuccessful())
