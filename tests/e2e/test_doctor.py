"""`roster doctor`: each area, what is missing with what to grant, and the exit code of what failed first."""
import pathlib
import re
import socket
import tempfile
import unittest

import harness
from harness import Tenant
from outcomes import as_person

MISSING, USAGE, SIGN_IN, UNREACHED = 1, 2, 3, 5


APP = "b1c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2"


def manual():
    """What docs/SETUP.md has an application granted: the permissions of each service, and the roles."""
    text = (harness.SOURCE / "docs" / "SETUP.md").read_text()

    def rows(title):
        return re.findall(r"^\| `([^`]+)` \|", "\n".join(re.findall(rf"^\| {title}[^\n]*\n\| ---[^\n]*\n((?:\|[^\n]*\n)+)", text, re.M)), re.M)

    return {"graph": rows("Microsoft Graph"), "exchange": rows("Office 365 Exchange"), "sharepoint": rows("SharePoint"), "roles": rows("Entra role of the application")}


def application(grants):
    """A file of --login with one application that has these grants and no others."""
    lists = "".join(f"      {name}: [{', '.join(grants[name])}]\n" for name in ("graph", "exchange", "sharepoint"))
    return f"apps:\n  - id: {APP}\n    name: roster\n    secrets: [{{value: known-here}}]\n    roles: [{', '.join(grants['roles'])}]\n    application:\n{lists}"


class Doctor(unittest.TestCase):
    def tenant(self, *words):
        tenant = Tenant("--users", "60", *words)
        self.addCleanup(tenant.close)
        return tenant

    def checks(self, tenant, code=0):
        return {(check["area"], check["name"]): check for check in tenant.json("doctor", code=code)}

    def test_all_is_well(self):
        tenant = self.tenant()
        checks = self.checks(tenant)
        self.assertEqual({check["state"] for check in checks.values()} - {"ok", "note"}, set())
        self.assertEqual({area for area, _ in checks}, {"configuration", "network", "sign-in", "services", "licences", "permissions"})
        self.assertIn("an application", checks["sign-in", "token"]["message"])
        self.assertIn("Contoso Ltd", checks["sign-in", "tenant"]["message"])
        self.assertEqual({name for area, name in checks if area == "permissions" and not name.startswith("read-")}, {action["name"] for action in tenant.json("actions")})
        block = checks["permissions", "block-sign-in"]
        self.assertIn("User.EnableDisableAccount.All", block["needed"])
        self.assertTrue(set(block["held"].split(", ")) <= set(re.split(r" or |; | and ", block["needed"])))
        text = tenant.run("doctor").stdout
        self.assertEqual([line for line in text.splitlines() if line and not line.startswith(" ")],
                         ["configuration", "network", "sign-in", "services", "licences", "permissions"])
        self.assertFalse([line for line in tenant.ledger() if line["method"] == "PATCH"])

    def test_missing_permissions_are_named_with_the_link_that_grants_them(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as login:
            login.write("apps:\n  - id: b1c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2\n    name: roster\n    secrets: [{value: known-here}]\n    application:\n"
                        "      graph: [User.Read.All, Organization.Read.All, Sites.Read.All]\n      exchange: [Exchange.ManageAsApp]\n      sharepoint: []\n")
            login.flush()
            tenant = self.tenant("--login", login.name, "--client-secret", "known-here")
            checks = self.checks(tenant, code=MISSING)
            block = checks["permissions", "block-sign-in"]
            self.assertEqual((block["state"], block["held"]), ("missing", ""))
            self.assertIn("User.EnableDisableAccount.All", block["needed"])
            grant = checks["permissions", "to grant"]
            self.assertIn("User.EnableDisableAccount.All", grant["message"])
            self.assertRegex(grant["hint"], r"/login/[0-9a-f-]{36}/v2\.0/adminconsent\?client_id=b1c7e8f4-2a36-4f0d-9e55-6c0a7d81f3e2&scope=.*&redirect_uri=http%3A%2F%2Flocalhost")
            self.assertEqual(checks["permissions", "read-roles"]["state"], "missing")
            self.assertEqual(checks["permissions", "read-users"]["held"], "User.Read.All")
            done = tenant.run("doctor", code=MISSING)
            self.assertIn("needed: User.EnableDisableAccount.All", done.stdout)
            self.assertIn("held: none of it", done.stdout)

    def set_up(self, grants):
        login = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()), "login.yaml")
        login.write_text(application(grants))
        return self.tenant("--login", login, "--client-secret", "known-here")

    def test_an_application_set_up_by_the_manual_passes(self):
        grants = manual()
        self.assertEqual(grants["exchange"], ["Exchange.ManageAsApp"])
        self.assertEqual(grants["roles"][0], "User Administrator")
        tenant = self.set_up(grants)
        checks = self.checks(tenant)
        self.assertEqual({check["state"] for check in checks.values()} - {"ok", "note"}, set())
        self.assertIn("Contoso Ltd", checks["sign-in", "tenant"]["message"])  # Directory.Read.All, for the sign-in log, shows the name too
        self.assertIn("User Administrator", checks["sign-in", "roles"]["message"])
        starts, links = checks["permissions", "provision-onedrive"], checks["permissions", "add-onedrive-shortcut"]
        self.assertEqual((starts["state"], links["state"]), ("note", "ok"))  # the one is for people alone, the other for applications
        self.assertIn("probably not: needs a signed-in person", starts["message"])
        self.assertIn("signed in", tenant.run("login").stdout)

    def test_an_application_without_a_role_is_told_which_it_needs(self):
        grants = manual()
        grants["graph"].remove("Directory.Read.All")
        tenant = self.set_up(grants | {"roles": []})
        checks = self.checks(tenant, code=MISSING)
        self.assertIn("demo (as configured)", checks["sign-in", "tenant"]["message"])
        self.assertIn("Organization.Read.All", checks["sign-in", "tenant"]["message"])
        self.assertEqual((checks["permissions", "read-sign-ins"]["state"], checks["permissions", "read-last-sign-in"]["state"]), ("missing", "ok"))
        reset, block = checks["permissions", "reset-password"], checks["permissions", "block-sign-in"]
        self.assertEqual((reset["state"], block["state"]), ("missing", "ok"))
        self.assertIn("needs the role User Administrator", reset["message"])
        self.assertIn("assign it to the application", reset["hint"])

    def test_what_the_roles_of_a_person_do_not_read_is_said(self):
        """Permissions alone say "ok" to what the service refuses each time (REQUESTS §0.4)."""
        closed = ("read-sign-ins", "read-audit-of", "read-risk", "read-policies", "read-methods")
        for who, state in (("helpdesk@contoso.com", "note"), ("admin@contoso.com", "ok")):
            with self.subTest(who):
                tenant = self.tenant("--approve-after", "1", "--as", who)
                as_person(tenant)
                checks = self.checks(tenant, code=None)
                for name in closed:
                    check = checks["permissions", name]
                    self.assertEqual((check["state"], "probably not: needs the role " in check["message"]), (state, state == "note"), check)
                self.assertEqual(checks["permissions", "read-users"]["state"], "ok")

    def test_a_sign_in_that_fails_ends_it_with_three(self):
        tenant = self.tenant()
        tenant.config.write_text(re.sub(r"client_secret: .*", 'client_secret: "wrong"', tenant.config.read_text()))
        checks = self.checks(tenant, code=SIGN_IN)
        self.assertEqual(checks["sign-in", "token"]["state"], "failed")
        self.assertEqual(checks["network", "Microsoft Graph"]["state"], "ok")
        self.assertEqual(checks["permissions", "actions"]["state"], "skipped")
        self.assertIn("AADSTS7000215", checks["sign-in", "token"]["message"] + checks["sign-in", "token"]["hint"])

    def test_without_its_secret_it_looks_at_the_rest(self):
        tenant = self.tenant()
        text = tenant.config.read_text()
        for line, code in (("secret_file: /none/such", USAGE), ("secret_env: NONE_SUCH", USAGE), ("secret_command: 'false'", USAGE)):
            with self.subTest(line):
                tenant.config.write_text(re.sub(r"client_secret: .*", line, text))
                checks = self.checks(tenant, code=code)
                self.assertEqual(checks["sign-in", "token"]["state"], "failed")
                self.assertEqual(checks["network", "Microsoft Graph"]["state"], "ok")
                self.assertEqual(checks["network", "clock"]["state"], "ok")
                self.assertEqual(checks["permissions", "actions"]["state"], "skipped")
                self.assertFalse([line for line in tenant.ledger() if line["url"].endswith("/token")])

    def test_a_service_that_is_not_there_ends_it_with_five(self):
        tenant = self.tenant()
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            where = f"http://127.0.0.1:{closed.getsockname()[1]}"
            tenant.config.write_text(re.sub(r"      exchange: .*", f"      exchange: {where}", tenant.config.read_text()))
            checks = self.checks(tenant, code=UNREACHED)
        self.assertEqual(checks["network", "Exchange Online"]["state"], "failed")
        self.assertIn("proxy", checks["network", "Exchange Online"]["hint"])
        self.assertEqual(checks["permissions", "block-sign-in"]["state"], "ok")
        self.assertEqual(checks["permissions", "convert-to-shared"]["state"], "skipped")

    def test_a_configuration_that_cannot_be_read_ends_it_with_two(self):
        tenant = self.tenant()
        tenant.config.write_text("thme: dark\n")
        done = tenant.run("doctor", code=USAGE)
        self.assertIn("config.yaml:1:1", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_the_screen_shows_it(self):
        tenant = self.tenant()
        script, dump = tenant.folder / "script", tenant.folder / "dump"
        script.write_text("wait\ntype :doctor\nkeys Enter\nwait\nshow\nkeys a G\nshow\nsize 40 12\nshow\n")
        tenant.run("--script", script, "--dump", dump)
        shown = dump.read_text().split("----\n")
        self.assertIn("Doctor", shown[0])
        self.assertIn("0 wrong", shown[0])
        self.assertIn("an application, good for", shown[0])
        self.assertRegex(shown[1], r"permissions +[a-z-]+ +ok ")


if __name__ == "__main__":
    harness.main()
