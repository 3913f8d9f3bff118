"""Signing in with a browser: the address, what it ends at, and every answer that is none."""
import base64
import json
import re
import subprocess
import unittest
import urllib.error
import urllib.parse
import urllib.request

import harness
from harness import DEADLINE, Tenant, wait_for
from test_sign_in import CODE, EXCHANGE_CLIENT, GRAPH_CLIENT, OK, SIGN_IN, SignInTest, Terminal

ADDRESS = re.compile(r"^(http\S+/oauth2/v2\.0/authorize\?\S+)$", re.M)
BLOCKED = "block_device_code: true\n"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def go(url, form=None, follow=True):
    """What a browser gets to see: status, text, and where it is sent when it does not follow."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), *(() if follow else (NoRedirect,)))
    try:
        with opener.open(url, urllib.parse.urlencode(form).encode() if form else None, DEADLINE) as page:
            return page.status, page.read().decode(), None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers.get("Location")


def query(url):
    return dict(urllib.parse.parse_qsl(url.split("?", 1)[1]))


class Browser(SignInTest):
    def begin(self, tenant, *words):
        """roster as it waits for a browser, and the address that it shows."""
        roster = subprocess.Popen(tenant.command(*(words or ("login", "--browser"))), env=tenant.environment, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said = ""
        while not ADDRESS.search(said) or "ssh -L" not in said:
            line = roster.stderr.readline()
            self.assertTrue(line, said)
            said += line
        self.assertRegex(said, r"ssh -L (\d+):localhost:\1")
        return roster, ADDRESS.search(said)[1]

    def end(self, roster, code=OK, pasted=None):
        out, errors = roster.communicate(pasted, timeout=DEADLINE)
        self.assertEqual(roster.returncode, code, errors)
        return out, errors

    def line(self, roster, says):
        while True:
            line = roster.stderr.readline()
            self.assertTrue(line, f"waited in vain for {says}")
            if says in line:
                return line

    def test_one_sign_in_serves_all_and_the_next_run(self):
        tenant = self.start(BLOCKED, "--approve-after", "1")
        self.configure(tenant, "token_store: file")
        roster, url = self.begin(tenant)
        asked = query(url)
        self.assertRegex(asked["redirect_uri"], r"^http://localhost:\d+$")
        self.assertEqual(asked["code_challenge_method"], "S256")
        self.assertIn("offline_access", asked["scope"])
        status, page, _ = go(url)
        self.assertEqual(status, 200)
        self.assertIn("You may close this page", page)
        out, errors = self.end(roster)
        self.assertIn("signed in to Contoso Ltd as admin@contoso.com", out)
        self.assertIn("signed in to Microsoft Graph", errors)
        redeemed = self.asked(tenant, grant_type="authorization_code")
        self.assertEqual(len(redeemed), 1)
        self.assertEqual(redeemed[0][1]["redirect_uri"], asked["redirect_uri"])
        self.assertNotIn("code_verifier", url)
        self.assertNotIn(" open ", tenant.run("users").stderr)
        self.assertTrue(self.asked(tenant, grant_type="refresh_token"))

    def test_a_blocked_device_code_offers_the_browser(self):
        tenant = self.start(BLOCKED, "--approve-after", "1")
        self.configure(tenant, "token_store: none")
        done = tenant.run("login", code=SIGN_IN)
        self.assertIn("AADSTS53003", done.stderr)
        self.assertIn("roster login --browser", done.stderr)
        self.assertIn("device codes alone", done.stderr)

    def test_the_configuration_chooses_the_browser(self):
        tenant = self.start(BLOCKED, "--approve-after", "1")
        self.configure(tenant, "auth: browser", "token_store: none")
        roster, url = self.begin(tenant, "users", "-o", "json")
        go(url)
        self.assertEqual(len(json.loads(self.end(roster)[0])), 60)

    def test_the_final_address_can_be_pasted(self):
        tenant = self.start("people:\n- {upn: reception@contoso.com, roles: [Global Administrator], answer: wait}\n")
        self.configure(tenant, "token_store: none")
        roster, url = self.begin(tenant)
        self.assertIn("<form", go(url)[1])
        _, _, final = go(url, {"user": "reception@contoso.com", "action": "approve"}, follow=False)
        self.assertTrue(final.startswith(query(url)["redirect_uri"] + "?"), final)
        out, _ = self.end(roster, pasted=f"  {final}\n")
        self.assertIn("signed in to Contoso Ltd as reception@contoso.com", out)

    def test_what_is_no_answer_is_refused_and_the_sign_in_goes_on(self):
        tenant = self.start("", "--approve-after", "1")
        self.configure(tenant, "token_store: none")
        roster, url = self.begin(tenant)
        asked = query(url)
        back, state = asked["redirect_uri"], asked["state"]
        for target, status, says in ((f"/?code=stolen&state={state[:-1]}x", 400, "belongs to another sign-in"),
                                     ("/?code=stolen", 400, "belongs to another sign-in"),
                                     ("/?error=access_denied&state=other", 400, "belongs to another sign-in"),
                                     (f"/?state={state}", 400, "no answer to a sign-in"),
                                     (f"/?code=a&code=b&state={state}", 400, "no answer to a sign-in"),
                                     ("/?code=%zz", 400, "belongs to another sign-in"),
                                     ("/", 400, "not the address that the browser ended at")):
            with self.subTest(target):
                got, page, _ = go(back + target)
                self.assertEqual(got, status)
                self.assertIn(says, page)
                self.line(roster, says)
        self.assertEqual(go(back + "/favicon.ico")[0], 404)
        self.assertEqual(go(back + "/", {"code": "posted"})[0], 405)
        for pasted, says in (("garbage", "not the address"), (back + "/?code=x&state=y", "belongs to another sign-in"),
                             ("http://localhost:1/?code=x&state=" + state, "not the address"),
                             ("https://login.example/?code=x&state=" + state, "not the address"),
                             (back + "/?code=x&state=" + state + " and more", "not the address")):
            with self.subTest(pasted):
                roster.stdin.write(pasted + "\n")
                roster.stdin.flush()
                self.line(roster, says)
        self.assertFalse(self.asked(tenant, grant_type="authorization_code"))
        go(url)
        self.assertIn("signed in to Contoso Ltd", self.end(roster)[0])

    def test_an_error_ends_it_with_its_reason(self):
        for login, says in (("people:\n- {upn: admin@contoso.com, answer: decline}\n", "declined in the browser"),
                            ("errors:\n- {code: 53003, at: authorize}\n", "AADSTS53003"),
                            ("errors:\n- {code: 650053, at: authorize}\n", "AADSTS650053")):
            tenant = self.start(login, *(() if "people" in login else ("--approve-after", "1")))
            self.configure(tenant, "token_store: none")
            roster, url = self.begin(tenant)
            self.assertIn("You may close this page", go(url)[1])
            errors = self.end(roster, SIGN_IN)[1]
            self.assertIn(says, errors)
            self.assertNotIn("--browser", errors)

    def test_a_second_answer_is_refused(self):
        tenant = self.start("", "--approve-after", "1", "--fault", "match=POST */oauth2/v2.0/token,nth=1,hold=HERE")
        tenant.hold()
        self.configure(tenant, "token_store: none")
        roster, url = self.begin(tenant)
        back = query(url)["redirect_uri"]
        go(url)
        status, page, _ = go(back + "/?code=another&state=" + query(url)["state"])
        self.assertEqual((status, "answered already" in page), (410, True))
        tenant.release()
        self.assertIn("signed in", self.end(roster)[0])
        self.assertEqual(len(self.asked(tenant, grant_type="authorization_code")), 1)

    def test_a_passing_fault_costs_no_second_sign_in_and_a_lost_answer_does(self):
        for fault, code, says in (("status=503", 0, "asking again in 2 s"), ("cut-after", 5, "Sign in again")):
            tenant = self.start("", "--approve-after", "1", "--fault", f"match=POST */oauth2/v2.0/token,nth=1,{fault}")
            self.configure(tenant, "token_store: none")
            roster, url = self.begin(tenant)
            go(url)
            _, errors = self.end(roster, code)
            self.assertIn(says, errors)
            self.assertNotIn("a change may", errors)  # nothing is changed by signing in

    def test_the_service_takes_a_code_once_from_whom_it_was_given_to(self):
        tenant = self.start("", "--approve-after", "1")
        self.configure(tenant, "token_store: none")
        token = f"{tenant.setting('login')}/{tenant.setting('tenant_id')}/oauth2/v2.0/token"
        authorize = token.replace("/token", "/authorize")
        challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B
        asked = {"client_id": GRAPH_CLIENT, "response_type": "code", "redirect_uri": "http://localhost:5", "scope": "User.Read openid",
                 "state": "s", "nonce": "n", "code_challenge": challenge, "code_challenge_method": "S256"}

        def code():
            return query(go(authorize + "?" + urllib.parse.urlencode(asked), follow=False)[2])["code"]

        form = {"grant_type": "authorization_code", "client_id": GRAPH_CLIENT, "redirect_uri": "http://localhost:5",
                "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "client_info": "1"}
        for change, number in (({"code_verifier": "x" * 43}, 501481), ({"code_verifier": ""}, 501481), ({"redirect_uri": "http://localhost:6"}, 500112),
                               ({"client_id": EXCHANGE_CLIENT}, 70000)):
            status, text, _ = go(token, form | {"code": code()} | change)
            self.assertEqual((status, json.loads(text)["error_codes"]), (400, [number]), change)
        form["code"] = code()
        given = json.loads(go(token, form)[1])
        self.assertEqual(json.loads(go(token, form)[1])["error_codes"], [54005])
        claims, info = (json.loads(base64.urlsafe_b64decode(text + "==")) for text in (given["id_token"].split(".")[1], given["client_info"]))
        self.assertEqual(claims["iss"], f"{tenant.setting('login')}/{tenant.setting('tenant_id')}/v2.0")
        self.assertEqual((claims["nonce"], claims["aud"], claims["ver"]), ("n", GRAPH_CLIENT, "2.0"))
        self.assertTrue(claims["sub"])
        self.assertEqual(info, {"uid": claims["oid"], "utid": tenant.setting("tenant_id")})
        for change, number in (({"redirect_uri": "http://localhost:5/other"}, 50011), ({"redirect_uri": "https://localhost:5"}, 50011),
                               ({"redirect_uri": "http://evil.example"}, 50011), ({"client_id": "00000000-0000-4000-8000-000000000000"}, 700016)):
            status, text, _ = go(authorize + "?" + urllib.parse.urlencode(asked | change), follow=False)
            self.assertEqual((status, f"AADSTS{number}" in text), (400, True), change)

    def test_the_screen_turns_to_the_browser_and_back(self):
        tenant = self.start(BLOCKED, "--approve-after", "1")
        self.configure(tenant, "token_store: none")
        terminal = Terminal(tenant)
        terminal.read_until(b"device codes alone")
        terminal.write(b"b")
        terminal.read_until(b"ssh -L", b"paste answer")
        terminal.write(b"d")
        terminal.read_until(b"/login/device")
        terminal.read_until(b"try again")
        terminal.write(b"b")
        terminal.read_until(b"ssh -L")
        terminal.write(b"p")
        terminal.read_until(b"Enter go on")
        terminal.write(b"garbage\r")
        terminal.read_until(b"not the address that the browser ended at")
        terminal.write(b"y")
        copied = terminal.read_until(b"\x1b]52;c;", b"\x07")
        url = base64.b64decode(re.search(rb"\x1b\]52;c;([^\x07]+)\x07", copied)[1]).decode()
        _, _, final = go(url, follow=False)
        terminal.write(b"p")
        terminal.read_until(b"Enter go on")
        terminal.write(b"\x1b[200~" + final.encode() + b"\x1b[201~\r")
        terminal.read_until(b"60 users")
        self.assertEqual(terminal.end(b"q"), 0)


if __name__ == "__main__":
    harness.main()
