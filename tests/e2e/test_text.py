"""What leaves as text: nothing in it moves a cursor, a secret that a service sends back is masked, what is shown once is not lost,
and somebody who waits is told."""
import json
import os
import pty
import re
import select
import subprocess
import unittest
import urllib.parse

import harness
from between import Between
from harness import DEADLINE, Tenant, wait_for

SECRET = "c4nary+/&=~secret"
HOSTILE = "\x1b]0;owned\x07\x9b31m\u202egnp\u2066 \U000e0041 tab\tline\nforged: done"
MOVES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e0fff]")


class Base(unittest.TestCase):
    users = "60"

    def setUp(self):
        self.tenant = Tenant("--users", self.users, "--client-secret", SECRET)
        self.addCleanup(self.tenant.close)
        self.wire = Between(self.tenant).__enter__()
        self.addCleanup(self.wire.__exit__)

    def still(self, done, *words):
        """Nothing that was printed moves anything."""
        for text in (done.stdout, done.stderr):
            self.assertIsNone(MOVES.search(text), (words, text))

    def roster(self, *words, code=None):
        done = self.tenant.run(*words, code=code)
        self.still(done, *words)
        return done


class SentBack(Base):
    """A service that repeats in its error what it was sent."""

    def nowhere(self, secrets, *texts):
        for secret in {form for one in secrets for form in (one, json.dumps(one)[1:-1], urllib.parse.quote(one, safe=""), urllib.parse.quote_plus(one),
                                                            json.dumps(json.dumps(one)[1:-1])[1:-1])}:
            for text in texts:
                self.assertNotIn(secret, text)
            for path in self.tenant.folder.rglob("*"):
                if path.is_file() and path not in (self.tenant.ledger_path, self.tenant.config):
                    self.assertNotIn(secret.encode(), path.read_bytes(), path)

    def test_a_password_is_masked_wherever_the_error_goes(self):
        user = harness.ordinary(self.tenant, "status:enabled synced:no type:member", 1)[0]
        said = []

        def echo(method, _path, body):
            if method != "PATCH":
                return None
            password = json.loads(body)["passwordProfile"]["password"]
            said.append(password)
            text = json.dumps({"error": {"code": "BadRequest", "message": f"The value {password} of {body.decode()} is not allowed."}})
            return 400, [("Content-Type", "application/json"), ("request-id", HOSTILE[:9].replace("\x07", ""))], text.encode()

        self.wire.instead = echo
        trace, log = self.tenant.folder / "trace", self.tenant.folder / "log"
        for form in ("json", "text"):
            done = self.roster("--trace", trace, "--log", log, "--log-level", "debug", "-o", form, "do", "reset-password", user, "--yes", code=1)
            self.assertIn("is not allowed", done.stdout)
            self.assertIn("******", done.stdout)
            self.nowhere(said, done.stdout, done.stderr, self.roster("-o", "json", "journal").stdout)
        self.assertEqual(len(said), 2)

    def test_a_client_secret_is_masked(self):
        def echo(_method, path, body):
            sent = body.decode()
            text = json.dumps({"error": "invalid_client", "error_description": f"AADSTS7000215: Invalid client secret {SECRET} in {sent}"})
            return (401, [("Content-Type", "application/json")], text.encode()) if path.endswith("/token") else None

        self.wire.instead = echo
        trace = self.tenant.folder / "trace"
        done = self.roster("--trace", trace, "users", code=3)
        self.assertIn("AADSTS7000215", done.stderr)
        self.nowhere([SECRET], done.stdout, done.stderr)


class Nonsense(Base):
    """Answers that are no answers: nothing of them is told as if it were clean, empty or none."""
    users = "100"
    CLEAN = ("Not risky", "Not blocked", "No method", "No licence", "In no group", "In none", "Nobody", "No rule", "None that can change", "No phone", "No policy that",
             "No report-only policy", "Not provisioned", "No mailbox", "No photo", "has given no consent", "No application is")

    def mangled(self, change, body):
        if isinstance(body, dict):
            return {name: value if name == "id" else self.mangled(change, value) for name, value in body.items()}
        return [self.mangled(change, value) for value in body] if isinstance(body, list) else change(body)

    def test_is_not_taken_for_clean_empty_or_none(self):
        user = next(user["id"] for user in self.tenant.users() if user["userPrincipalName"].startswith("rita.risk@"))
        panels = [word for panel in ("overview", "mail", "onedrive", "devices", "groups", "apps", "conditional-access") for word in ("--panel", panel)]
        truly = self.roster("show", user, *panels, code=0).stdout
        cases = {"numbers": lambda body: self.mangled(lambda value: 7 if isinstance(value, str) else value, body),
                 "objects": lambda body: self.mangled(lambda value: {"a": [value]} if value is not None else None, body),
                 "success and an error": lambda _: {"error": {"code": "x", "message": "y"}}}
        for name, change in cases.items():
            def instead(method, path, body, change=change):
                if path.endswith(("/token", "onPremisesSyncEnabled")) or "client.svc" in path:
                    return None
                status, headers, text = self.wire.direct(method, path, body)
                return status, headers, json.dumps(change(json.loads(text))).encode() if status == 200 else text

            self.wire.instead = instead
            text = self.roster("show", user, *panels, code=1).stdout
            with self.subTest(name):
                self.assertEqual([word for word in self.CLEAN if word in text and word not in truly], [], text)


class Lies(Nonsense):
    """A service, or what answers in its place, that lies about every source of a user's page: it ends, nothing unread is told as none,
    and what is told is who did it."""
    PANELS = ("overview", "sign-ins", "conditional-access", "mail", "onedrive", "devices", "groups", "apps", "history")
    OTHER = "11111111-2222-4333-8444-555555555555"
    JSON = [("Content-Type", "application/json")]
    ALWAYS = {  # every answer is this one; the exit code; what is told
        "a page of the network": (200, [("Content-Type", "text/html")], b"<html>Welcome to the hotel</html>", 5, "a web page came instead of an answer of Microsoft Graph"),
        "the page of a filter": (403, [("Content-Type", "text/html")], b"<html>blocked</html>", 5, "a web page came instead of an answer of Microsoft Graph"),
        "no object": (200, JSON, b"null", 1, "cannot be understood"),
        "an object of nothing": (200, JSON, b"{}", 1, "cannot be understood"),
        "rows of nothing": (200, JSON, b'{"value":[null,{},[],7,"x"]}', 1, "left out"),
        "not found, by nobody": (404, JSON, b'{"error":{"code":"","message":""}}', 1, "not there"),
        "a wait of a day": (429, JSON + [("Retry-After", "86400")], b'{"error":{"code":"TooManyRequests","message":"slow"}}', 1, "throttled"),
        "nothing at all": (204, [], b"", 1, "HTTP 204 came"),
    }

    def linked(self, link):
        def change(body, path):
            return body | {"@odata.nextLink": link(path)} if isinstance(body, dict) else body
        return change

    def changed(self):
        """What is changed in true answers; the exit code; what is told."""
        return {
            "somebody else": (lambda body, _: json.loads(json.dumps(body).replace(self.user, self.OTHER)), 1, "answered about somebody else"),
            "the same page": (self.linked(lambda path: self.wire.base + path), 1, "do not come to an end"),
            "another host": (self.linked(lambda path: "https://evil.example" + path), 4, "the next page leads away"),
            "no encryption": (self.linked(lambda path: "http://graph.microsoft.com" + path), 4, "the next page leads away"),
            "megabytes": (lambda body, _: self.mangled(lambda value: "A" * (1 << 18) if isinstance(value, str) else value, body), 1, "bytes in all"),
        }

    def shown(self, answer, code):
        """The page of a user whose first answer, which finds him, is true."""
        found = []

        def instead(method, path, body):
            if path.endswith("/token") or not found:
                found.extend([path] * (not path.endswith("/token")))
                return None
            return answer(method, path, body)

        self.wire.instead = instead
        before = len(self.wire.requests)
        text = self.roster("show", self.user, *(word for panel in self.PANELS for word in ("--panel", panel)), code=code).stdout
        self.assertLess(len(self.wire.requests) - before, 200)
        return text

    def test_is_not_taken_for_clean_empty_or_none(self):
        self.user = next(user["id"] for user in self.tenant.users() if user["userPrincipalName"].startswith("rita.risk@"))
        truly = self.shown(lambda *_: None, 0)
        for name, (status, headers, body, code, says) in self.ALWAYS.items():
            with self.subTest(name):
                text = self.shown(lambda *_, reply=(status, headers, body): reply, code)
                self.assertEqual([word for word in self.CLEAN if word in text], [], text)
                self.assertIn(says, text)
        for name, (change, code, says) in self.changed().items():
            def answer(method, path, body, change=change):
                status, headers, text = self.wire.direct(method, path, body)
                return status, headers, json.dumps(change(json.loads(text), path)).encode() if status == 200 and text[:1] in b"{[" else text

            with self.subTest(name):
                text = self.shown(answer, code)
                self.assertEqual([word for word in self.CLEAN if word in text and word not in truly], [])
                self.assertIn(says, text[:4 << 20])
                self.assertLess(len(text), 4 << 20)


class Batches(Base):
    """A $batch whose answers are mixed up, doubled, missing or of another kind: what is told of a user is true of that user."""
    users = "60"

    @staticmethod
    def each(change):
        return lambda all: [change(one) for one in all]

    def test_what_is_told_of_each_is_true(self):
        lies = {
            "one is missing": lambda all: all[1:],
            "each comes twice": lambda all: all + all,
            "the status is text": self.each(lambda one: one | {"status": str(one["status"])}),
            "the status is missing": self.each(lambda one: {name: value for name, value in one.items() if name != "status"}),
            "the id is a number": self.each(lambda one: one | {"id": int(one["id"])}),
            "the body is missing": self.each(lambda one: {name: value for name, value in one.items() if name != "body"}),
            "each has the body of another": lambda all: [one | {"id": other["id"]} for one, other in zip(all, all[1:] + all[:1])],
        }
        kept = ("breakglass@", "gloria.global@", "riley.roles@", "dirk.driveless@", "tom.tapless@")
        users = [user for user in self.tenant.users() if not user["onPremisesSyncEnabled"] and "#EXT#" not in user["userPrincipalName"] and not user["userPrincipalName"].startswith(kept)]
        on, off = ([user["userPrincipalName"] for user in users if user["accountEnabled"] is state] for state in (True, False))
        for number, (name, change) in enumerate(lies.items()):
            who = [*on[2 * number:2 * number + 2], *off[:2]]

            def instead(method, path, body, change=change):
                if not path.endswith("/$batch"):
                    return None
                status, headers, text = self.wire.direct(method, path, body)
                return status, headers, json.dumps({"responses": change(json.loads(text)["responses"])}).encode()

            self.wire.instead = instead
            done = self.roster("-o", "json", "do", "block-sign-in", *who, "--yes", code=None)
            told = json.loads(done.stdout or "[]")  # who is meant was not to be found out: nothing is done
            self.wire.instead = None
            enabled = {user["userPrincipalName"]: user["accountEnabled"] for user in self.tenant.users()}
            with self.subTest(name):
                self.assertTrue(len(told) == 4 or any(word in done.stderr for word in ("about somebody else", "answered in its place")), done)
                for one in told:
                    if one["state"] in ("done", "already"):
                        self.assertFalse(enabled[one["target"]["userPrincipalName"]], one)
                    else:
                        self.assertTrue(one["message"], one)


class Hostile(Base):
    def test_arguments_come_back_still(self):
        odd = HOSTILE.replace("\0", "")
        for words in (["show", odd], ["do", odd, "x"], ["do", "block-sign-in", odd], ["users", "--columns", odd], ["users", "dept:\"" + odd],
                      ["users", "nosuch:" + odd], ["undo", odd], ["--tenant", odd, "users"], [odd], ["users", "--" + odd], ["users", "-o", odd],
                      ["do", "block-sign-in", "--set", odd, "x"], ["do", "block-sign-in", "--each", odd], ["--config", odd, "users"],
                      ["--theme", odd + "/", "--script", "/dev/null"], ["--log", odd + "/x", "users"], ["--log", "/dev/null", "--log-level", odd, "users"]):
            done = self.roster(*words)
            self.assertLessEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_the_configuration_comes_back_still(self):
        text = self.tenant.config.read_text()
        for line in ('"%s": 1\n', 'theme: "x/%s"\n', 'tenant: "%s"\n', 'columns: ["%s"]\n', 'views: {"%s": "nosuch:%s"}\n'):
            odd = HOSTILE.encode("unicode_escape").decode().replace("\\u", "\\u").replace('"', "")
            self.tenant.config.write_text(re.sub("(?m)^tenant:.*\n", "", text) + line.replace("%s", odd))
            self.roster("users")

    def test_what_a_mailbox_says_is_still_in_plans_and_the_journal(self):
        user = next(one for one in self.tenant.users("status:enabled synced:no type:member") if one["mail"])
        odd = "\x9b31m\u202egnp"
        set_out_of_office = ["do", "set-out-of-office", user["id"], "--set"]
        self.assertIn("31m", self.roster(*set_out_of_office, "message=" + odd, "--dry-run", code=0).stdout)
        for message in (odd, "back soon"):  # what the first one wrote is what was there before the second
            self.roster(*set_out_of_office, "message=" + message, "--yes", code=0)
        prior = json.loads(self.roster("-o", "json", "journal", code=0).stdout)[0]["prior"]["InternalMessage"]
        spelt = re.sub(r"&#(x?)([0-9A-Fa-f]+);", lambda found: chr(int(found[2], 16 if found[1] else 10)), prior)  # as the service keeps it
        self.assertIn(odd, spelt)  # still, and nothing lost
        self.roster("journal", code=0)


class Once(Base):
    """Passwords that are shown once."""

    def test_each_is_printed_as_it_comes(self):
        users = harness.ordinary(self.tenant, "status:enabled synced:no type:member", 3)
        held = []

        def hold(method, path, _body):
            """The last one is never answered."""
            if method == "PATCH" and users[2] in path:
                held.append(path)
                wait_for(lambda: gone, "the end of the test")
            return None

        gone = []
        self.wire.instead = hold
        for form in ("text", "json"):
            held.clear()
            process = subprocess.Popen(self.tenant.command("-o", form, "do", "reset-password-must-change", *users, "--yes"), env=self.tenant.environment,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            seen = b""
            while len(re.findall(rb'"secret":|^ {10}\S{14}$' if form == "json" else rb"(?m)^ {10}\S{14}$", seen)) < 2:
                self.assertTrue(select.select([process.stdout], [], [], DEADLINE)[0], seen)
                part = os.read(process.stdout.fileno(), 4096)
                self.assertTrue(part, seen)
                seen += part
            self.assertIsNone(process.poll())
            process.kill()
            process.wait()
            process.stdout.close()
        gone.append(True)

    def test_nothing_is_made_where_it_could_not_be_shown(self):
        user = harness.ordinary(self.tenant, "status:enabled synced:no type:member", 1)[0]
        command = self.tenant.command("do", "reset-password", user, "--yes")
        closed = subprocess.run(command, env=self.tenant.environment, stderr=subprocess.PIPE, text=True, check=False, preexec_fn=lambda: os.close(1))
        reading, writing = os.pipe()
        os.close(reading)
        unread = subprocess.run(command, env=self.tenant.environment, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
        os.close(writing)
        for done in (closed, unread):
            self.assertEqual(done.returncode, 2)
            self.assertIn("standard output", done.stderr)
        self.assertFalse(self.tenant.writes(success=False))


    def test_no_file_takes_the_place_of_a_stream_that_is_closed(self):
        for fd, code in ((0, 2), (2, 2)):
            log = self.tenant.folder / f"log{fd}"
            command = self.tenant.command("--log", log, "do", "block-sign-in", "nobody@contoso.com", "--yes")
            done = subprocess.run(command, env=self.tenant.environment, stdout=subprocess.PIPE, stderr=None if fd == 2 else subprocess.PIPE, text=True,
                                  check=False, preexec_fn=lambda: os.close(fd))
            self.assertEqual((done.returncode, done.stdout), (code, ""))
            strange = [line for line in log.read_text().splitlines() if not re.match(r"\d{4}-\d\d-\d\dT", line)]
            self.assertEqual(strange, [])


class Waiting(unittest.TestCase):
    def test_somebody_who_waits_is_told(self):
        with Tenant("--users", "5", "--fault", "match=GET /users*,hold=HERE") as tenant:
            tenant.hold()
            with subprocess.Popen(tenant.command("users"), env=tenant.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
                told = process.stderr.readline()  # nobody watches: one line
                tenant.release()
                more = process.stderr.read()
            self.assertIn("waiting for the service", told)
            self.assertEqual((more, process.returncode), ("", 0))

    def test_which_of_two_hours_is_taken_is_said(self):
        with Tenant("--users", "60") as tenant:
            tenant.environment["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
            users = harness.ordinary(tenant, "status:enabled type:member synced:no", 2)
            for until, told in (("2027-10-31 02:30", 1), ("2027-10-31 02:30 +01:00", 0), ("2027-10-31 03:30", 0)):
                words = ("do", "set-out-of-office", *users, "--set", "message=away", "--set", f"until={until}", "--dry-run")
                said = tenant.run(*words, code=None).stderr
                self.assertEqual(said.count("until: 2027-10-31 02:30 +02:00, the first of two: the clock is put back. The other takes its offset behind it"), told, said)

    def test_a_time_zone_that_is_not_known_is_said_once(self):
        with Tenant("--users", "5") as tenant:
            for zone, told in (("Nonsense", 1), ("Europe/Berln\x1b[2J", 1), ("UTC", 0), ("CET-1CEST,M3.5.0,M10.5.0/3", 0)):
                tenant.environment["TZ"] = zone
                said = tenant.run("users").stderr
                self.assertEqual((said.count("(TZ) is not known here"), "\x1b" in said), (told, False), zone)
            self.assertEqual(tenant.run("do", "set-out-of-office", "pam.password@contoso.com", "--set", "message=a", "--set", "until=2031-03-30 02:30",
                                        "--yes", code=2).stderr, "roster: set-out-of-office: until: there is no 2031-03-30 02:30, the clock is put forward over it; "
                             "the next time there is: 2031-03-30 03:00 +02:00: write that, or another\n")

    def test_on_a_terminal_one_line_is_drawn_over(self):
        with Tenant("--users", "5", "--fault", "match=GET /users*,nth=1,status=429,retry-after=3") as tenant:
            terminal, other = pty.openpty()
            process = subprocess.Popen(tenant.command("users"), env=tenant.environment, stdin=other, stdout=subprocess.DEVNULL, stderr=other)
            os.close(other)
            seen = b""
            try:
                while part := os.read(terminal, 4096):
                    seen += part
            except OSError:
                pass
            os.close(terminal)
            self.assertEqual(process.wait(DEADLINE), 0)
            self.assertRegex(seen, rb"\r\x1b\[Kwaiting for the service \(\d+ s\): the directory service asks to wait 3 s")
            self.assertNotIn(b"\n", seen)
            self.assertTrue(seen.endswith(b"\r\x1b[K"))


if __name__ == "__main__":
    harness.main()
