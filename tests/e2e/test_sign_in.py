"""Signing in, each way there is, with every refusal of the catalogue; tokens kept, shared and forgotten."""
import base64
import fcntl
import http.server
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import threading
import time
import unittest
import urllib.parse
import urllib.request

import harness
from between import Between
from harness import DEADLINE, Tenant, wait_for

OK, USAGE, SIGN_IN, REFUSED = 0, 2, 3, 4
GRAPH_CLIENT, EXCHANGE_CLIENT = "14d82eec-204b-4c2f-b7e8-296a70dab67e", "fb78d390-0c51-40cd-8e17-fdbfab77341b"
OTHER = "10000000-0000-4000-8000-000000000001"  # another tenant
CODE = re.compile(r"to sign in to (.+), open (\S+) and enter the code (\S+)")


def b64(text):
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def openssl(folder, *words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=folder)


def certificate(folder, name, bits=2048):
    key, public = folder / f"{name}.key", folder / f"{name}.crt"
    openssl(folder, "req", "-x509", "-newkey", f"rsa:{bits}", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", key, "-out", public)
    key.chmod(0o600)
    return key, public


class Terminal:
    """roster on a terminal of its own: what it wrote so far, and keys."""

    def __init__(self, tenant, *words):
        self.child, self.descriptor = pty.fork()
        if self.child == 0:
            os.execve(tenant.command()[0], tenant.command(*words), tenant.environment)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.shown = b""

    def read_until(self, *texts):
        """Everything since the last time, once each of `texts` is in it."""
        until = time.monotonic() + DEADLINE  # a clock on the screen goes on writing
        while not all(text in self.shown for text in texts):
            if time.monotonic() > until or not select.select([self.descriptor], [], [], DEADLINE)[0]:
                raise AssertionError(f"waited in vain for {texts}: {self.shown}")
            self.shown += os.read(self.descriptor, 4096)
        shown, self.shown = self.shown, b""
        return shown

    def write(self, keys):
        os.write(self.descriptor, keys)

    def end(self, keys=b""):
        """Its exit status, once it has ended; `keys` again and again until then: what is open may take one."""
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until:
            try:
                if select.select([self.descriptor], [], [], 0.5)[0]:
                    if not os.read(self.descriptor, 4096):
                        break
                elif keys:
                    os.write(self.descriptor, keys)
            except OSError:
                break
        else:
            os.kill(self.child, signal.SIGKILL)
            raise AssertionError("roster did not end")
        os.close(self.descriptor)
        return os.waitpid(self.child, 0)[1]


class SignInTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="roster-sign-in-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def start(self, login="", *arguments, users=60):
        """A demo tenant whose sign-in service is told `login` (YAML)."""
        path = self.folder / "login.yaml"
        path.write_text("interval: 1\n" + login)
        tenant = Tenant("--users", users, "--login", path, *arguments)
        self.addCleanup(tenant.close)
        self.whole = tenant.config.read_text()  # with each way to sign in
        tenant.config.write_text(re.sub(r"\n  (device|certificate|microsoft):\n.*", "\n", self.whole, flags=re.S))
        return tenant

    def configure(self, tenant, *lines, without=("client_secret",)):
        """Its configuration with other settings."""
        text = tenant.config.read_text()
        for name in without:
            text = re.sub(rf"    {name}:.*\n", "", text)
        tenant.config.write_text(text.replace("    endpoints:", "".join(f"    {line}\n" for line in lines) + "    endpoints:"))

    def forgotten_at_the_end(self, tenant):
        """What was put into the keyring does not outlive the test."""
        self.addCleanup(lambda: tenant.config.exists() and tenant.run("logout"))

    def spawn(self, tenant, *words):
        return subprocess.Popen(tenant.command(*words), env=tenant.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def asked(self, tenant, **form):
        """The requests to the sign-in service whose form has these fields."""
        found = []
        for line in tenant.ledger():
            body = line.get("body")
            fields = dict(urllib.parse.parse_qsl(body)) if isinstance(body, str) else {}
            if "/login/" in line["url"] and all(fields.get(name) == value for name, value in form.items()):
                found.append((line, fields))
        return found


class People(SignInTest):
    def test_one_sign_in_serves_all_and_the_next_run(self):
        tenant = self.start("", "--approve-after", "2")
        self.configure(tenant)
        self.forgotten_at_the_end(tenant)
        first = tenant.run("login")
        self.assertRegex(first.stderr, CODE)
        self.assertIn("signed in to Contoso Ltd as admin@contoso.com", first.stdout)
        polls = self.asked(tenant, grant_type="urn:ietf:params:oauth:grant-type:device_code")
        self.assertEqual(len(polls), 3)  # as often as it takes, and as told: too fast would have been refused
        again = tenant.run("users")
        self.assertNotRegex(again.stderr, CODE)
        user = tenant.users("status:enabled synced:no type:member")[0]
        tenant.run("do", "set-out-of-office", user["id"], "--set", "message=Away", "--yes", code=None)
        self.assertEqual(len([1 for line in tenant.ledger() if line["url"].endswith("/devicecode")]), 1)
        self.assertTrue(self.asked(tenant, grant_type="refresh_token", scope=tenant.setting("exchange") + "/.default offline_access"))
        self.assertEqual([path.name for path in (tenant.folder / "state" / "roster").iterdir() if "token" in path.name], ["tokens.lock"])
        self.assertEqual(tenant.run("logout").stdout, "1 token removed\n")
        self.assertEqual(tenant.run("logout").stdout, "no token was stored\n")
        self.assertRegex(tenant.run("login").stderr, CODE)

    def test_without_a_client_of_ones_own_each_service_is_announced(self):
        tenant = self.start("", "--approve-after", "1")
        self.configure(tenant, "token_store: file", without=("client_secret", "client_id", "tenant_id"))
        done = tenant.run("users", "status:enabled synced:no type:member", "-o", "json")
        self.assertEqual(CODE.search(done.stderr)[1], "Microsoft Graph")
        self.assertIn('"Microsoft Graph Command Line Tools"', done.stderr)
        self.assertTrue(self.asked(tenant, client_id=GRAPH_CLIENT))
        self.assertFalse(self.asked(tenant, client_id=EXCHANGE_CLIENT))  # only when it is needed
        user = next(user for user in json.loads(done.stdout) if user["assignedLicenses"] and user["mail"])
        done = tenant.run("do", "set-out-of-office", user["id"], "--set", "message=Away", "--yes")
        self.assertEqual(CODE.findall(done.stderr)[0][0], "Exchange Online")
        self.assertIn('"Microsoft Exchange REST API Based PowerShell"', done.stderr)
        self.assertTrue(self.asked(tenant, client_id=EXCHANGE_CLIENT, scope=tenant.setting("exchange") + "/.default offline_access openid profile"))
        self.assertEqual(tenant.run("logout").stdout, "2 tokens removed\n")

    def test_a_permission_that_few_actions_take_is_asked_for_when_it_is_first_needed(self):
        tenant = self.start("", "--approve-after", "1", "--mfa-delay", "30", users=100)
        self.configure(tenant, "token_store: file", without=("client_secret", "client_id", "tenant_id"))

        def scopes():
            return [fields["scope"] for line, fields in self.asked(tenant, client_id=GRAPH_CLIENT) if "devicecode" in line["url"]]

        user = json.loads(tenant.run("users", "pam.password", "-o", "json").stdout)[0]
        self.assertEqual(len(scopes()), 1)
        self.assertNotIn("Application.ReadWrite.All", scopes()[0])
        done = tenant.run("do", "send-mfa-push", user["id"], "--yes", "-o", "json", code=None)
        self.assertLess(done.stderr.index("Send MFA push needs Application.ReadWrite.All"), CODE.search(done.stderr).start())
        self.assertEqual(len(scopes()), 2)
        self.assertIn("Application.ReadWrite.All", scopes()[1])
        self.assertIn("User.RevokeSessions.All", scopes()[1])
        self.assertEqual([one["state"] for one in json.loads(done.stdout)], ["done"], done.stdout)
        again = tenant.run("do", "send-mfa-push", user["id"], "--yes", code=None)
        self.assertIsNone(CODE.search(again.stderr))  # the consent holds
        self.assertEqual(len(scopes()), 2)

    def test_the_configuration_that_the_demo_tenant_writes(self):
        tenant = self.start("", "--approve-after", "1")
        tenant.config.write_text(self.whole)
        self.addCleanup(lambda: tenant.config.exists() and tenant.run("logout"))
        for name in ("demo", "device", "microsoft"):
            self.assertIn("signed in to Contoso Ltd", tenant.run("--tenant", name, "login").stdout)
        self.assertEqual(tenant.run("--tenant", "device", "logout").stdout, "1 token removed\n")
        self.assertEqual(tenant.run("logout").stdout, "1 token removed\n")

    def test_nothing_is_decided_from_an_id_token(self):
        """It is not verified, so it is not believed: not unsigned, not with the tenant's own key, no keys are asked for."""
        for header, signature in (({"alg": "none"}, ""), ({"alg": "HS256", "typ": "JWT"}, b64(b"0" * 32))):
            with self.subTest(header["alg"]):
                tenant = self.start("", "--approve-after", "1")
                self.configure(tenant, "token_store: none")
                claims = {"oid": "00000000-0000-4000-8000-00000000000e", "tid": "00000000-0000-4000-8000-00000000000f", "upn": "mallory@evil.example",
                          "preferred_username": "mallory@evil.example", "name": "Mallory", "wids": [], "scp": "", "exp": 1}
                forged = ".".join((b64(json.dumps(header).encode()), b64(json.dumps(claims).encode()), signature))

                def instead(method, path, body, forged=forged):
                    if "/token" not in path:
                        return None
                    status, headers, text = between.direct(method, path, body)
                    return status, headers, re.sub(rb'"id_token":"[^"]*"', b'"id_token":"%s"' % forged.encode(), text)
                with Between(tenant, instead=instead) as between:
                    told = tenant.run("login").stdout
                    user = next(one for one in tenant.users("status:enabled synced:no type:member") if one["accountEnabled"])
                    tenant.run("do", "revoke-sessions", user["id"], "--yes")
                self.assertTrue([text for text in between.replies if forged.encode() in text], "no id_token came")
                self.assertIn("signed in to Contoso Ltd as admin@contoso.com", told)
                self.assertEqual(tenant.journal()[0]["operator"], "admin@contoso.com")
                self.assertNotIn(b"mallory", b"".join(body for _, _, _, body in between.requests))
                self.assertFalse([path for _, path, _, _ in between.requests if "/keys" in path])

    def enter(self, roster, tenant, person):
        """Enter the code that it shows next, as this person."""
        code = next(found[3] for line in roster.stderr if (found := CODE.search(line)))
        form = urllib.parse.urlencode({"user_code": code, "user": person, "action": "approve"}).encode()
        urllib.request.urlopen(tenant.setting("login") + "/device", form).close()

    def test_one_person_signs_in_to_all_services(self):
        """Who does it by one of Microsoft's clients is who does it by the next: else the journal names somebody else."""
        tenant = self.start()
        self.configure(tenant, "token_store: file", without=("client_secret", "client_id"))
        roster = self.spawn(tenant, "login")
        self.enter(roster, tenant, "admin@contoso.com")
        out, errors = roster.communicate(timeout=DEADLINE)
        self.assertIn("as admin@contoso.com", out, errors)
        user = tenant.json("users", "status:enabled synced:no type:member licence:E")[0]["id"]
        roster = self.spawn(tenant, "do", "disable-forwarding", user, "--yes")
        self.enter(roster, tenant, "recipients@contoso.com")
        told = " ".join(roster.communicate(timeout=DEADLINE))
        self.assertIn("Exchange Online was signed in to as recipients@contoso.com, Microsoft Graph as admin@contoso.com", told)
        self.assertIn("roster logout", told)
        self.assertEqual([line for line in tenant.ledger() if "/exchange/" in line["url"]], [])

    def test_three_clients_of_one_tenant_share_a_store(self):
        """Each has a token of its own, and one that signs out takes no other's with it."""
        ids = ("b1c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2", "c2c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2")
        tenant = self.start("apps:\n" + "".join(f"- {{id: {one}, public: true}}\n" for one in ids), "--approve-after", "1")
        device = re.search(r"  device:\n((?:    .*\n| {6}.*\n)+)", self.whole)[0]
        text = self.whole.replace("tenants:\n", "tenants:\n" + device.replace("device:", "second:").replace(*ids), 1)
        tenant.config.write_text(text.replace("auth: device_code\n", "auth: device_code\n    token_store: file\n"))
        names = ("device", "second", "microsoft")
        for name in names:
            self.assertRegex(tenant.run("--tenant", name, "login").stderr, CODE)
        user = tenant.json("users", "--tenant", "device", "status:enabled synced:no type:member licence:E")[0]
        self.assertRegex(tenant.run("do", "disable-forwarding", user["id"], "--yes", "--tenant", "microsoft").stderr, CODE)  # Exchange has a client of its own
        kept = json.loads((tenant.folder / "state" / "roster" / "tokens.json").read_text())
        self.assertEqual(len(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", " ".join(self.keys(kept)))), 2 * 4, kept.keys())  # tenant and client each
        for name in names:
            self.assertNotRegex(tenant.run("--tenant", name, "users").stderr, CODE)
        self.assertEqual(tenant.run("--tenant", "second", "logout").stdout, "1 token removed\n")
        for name, again in (("device", False), ("microsoft", False), ("second", True)):
            self.assertEqual(bool(CODE.search(tenant.run("--tenant", name, "users").stderr)), again, name)
        self.assertEqual(tenant.run("--tenant", "microsoft", "logout").stdout, "2 tokens removed\n")
        self.assertNotRegex(tenant.run("--tenant", "device", "users").stderr, CODE)

    @staticmethod
    def keys(kept):
        """The keys under which tokens are stored, however deep."""
        return [key for key in kept] + [key for one in kept.values() if isinstance(one, dict) for key in People.keys(one)]

    def test_where_consent_is_missing_it_is_said_who_gives_it(self):
        """Of Microsoft's own client an administrator who signs in, of a registration an address."""
        tenant = self.start("", "--approve-after", "1", "--as", "helpdesk@contoso.com")
        self.configure(tenant, "token_store: none", without=("client_secret", "client_id"))
        told = tenant.run("login", code=SIGN_IN).stderr
        self.assertIn("AADSTS90094", told)
        self.assertIn("sign in with roster once and consent", told)
        self.assertNotIn("{", told)
        tenant = self.start("errors:\n- {code: 65001, at: token}\n", "--approve-after", "1")
        self.configure(tenant, "token_store: none")
        told = tenant.run("login", code=SIGN_IN).stderr
        self.assertRegex(told, r"grant consent: http://\S+/v2\.0/adminconsent\?client_id=b1c7e8f4")
        self.assertNotIn("{", told)

    def test_where_microsofts_client_is_unknown_a_registration_is_asked_for(self):
        tenant = self.start("errors:\n- {code: 700016, at: devicecode}\n")
        self.configure(tenant, "token_store: none", without=("client_secret", "client_id"))
        done = tenant.run("login", code=SIGN_IN)
        self.assertIn("AADSTS700016", done.stderr)
        self.assertIn("register an application", done.stderr)

    def test_the_file_store_is_private_and_goes_at_logout(self):
        tenant = self.start("", "--approve-after", "1")
        self.configure(tenant, "token_store: file")
        tenant.run("login")
        path = tenant.folder / "state" / "roster" / "tokens.json"
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        path.chmod(0o644)
        done = tenant.run("login")
        self.assertIn("open to others", done.stderr)
        self.assertRegex(done.stderr, CODE)
        path.chmod(0o600)
        tenant.run("logout")
        self.assertFalse(path.exists())

    def test_nothing_is_kept_where_nothing_is_to_be_kept(self):
        tenant = self.start("", "--approve-after", "1")
        self.configure(tenant, "token_store: none")
        for _ in range(2):
            self.assertRegex(tenant.run("login").stderr, CODE)
        self.assertFalse([path for path in (tenant.folder / "state").rglob("*token*")])

    def test_declined_and_expired_end_it(self):
        for login, says in (("people:\n- {upn: admin@contoso.com, answer: decline, after_polls: 1}\n", "declined in the browser"),
                            ("code_lifetime: 2\npeople:\n- {upn: admin@contoso.com, answer: wait}\n", "the code has expired")):
            tenant = self.start(login)
            self.configure(tenant, "token_store: none")
            done = tenant.run("login", code=SIGN_IN)
            self.assertIn(says, done.stderr)
            self.assertIn("new code", done.stderr)

    def test_ctrl_c_ends_the_waiting(self):
        tenant = self.start("people:\n- {upn: admin@contoso.com, answer: wait}\n")
        self.configure(tenant, "token_store: none")
        roster = subprocess.Popen(tenant.command("login"), env=tenant.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertRegex(roster.stderr.readline(), CODE)
        roster.send_signal(2)
        out, errors = roster.communicate(timeout=DEADLINE)
        self.assertEqual(roster.returncode, 1, errors)
        self.assertIn("cancelled", errors)

    def test_a_sign_in_that_was_revoked_is_asked_for_again_with_the_reason(self):
        tenant = self.start("people:\n- {upn: reception@contoso.com, roles: [Global Administrator], answer: approve, after_polls: 1}\n")
        before = tenant.config.read_text()
        self.configure(tenant, "token_store: file")
        changed = tenant.config.read_text()
        tenant.run("login")
        tenant.config.write_text(before)
        tenant.graph("/users/reception@contoso.com/revokeSignInSessions", "POST")
        tenant.config.write_text(changed)
        done = tenant.run("login")
        self.assertRegex(done.stderr, r"AADSTS50173|AADSTS700082|AADSTS50133")
        self.assertRegex(done.stderr, CODE)
        self.assertIn("signed in to Contoso Ltd", done.stdout)

    def test_who_waits_is_served_by_the_sign_in_of_another_process(self):
        tenant = self.start("")
        self.configure(tenant, "token_store: file")
        both = [subprocess.Popen(tenant.command("users", "-o", "json"), env=tenant.environment, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True) for _ in range(2)]
        codes = [CODE.search(one.stderr.readline())[3] for one in both]
        form = urllib.parse.urlencode({"user_code": codes[0], "action": "approve"}).encode()
        with urllib.request.urlopen(tenant.base + "/login/device", form) as page:
            self.assertIn(b"You have signed in", page.read())
        for one in both:
            out, errors = one.communicate(timeout=DEADLINE)
            self.assertEqual(one.returncode, OK, errors)
            self.assertTrue(json.loads(out))

    def test_a_session_ended_while_it_is_used_passes_on_the_claims(self):
        tenant = self.start("people:\n- {upn: reception@contoso.com, roles: [Global Administrator], answer: approve, after_polls: 1}\n")
        before = tenant.config.read_text()
        self.configure(tenant, "token_store: none")
        terminal = Terminal(tenant)
        terminal.read_until(b"enter the code")
        terminal.read_until(b"60 users")
        changed = tenant.config.read_text()
        tenant.config.write_text(before)
        tenant.graph("/users/reception@contoso.com/revokeSignInSessions", "POST")
        tenant.config.write_text(changed)
        terminal.write(b"\x1b[15~")  # F5
        terminal.read_until(b"AADSTS50173", b"enter the code")
        wait_for(lambda: len(self.asked(tenant, grant_type="urn:ietf:params:oauth:grant-type:device_code")) >= 4, "the second sign-in")
        wait_for(lambda: tenant.ledger()[-1]["status"] == 200 and "/graph/" in tenant.ledger()[-1]["url"], "the table")
        self.assertEqual(terminal.end(b"q"), 0)
        refused = [line for line in tenant.ledger() if line["status"] == 401 and "/graph/" in line["url"]]
        self.assertTrue(refused)
        renewals = self.asked(tenant, grant_type="refresh_token")
        self.assertEqual(len(renewals), 1)  # however many waited
        self.assertIn("nbf", json.loads(renewals[0][1]["claims"])["access_token"])

    def test_two_at_once_share_a_token_that_works_once(self):
        tenant = self.start("refresh_once: true\n", "--approve-after", "1")
        self.configure(tenant, "token_store: file")
        tenant.run("login")
        for _ in range(3):
            both = [subprocess.Popen(tenant.command("users", "-o", "json"), env=tenant.environment, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, text=True) for _ in range(2)]
            for one in both:
                out, errors = one.communicate(timeout=DEADLINE)
                self.assertEqual((one.returncode, CODE.findall(errors)), (OK, []), errors)
                self.assertTrue(json.loads(out))


class Applications(SignInTest):
    def test_certificates(self):
        key, public = certificate(self.folder, "small")
        large_key, large = certificate(self.folder, "large", 4096)
        openssl(self.folder, "pkcs12", "-export", "-inkey", key, "-in", public, "-out", "small.pfx", "-passout", "pass:canary-passphrase")
        both = self.folder / "both.pem"
        both.write_text(key.read_text() + public.read_text())
        for path in (self.folder / "small.pfx", both):
            path.chmod(0o600)
        tenant = self.start(f"apps:\n- id: b1c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2\n  certificates: [{public}, {large}]\n")
        before = tenant.config.read_text()
        tenant.environment["PASSPHRASE"] = "canary-passphrase"
        for lines in ([f"certificate: {both}"], [f"certificate: {public}", f"certificate_key: {key}"],
                      [f"certificate: {large}", f"certificate_key: {large_key}"], [f"certificate: {self.folder}/small.pfx", "secret_env: PASSPHRASE"]):
            tenant.config.write_text(before)
            self.configure(tenant, *lines)
            self.assertIn("signed in to Contoso Ltd", tenant.run("login").stdout)
        key.chmod(0o644)
        tenant.config.write_text(before)
        self.configure(tenant, f"certificate: {public}", f"certificate_key: {key}")
        self.assertIn("can be read by others", tenant.run("login", code=USAGE).stderr)

    def test_a_new_certificate_is_waited_for(self):
        key, public = certificate(self.folder, "new")
        tenant = self.start(f"apps:\n- id: b1c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2\n  certificates: [{public}]\nerrors:\n- {{code: 700027, times: 1}}\n")
        self.configure(tenant, f"certificate: {public}", f"certificate_key: {key}")
        done = tenant.run("login")
        self.assertIn("AADSTS700027", done.stderr)
        self.assertIn("asking again in 10 s", done.stderr)
        self.assertIn("signed in to Contoso Ltd", done.stdout)

    def test_secrets_from_every_source(self):
        tenant = self.start()
        secret, before = tenant.setting("client_secret"), tenant.config.read_text()
        path = self.folder / "secret"
        path.write_text(secret + "\n")
        path.chmod(0o600)
        tenant.environment["SECRET_HERE"] = secret
        for line in ("secret_env: SECRET_HERE", f"secret_file: {path}", f"secret_command: cat {path}"):
            tenant.config.write_text(before)
            self.configure(tenant, line)
            self.assertIn("signed in to Contoso Ltd", tenant.run("login").stdout)

    def test_a_secret_is_typed_unseen(self):
        tenant = self.start()
        secret = tenant.setting("client_secret")
        self.configure(tenant, "auth: client_secret")
        self.assertIn("no terminal to ask on", tenant.run("login", code=USAGE, start_new_session=True).stderr)
        terminal = Terminal(tenant, "login")
        shown = terminal.read_until(b"Client secret for demo: ")
        terminal.write(secret.encode() + b"\n")
        shown += terminal.read_until(b"signed in to Contoso Ltd")
        self.assertEqual(terminal.end(), 0)
        self.assertNotIn(secret.encode(), shown)

    def test_a_secret_that_has_expired_or_is_wrong(self):
        tenant = self.start("apps:\n- id: b1c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2\n  secrets:\n  - {value: old-one, expires: -1d}\n")
        tenant.environment["SECRET_HERE"] = "old-one"
        self.configure(tenant, "secret_env: SECRET_HERE")
        done = tenant.run("login", code=SIGN_IN)
        self.assertIn("the client secret has expired (AADSTS7000222): Make a new secret", done.stderr)
        self.assertRegex(done.stderr, r"request id [0-9a-f-]{36} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
        tenant.environment["SECRET_HERE"] = "another"
        self.assertIn("AADSTS7000215", tenant.run("login", code=SIGN_IN).stderr)

    def test_every_refusal_is_a_sentence_with_what_to_do(self):
        source = (harness.SOURCE / "src/api/login/aadsts.c").read_text()
        known = {int(code): (sentence, hint) for code, sentence, hint in re.findall(r'^    \{(\d+), "([^"]+)",\s+([^}]+)\},$', source, re.M)}
        served = {int(code) for code in re.findall(r"^\s*\{(\d+),", (harness.SOURCE / "src/tenant/login/aadsts_table.c").read_text(), re.M)}
        passing = {90033, 90006, 50033, 90024, 90012, 80014, 90055}
        codes = sorted((set(known) & served) - passing)
        self.assertGreater(len(codes), 60)
        login = "apps:\n" + "".join(f"- {{id: app-{code}, secrets: [{{value: s}}]}}\n" for code in codes)
        login += "errors:\n" + "".join(f"- {{code: {code}, app: app-{code}}}\n" for code in codes)
        tenant = self.start(login)
        tenant.environment["SECRET_HERE"] = "s"
        before = tenant.config.read_text()
        for code in harness.some(codes):
            tenant.config.write_text(before)
            self.configure(tenant, f"client_id: app-{code}", "secret_env: SECRET_HERE", without=("client_secret", "client_id"))
            done = tenant.run("login", code=SIGN_IN)
            self.assertIn(f"{known[code][0]} (AADSTS{code}): ", done.stderr)
            self.assertNotIn("{login}", done.stderr)
            self.assertRegex(done.stderr, r"\(request id [0-9a-f-]{36} ")

    def test_what_passes_by_itself_is_asked_again(self):
        tenant = self.start("errors:\n- {code: 90033, times: 2}\n")
        self.assertIn("signed in to Contoso Ltd", tenant.run("login").stdout)
        self.assertEqual(len(self.asked(tenant, grant_type="client_credentials")), 3)

    def test_a_refusal_that_is_not_about_the_token_renews_none(self):
        nested = json.dumps({"ErrorCode": "Forbidden", "Message": json.dumps({"_version": 3, "Message": "An error has occurred."})})
        for message, says in ((nested, "Intune has roles"), ("Service principal-less Authentication failed: the service principal for App ID "
                                                             "8bd644d1-64a1-4d4b-ae52-2e0cbf64e373 was not found", "not set up in the tenant")):
            tenant = self.start()
            body = json.dumps({"error": {"code": "UnknownError", "message": message}}).encode()

            def instead(method, path, sent, body=body):
                return (401, [("Content-Type", "application/json")], body) if path.startswith("/graph/v1.0/users") else None
            with Between(tenant, instead=instead):
                done = tenant.run("users", code=None)
            self.assertIn(says, done.stderr)
            self.assertNotIn("ign in again", done.stderr)
            self.assertNotIn('{"', done.stderr)
            self.assertEqual(len(self.asked(tenant, grant_type="client_credentials")), 1)

    def test_fifty_jobs_on_an_expired_token_cause_one_renewal(self):
        tenant = self.start("", "--fault", "match=GET */users/*,nth=3,expire", users=120)
        users = [user["id"] for user in tenant.users("status:enabled synced:no type:member")][:50]
        self.assertEqual(len(users), 50)
        before = len(self.asked(tenant, grant_type="client_credentials"))
        done = tenant.json("do", "block-sign-in", *users, "--yes", code=None)
        self.assertLessEqual({one["state"] for one in done}, {"done", "refused"})  # privileged ones are left out
        self.assertEqual(len(self.asked(tenant, grant_type="client_credentials")) - before, 2)  # the first one, and one more


class Machine(SignInTest):
    def token(self, tenant, resource="graph", at=None):
        form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": tenant.setting("client_id"),
                                       "client_secret": tenant.setting("client_secret"), "scope": tenant.setting(resource) + "/.default"})
        with urllib.request.urlopen(f"{tenant.setting('login')}/{at or tenant.setting('tenant_id')}/oauth2/v2.0/token", form.encode()) as reply:
            return json.load(reply)["access_token"]

    def test_a_token_that_is_handed_over(self):
        tenant = self.start("", "--token-lifetime", "1800")
        token = self.token(tenant)
        self.configure(tenant, "auth: token", without=("client_secret", "client_id", "tenant_id"))
        self.assertIn("the environment has no ROSTER_ACCESS_TOKEN", tenant.run("login", code=USAGE).stderr)
        tenant.environment["ROSTER_ACCESS_TOKEN"] = token
        done = tenant.run("users", "-o", "json")
        self.assertRegex(done.stderr, r"good until .*\((29|30) min\); it is not renewed")
        user = next(user for user in json.loads(done.stdout) if user["accountEnabled"] and not user.get("onPremisesSyncEnabled"))
        done = tenant.run("do", "set-out-of-office", user["id"], "--set", "message=Away", "--yes", code=None)
        self.assertIn("no token for Exchange Online was handed over", done.stderr + done.stdout)
        stray = b64(b'{"alg":"none"}') + "." + b64(b'{"aud":"https://management.core.windows.net/"}') + ".x"
        tenant.environment["ROSTER_ACCESS_TOKEN"] = token + " " + stray
        asked = len(tenant.ledger())
        self.assertIn("is for https://management.core.windows.net/, which roster does not ask", tenant.run("users", code=USAGE).stderr)
        self.assertEqual(len(tenant.ledger()), asked)
        tenant.environment["ROSTER_ACCESS_TOKEN"] = token[:-8] + "AAAAAAAA"
        self.assertIn("no longer good", tenant.run("users", code=SIGN_IN).stderr)

    def test_a_token_for_another_tenant_is_not_used(self):
        """Handed over, of the machine, or of a sign-in service that was asked for this one: what is written goes where the configuration says."""
        tenant = self.start(f"tenants:\n- {{id: {OTHER}, domain: fabrikam.com, users: 30}}\n", "--approve-after", "1")
        here, before = tenant.setting("tenant_id"), tenant.config.read_text()
        says = f"is for tenant {OTHER}, and the configuration names {here}"
        other = self.token(tenant, at="fabrikam.com")
        self.configure(tenant, "auth: token")
        tenant.environment["ROSTER_ACCESS_TOKEN"] = other
        asked = len(tenant.ledger())
        self.assertIn(says, tenant.run("users", code=SIGN_IN).stderr)
        self.assertEqual(len(tenant.ledger()), asked)
        for domain, code, told in (("contoso.com", SIGN_IN, f"names contoso.com, which is {here}"), ("fabrikam.com", 0, ""), ("nobody.example", SIGN_IN, "AADSTS90002")):
            tenant.config.write_text(before)  # whose a domain is, is asked before the token is used
            self.configure(tenant, "auth: token", f"tenant_id: {domain}", without=("client_secret", "tenant_id"))
            asked = len(tenant.ledger())
            self.assertIn(told, tenant.run("users", code=code).stderr)
            self.assertEqual(bool([line for line in tenant.ledger()[asked:] if "/graph/" in line["url"]]), code == 0)
        for domain, code in (("contoso.com", SIGN_IN), ("fabrikam.com", 0)):
            tenant.config.write_text(before)
            self.configure(tenant, f"tenant_id: {domain}", without=("tenant_id",))
            self.identity(tenant, [], token=other)
            self.assertIn("is for tenant" if code else "", tenant.run("users", code=code).stderr)
        tenant.config.write_text(before)
        self.identity(tenant, [], token=other)
        self.assertIn(says, tenant.run("users", code=SIGN_IN).stderr)
        answer = json.dumps({"token_type": "Bearer", "expires_in": 3600, "access_token": other}).encode()
        for lines in ([], ["auth: device_code", "token_store: none"]):
            tenant.config.write_text(before)
            self.configure(tenant, *lines, without=("client_secret",) if lines else ())
            with Between(tenant, instead=lambda method, path, body: (200, [], answer) if path.endswith("/token") else None) as between:
                self.assertIn(says, tenant.run("users", code=SIGN_IN).stderr)
            self.assertFalse([path for _, path, _, _ in between.requests if "/graph/" in path])

    def identity(self, tenant, answers, token=None):
        """A machine's identity that answers so many times as told, a status and headers each, and then with a token."""
        token, seen = token or self.token(tenant), []

        class Identity(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                seen.append((self.path, self.headers))
                status, headers = answers.pop(0) if answers else (200, {})
                body = json.dumps({"access_token": token, "expires_on": str(int(time.time()) + 3600), "token_type": "Bearer"}
                                  if status == 200 else {"error": "not_now"}).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Identity)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.configure(tenant, "auth: managed_identity", without=("client_secret", "client_id"))
        tenant.environment |= {"IDENTITY_ENDPOINT": f"http://127.0.0.1:{server.server_port}/msi/token", "IDENTITY_HEADER": "canary-header"}
        return seen

    def test_the_identity_of_the_machine(self):
        tenant = self.start()
        passing = [(410, {}), (429, {"Retry-After": "0"}), (503, {"Retry-After": "0"})]
        seen = self.identity(tenant, list(passing))
        self.assertIn("signed in to Contoso Ltd", tenant.run("login").stdout)
        self.assertEqual(len(seen), len(passing) + 1)  # what passes by itself is asked again
        path, headers = seen[0]
        self.assertEqual(headers["X-IDENTITY-HEADER"], "canary-header")
        self.assertEqual(urllib.parse.parse_qs(path.split("?")[1]), {"api-version": ["2019-08-01"], "resource": [tenant.setting("graph")]})
        tenant.environment["IDENTITY_ENDPOINT"] = "http://identity.example/token"
        self.assertIn("leads away from this machine", tenant.run("login", code=REFUSED).stderr)

    def test_azure_arc_has_no_other_file_read(self):
        for name, text, says in (("machine.key", "canary-key", "not in its folder"), ("shadow", "canary-key", "no key")):
            tenant = self.start()
            path = self.folder / name
            path.write_text(text)
            seen = self.identity(tenant, [(401, {"WWW-Authenticate": f"Basic realm={path}"})] * 4)
            del tenant.environment["IDENTITY_HEADER"]
            tenant.environment["IMDS_ENDPOINT"] = "http://127.0.0.1:1"
            self.assertIn(says, tenant.run("login", code=REFUSED).stderr)
            self.assertEqual([headers["Authorization"] for _, headers in seen], [None])
            self.assertEqual((seen[0][1]["Metadata"], "2020-06-01" in seen[0][0]), ("true", True))

    @unittest.skipIf(subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode, "no mount namespace of one's own")
    def test_azure_arc_has_its_key_read(self):
        """The agent names a file in its folder; what stands in it is the answer, to the same address."""
        tenant = self.start()
        path = "/var/opt/azcmagent/tokens/machine.key"
        seen = self.identity(tenant, [(500, {"Retry-After": "0"}), (401, {"WWW-Authenticate": f"Basic realm={path}"})])
        del tenant.environment["IDENTITY_HEADER"]
        tenant.environment["IMDS_ENDPOINT"] = "http://127.0.0.1:1"
        made = f'mount -t tmpfs none /var/opt && mkdir -p {pathlib.PurePath(path).parent} && printf canary-key >{path} && exec "$@"'
        done = subprocess.run(["unshare", "-rm", "sh", "-c", made, "sh", *tenant.command("login")], env=tenant.environment, capture_output=True,
                              text=True, timeout=DEADLINE, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("signed in to Contoso Ltd", done.stdout)
        self.assertEqual([headers["Authorization"] for _, headers in seen], [None, None, "Basic canary-key"])
        self.assertEqual([headers["Metadata"] for _, headers in seen], ["true"] * 3)
        self.assertEqual(seen[1][0], seen[2][0])

    def test_a_clock_that_is_wrong_is_noticed(self):
        tenant = self.start()
        late = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 600))

        def instead(method, path, body):
            if "/token" in path:
                return 400, [("Date", late), ("Content-Type", "application/json")], b'{"error":"invalid_client","error_codes":[700024]}'
            return None
        with Between(tenant, instead=instead):
            done = tenant.run("login", code=SIGN_IN)
        self.assertRegex(done.stderr, r"clock is (9|10) min behind the service's")
        self.assertIn("AADSTS700024", done.stderr)


if __name__ == "__main__":
    harness.main()
