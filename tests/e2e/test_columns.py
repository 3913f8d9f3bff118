"""Columns with a source of their own: the command line against what the service says, and what is said when it refuses."""
import unittest

from harness import Tenant, main

COLUMNS = "id,lastSignIn,mfa"


def activity(tenant):
    """signInActivity of every user, asked past roster."""
    page, found = tenant.graph("/users?$select=id,signInActivity&$top=500"), []
    while True:
        found += page["value"]
        if "@odata.nextLink" not in page:
            return {user["id"]: user.get("signInActivity") for user in found}
        page = tenant.graph(page["@odata.nextLink"].split("/v1.0", 1)[1])


class Columns(unittest.TestCase):
    def test_values_are_the_services(self):
        with Tenant("--users", "1200", "--seed", "7") as tenant:
            users = {user["id"]: user for user in tenant.users("--columns", COLUMNS)}
            self.assertEqual(len([line for line in tenant.ledger() if "signInActivity" in line["url"]]), 3)  # 500 a page
            asked = activity(tenant)
            self.assertEqual(len(users), 1200)
            self.assertIn(None, asked.values())  # some never signed in
            for key, user in users.items():
                told = asked[key] or {}
                self.assertEqual(user["signInActivity"], {name: told.get(name) for name in user["signInActivity"]})
            report = tenant.graph("/reports/authenticationMethods/userRegistrationDetails?$top=999")["value"]
            for row in report:
                told = users[row["id"]]["userRegistrationDetails"]
                self.assertEqual(told, {name: row[name] for name in told})

    def test_never_is_told_from_unknown(self):
        with Tenant("--users", "300") as tenant:
            asked = activity(tenant)
            never = {key for key, told in asked.items() if not told}
            self.assertEqual({user["id"] for user in tenant.users("signin:never", "--columns", "id")}, never)
            recent = {user["id"] for user in tenant.users("signin:<90d", "--columns", "id")}
            self.assertEqual({user["id"] for user in tenant.users("--columns", "id", "--", "-signin:<90d")}, set(asked) - recent)
            self.assertFalse(never & {user["id"] for user in tenant.users("signin:>90d", "--columns", "id")})
            listed = {row["id"]: row for row in tenant.graph("/reports/authenticationMethods/userRegistrationDetails?$top=999")["value"]}
            self.assertLess(len(listed), 300)
            self.assertEqual({user["id"] for user in tenant.users("mfa:unknown", "--columns", "id")}, set(asked) - set(listed))
            self.assertEqual({user["id"] for user in tenant.users("mfa:none", "--columns", "id")},
                             {key for key, row in listed.items() if not row["isMfaRegistered"]})

    def test_the_rest_is_printed_without_a_licence(self):
        with Tenant("--users", "100", "--licence", "none") as tenant:
            done = tenant.run("users", "--columns", "displayName,lastSignIn", "-o", "csv", code=1)
            self.assertEqual(len(done.stdout.splitlines()), 101)
            self.assertTrue(done.stdout.splitlines()[5].endswith(","))
            self.assertIn("needs Microsoft Entra ID P1", done.stderr)
            self.assertNotIn("Directory.Read.All", done.stderr)
            self.assertEqual(tenant.run("users", "signin:never", "-o", "json", code=1).stdout, "[]\n")
            self.assertEqual(len(tenant.users()), 100)  # not asked for, not missed

    def test_a_licensed_tenant_is_not_told_to_buy_a_licence(self):
        roles = "User.Read.All,Organization.Read.All,AuditLog.Read.All,LicenseAssignment.Read.All"
        with Tenant("--users", "100", "--audit-needs-directory", "--roles", roles) as tenant:
            for column in "lastSignIn", "mfa":
                done = tenant.run("users", "--columns", "displayName," + column, "-o", "csv", code=1)
                self.assertIn("Directory.Read.All", done.stderr)
                self.assertNotIn("needs Microsoft Entra ID P1", done.stderr)

    def test_the_rest_is_printed_without_the_permission(self):
        with Tenant("--users", "100", "--roles", "User.Read.All,Organization.Read.All") as tenant:
            done = tenant.run("users", "--columns", COLUMNS, "-o", "csv", code=1)
            self.assertEqual(len(done.stdout.splitlines()), 101)
            self.assertIn("AuditLog.Read.All", done.stderr)

    def test_a_page_that_fails_leaves_what_there_was(self):
        with Tenant("--users", "1200", "--fault", "match=GET *signInActivity*skiptoken*,nth=2,status=400") as tenant:
            done = tenant.run("users", "--columns", "lastSignIn", "-o", "json", code=1)
            self.assertIn("read in part", done.stderr)
            self.assertEqual(done.stdout.count('"signInActivity":null'), 200)


if __name__ == "__main__":
    main()
