"""What is printed for people and for machines; the keys of docs/JSON.md are the keys that are printed."""
import collections
import concurrent.futures
import csv
import io
import json
import re
import subprocess
import unittest

import harness
from actions import SPB
from harness import BUILD, Tenant
from straight import Straight

LEAVES = ("body", "prior", "parameters", "permissions", "readPermissions", "exchangeCmdlets", "sharePointPermissions", "roles", "flags",
          "assignedLicenses", "licences", "businessPhones", "proxyAddresses", "addresses", "serviceErrors", "syncErrors", "otherMails", "methodsRegistered")  # their inside depends on the action
COLUMNS = "displayName,mail,assignedLicenses,accountEnabled,onPremisesSyncEnabled,userType,jobTitle,department,createdDateTime,onPremisesLastSyncDateTime,signInActivity,userRegistrationDetails,usageLocation,id,userPrincipalName"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


def paths(value, prefix=""):
    """The keys of a JSON value, as docs/JSON.md writes them."""
    if isinstance(value, list):
        return set().union(*(paths(item, prefix + "[]" if prefix else "") for item in value)) if value else set()
    if not isinstance(value, dict):
        return {prefix}
    found = set()
    for key, inner in value.items():
        path = f"{prefix}.{key}" if prefix else key
        found |= {path} if key in LEAVES else paths(inner, path)
    return found


class Output(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = Tenant("--users", "300", "--groups", "200", "--fault", "match=PATCH /users/*,nth=2,status=403")
        text = (harness.SOURCE / "docs" / "JSON.md").read_text()
        cls.documented = {}
        for section in text.split("\n## `")[1:]:
            command = re.match(r"roster ([a-z -]+?)(?: -o| [\[A-Z]|`)", section)[1]
            cls.documented[command] = dict(re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", section, re.M))

    @classmethod
    def tearDownClass(cls):
        case = cls()
        harness.contract(case, cls.tenant.ledger_path)
        cls.tenant.close()

    def runTest(self):
        """unittest wants one for the bare instance that contract() asserts with."""

    def of_type(self, kind, value):
        """Whether a value is what the documentation says of it."""
        kinds = {"text": lambda v: isinstance(v, str), "null": lambda v: v is None, "true": lambda v: v is True, "false": lambda v: v is False,
                 "time": lambda v: isinstance(v, str) and re.fullmatch(TIME, v), "number": lambda v: isinstance(v, int) and not isinstance(v, bool),
                 "array": lambda v: isinstance(v, list), "array of text": lambda v: isinstance(v, list) and all(isinstance(one, str) for one in v),
                 "array of objects": lambda v: isinstance(v, list) and all(isinstance(one, dict) for one in v), "JSON": lambda v: v is not None}
        return any(kinds[one](value) for one in re.split(", | or ", kind))

    def agree(self, command, values):
        documented = self.documented[command]
        self.assertEqual(set().union(*map(paths, values)), set(documented))
        for value in values:
            for key, kind in documented.items():
                if "." not in key and key in value:
                    self.assertTrue(self.of_type(kind, value[key]), (command, key, kind, value[key]))

    def test_users_as_json(self):
        users = self.tenant.json("users", "--columns", COLUMNS)
        self.assertEqual(len(users), 300)
        self.agree("users", users)
        self.assertEqual({key.split(".")[0] for key in self.documented["users"]}, set(COLUMNS.split(",")) | {"licences"})

    def test_users_as_json_agree_with_the_service(self):
        theirs = {user["id"]: user for user in self.tenant.graph(
            "/users?$top=999&$select=id,userPrincipalName,mail,accountEnabled,userType,createdDateTime,usageLocation,onPremisesSyncEnabled,onPremisesLastSyncDateTime,assignedLicenses")["value"]}
        ours = self.tenant.json("users", "--columns", COLUMNS)
        self.assertEqual({user["id"] for user in ours}, set(theirs))
        self.assertEqual({user["onPremisesSyncEnabled"] for user in ours}, {True, False, None})
        for user in ours:
            for key in ("accountEnabled", "onPremisesSyncEnabled", "userType", "createdDateTime", "usageLocation", "onPremisesLastSyncDateTime"):
                self.assertEqual(user[key], theirs[user["id"]][key], key)
            self.assertEqual([one["skuId"] for one in user["assignedLicenses"]], [one["skuId"] for one in theirs[user["id"]]["assignedLicenses"]])
            self.assertEqual(len(user["licences"]), len(user["assignedLicenses"]))

    def test_users_without_columns_prints_those_of_the_screen(self):
        self.assertEqual(list(self.tenant.users()[0]), ["id", "userPrincipalName", "displayName", "mail", "assignedLicenses", "licences", "accountEnabled", "onPremisesSyncEnabled"])
        self.assertEqual(list(self.tenant.users("--columns", "jobTitle,id")[0]), ["id", "userPrincipalName", "jobTitle"])
        self.assertEqual(self.tenant.users("nobody has this name at all"), [])

    def test_users_as_csv_and_as_a_table_hold_the_same_rows(self):
        users = self.tenant.users("status:blocked")
        self.assertTrue(users)
        printed = self.tenant.run("users", "status:blocked", "-o", "csv", "--columns", "userPrincipalName,accountEnabled").stdout
        rows = list(csv.DictReader(io.StringIO(printed)))
        self.assertEqual([row["userPrincipalName"] for row in rows], [user["userPrincipalName"] for user in users])
        self.assertEqual({row["accountEnabled"] for row in rows}, {"BLOCKED"})
        for words in ([], ["-o", "table"]):
            lines = self.tenant.run("users", "status:blocked", "--columns", "accountEnabled,userPrincipalName", *words).stdout.split("\n")[:-1]
            self.assertEqual(lines[0].split(), ["Status", "User", "principal", "name"])
            self.assertEqual([line.split(None, 1) for line in lines[1:]], [["BLOCKED", user["userPrincipalName"]] for user in users])

    def test_filters(self):
        every = self.tenant.users("--columns", COLUMNS)
        for query, holds in (("status:blocked", lambda u: u["accountEnabled"] is False), ("status:enabled", lambda u: u["accountEnabled"] is True),
                             ("synced:yes", lambda u: u["onPremisesSyncEnabled"]), ("synced:no", lambda u: not u["onPremisesSyncEnabled"]),
                             ("type:guest", lambda u: u["userType"] == "Guest"), ("type:member status:blocked", lambda u: u["userType"] == "Member" and not u["accountEnabled"])):
            with self.subTest(query):
                found = [user["id"] for user in self.tenant.users(query)]
                self.assertTrue(found)
                self.assertEqual(found, [user["id"] for user in every if holds(user)])

    def test_show(self):
        shown = [self.tenant.json("show", user["id"]) for query in ("type:member synced:yes", "type:guest", "status:blocked") for user in self.tenant.users(query)[:3]]
        for user in shown:
            self.assertEqual(user["userId"], user["id"])
            self.assertEqual({(source["state"], source["why"]) for source in user["sources"]}, {("read", None)})
            for part in user["parts"]: # their members are the fields of any kind
                self.assertLessEqual(set(part["sources"]), {source["name"] for source in user["sources"]})
                part["records"].clear()
        self.agree("show", shown)
        text = self.tenant.run("show", shown[0]["id"], "-o", "text").stdout
        self.assertRegex(text.split("\n")[1], rf"^Read at {TIME} in the tenant demo\.$")
        self.assertEqual(text.split("\n")[2:], self.tenant.run("show", shown[0]["id"]).stdout.split("\n")[2:])
        for key, value in shown[0].items():
            if isinstance(value, str) and key not in ("panel", "userId"):
                self.assertRegex(text, rf"(?m)^\S.*? +{re.escape(value)}(  \(\w+ ago\))?$", key)

    def test_show_names_each_of_two_hundred_groups(self):
        groups = self.tenant.json("show", "ella.enabled@contoso.com", "--panel", "groups")
        theirs = [group["displayName"] for group in Straight(self.tenant).graph("/users/ella.enabled@contoso.com/memberOf/microsoft.graph.group?$top=999")["value"]]
        self.assertGreater(len(theirs), 200)
        self.assertEqual(sorted(record["displayName"] for record in groups["parts"][0]["records"]), sorted(theirs))

    def test_a_locked_onedrive_is_said_to_be_locked(self):
        drive = self.tenant.json("show", "gil.grouped@contoso.com", "--panel", "onedrive", code=1)
        graph, site = drive["sources"]
        self.assertEqual((graph["state"], graph["why"]), ("not read", "failed"))
        self.assertIn("locked", graph["hint"])
        self.assertEqual([(record["lockState"], bool(record["sharing"])) for record in drive["parts"][-1]["records"]], [("NoAccess", True)])
        drive = self.tenant.json("show", "enzo.enforced@contoso.com", "--panel", "onedrive")
        self.assertEqual([record["lockState"] for record in drive["parts"][-1]["records"]], ["Unlock"])

    def test_show_has_the_values_of_the_service(self):
        for query in ("type:member synced:yes", "type:guest", "status:blocked"):
            for user in self.tenant.users(query)[:3]:
                ours = self.tenant.json("show", user["id"])
                names = [name for name in ours if name not in ("licences", "manager", "panel", "userId", "sources", "parts", "addresses", "serviceErrors", "syncErrors")]
                theirs = self.tenant.graph(f"/users/{user['id']}?$select={','.join(names)}")
                for name in names:
                    self.assertEqual(ours[name] or None, theirs[name] or None, name)

    def test_licences_are_as_the_service_assigned_them(self):
        straight = Straight(self.tenant)
        groups = {group["id"]: group["displayName"] for group in straight.graph("/groups?$select=id,displayName&$top=999")["value"]}
        seen = set()
        for name in ("gil.grouped@contoso.com", "enzo.enforced@contoso.com", "rob.remediated@contoso.com"):
            parts, _ = self.panel(straight.user(name, "id")["id"], "overview")
            ours = [(row["from"], row["state"].split(":")[0]) for row in parts["Licences"]["records"]]
            theirs = straight.user(name, "licenseAssignmentStates")["licenseAssignmentStates"]
            self.assertEqual(ours, [("by group " + groups[state["assignedByGroup"]] if state["assignedByGroup"] else "directly", state["state"].lower()) for state in theirs])
            seen |= {(bool(state["assignedByGroup"]), state["state"]) for state in theirs}
        self.assertEqual(seen, {(True, "Active"), (False, "Active"), (True, "Error")})

    def test_two_users_differ_in_what_the_service_says(self):
        straight = Straight(self.tenant)
        names = ("gil.grouped@contoso.com", "gloria.global@contoso.com")
        value = self.tenant.json("show", names[0], "--compare", names[1])
        self.agree("show --compare", [value])
        ids = [straight.user(name, "id")["id"] for name in names]
        self.assertEqual([user["id"] for user in value["users"]], ids)
        theirs = [{group["displayName"] for group in straight.graph(f"/users/{id}/memberOf/microsoft.graph.group?$select=id,displayName&$top=999")["value"]} for id in ids]
        self.assertTrue(theirs[0] ^ theirs[1] and theirs[0] & theirs[1])
        for key, groups in zip(("first", "second"), theirs):
            self.assertEqual({row["name"] for row in value["rows"] if row["what"] == "group" and row[key] == "has"}, groups)
            self.assertEqual({row["name"] for row in value["rows"] if row["what"] == "group" and row[key] == "lacks"}, (theirs[0] | theirs[1]) - groups)
        self.assertIn(("role", "Global Administrator", "lacks", "has"), {(row["what"], row["name"], row["first"], row["second"]) for row in value["rows"]})
        text = self.tenant.run("show", names[0], "--compare", names[1]).stdout
        self.assertRegex(text, r"(?m)^Global Administrator +lacks +has$")
        self.assertIn("--compare does not go with --panel", self.tenant.run("show", names[0], "--compare", names[1], "--panel", "groups", code=2).stderr)

    def test_the_photo_is_that_of_the_service(self):
        straight, path, seen = Straight(self.tenant), self.tenant.folder / "photo.jpg", set()
        for user in self.tenant.users("type:member")[:6]:
            size = straight.graph(f"/users/{user['id']}/photo")
            run = self.tenant.run("show", user["id"], "--photo", path, "-o", "json", code=0 if size else 2)
            part = {part["title"]: part for part in json.loads(run.stdout)["parts"]}["Photo"]
            self.assertEqual([row["size"] for row in part["records"]], [f"{size['width']} × {size['height']}"] if size else [])
            self.assertEqual(path.exists(), size is not None)
            if size:
                self.assertEqual(path.read_bytes(), straight.bytes(f"/users/{user['id']}/photo/$value"))
                self.assertIn("there already", self.tenant.run("show", user["id"], "--photo", path, code=None).stderr)
                path.unlink()
            else:
                self.assertIn("has no photo", run.stderr)
            seen.add(size is None)
        self.assertEqual(seen, {True, False})

    def test_risk_detections_are_those_of_the_service(self):
        theirs = self.log("/identityProtection/riskDetections")
        user = theirs[0]["userId"]
        parts, _ = self.panel(user, "sign-ins")
        self.assertEqual([(row["detectedDateTime"], row["ipAddress"]) for row in parts["Risk detections"]["records"]],
                         [(row["detectedDateTime"], row["ipAddress"]) for row in theirs if row["userId"] == user])

    def test_devices_groups_apps_and_onedrive_are_those_of_the_service(self):
        straight, seen = Straight(self.tenant), collections.Counter()
        for name in ("max.methods", "enzo.enforced", "rita.risk", "dirk.driveless"):
            user = straight.id(name)
            names = lambda path, key="displayName": sorted(row[key] for row in straight.all(f"/users/{user}{path}"))
            shown = lambda panel, title, key="displayName": sorted(row[key] for row in self.panel(user, panel)[0][title]["records"])
            devices = {row["deviceId"]: row["displayName"] for path in ("/registeredDevices", "/ownedDevices") for row in straight.all(f"/users/{user}{path}")}
            devices |= {row["azureADDeviceId"]: devices.get(row["azureADDeviceId"], row["deviceName"]) for row in straight.all(f"/users/{user}/managedDevices")}
            groups, owned = names("/memberOf/microsoft.graph.group"), names("/ownedObjects/microsoft.graph.group")
            grants, drive = sorted(scope.split() for scope in names("/oauth2PermissionGrants", "scope")), straight.graph(f"/users/{user}/drive")
            self.assertEqual(shown("devices", "Devices"), sorted(devices.values()))
            self.assertEqual((shown("groups", "Member of"), shown("groups", "Owner of")), (groups, owned))
            self.assertEqual(shown("apps", "Consents", "scope"), grants)
            self.assertEqual(shown("apps", "Assigned", "resourceDisplayName"), names("/appRoleAssignments", "resourceDisplayName"))
            self.assertEqual([(row["used"], row["total"]) for row in self.panel(user, "onedrive")[0]["OneDrive"]["records"]],
                             [(drive["quota"]["used"], drive["quota"]["total"])] if drive else [])
            seen += collections.Counter(devices=len(devices), groups=len(groups), grants=len(grants), drives=drive is not None, none=drive is None)
        self.assertEqual(set(seen), {"devices", "groups", "grants", "drives", "none"})

    def panel(self, user, name, *words, code=0):
        """A panel: its parts by title, its sources' states by name."""
        shown = self.tenant.json("show", user, "--panel", name, *words, code=code)
        return ({part["title"]: part for part in shown["parts"]}, {source["name"]: source for source in shown["sources"]})

    def log(self, path, version="v1.0"):
        """Rows of a log, asked past roster: five requests in ten seconds are answered, whoever sends them."""
        straight, found = Straight(self.tenant), []

        def ask():
            try:
                found.append(straight.graph(path, version=version)["value"])
            except AssertionError as error:
                if ": 429 " not in str(error):
                    raise
            return found
        harness.wait_for(ask, path)
        return found[0]

    def test_sign_ins_are_those_of_the_service(self):
        newest = self.log("/auditLogs/signIns?$top=1000")
        user = collections.Counter(row["userId"] for row in newest).most_common(1)[0][0]  # more than are read at once
        parts, sources = self.panel(user, "sign-ins")
        theirs = self.log(f"/auditLogs/signIns?$filter=userId%20eq%20'{user}'&$top=1000")
        ours = parts["Interactive sign-ins"]["records"]
        self.assertEqual((len(ours), len(theirs) > 200), (200, True))
        newest = theirs[:200]
        for name in ("createdDateTime", "ipAddress", "appDisplayName"):
            self.assertEqual([row[name] for row in ours], [row[name] for row in newest])
        self.assertEqual([row["result"] == "success" for row in ours], [row["status"]["errorCode"] == 0 for row in newest])
        self.assertEqual((sources["sign-ins"]["state"], sources["sign-ins"]["why"]), ("read in part", "too many"))
        self.assertEqual(sources["sign-ins"]["coveredFrom"], newest[-1]["createdDateTime"])
        countries = collections.Counter(row["location"]["countryOrRegion"] or "not told" for row in newest)
        self.assertEqual({row["name"]: row["count"] for row in parts["By country"]["records"]}, countries)
        programs = self.log(f"/auditLogs/signIns?$filter=userId%20eq%20'{user}'%20and%20signInEventTypes/any(t:t%20eq%20'nonInteractiveUser')&$top=200", "beta")
        self.assertTrue(programs)
        self.assertEqual([row["createdDateTime"] for row in parts["Non-interactive sign-ins"]["records"]], [row["createdDateTime"] for row in programs])

    def test_policies_are_those_that_the_service_applies(self):
        """For each of them who is included is found out twice: here from the policy, there by the what-if."""
        straight = Straight(self.tenant)
        names = ("gloria.global@", "gil.grouped@", "breakglass@", "#EXT#")
        every = self.tenant.users()
        for name, user in ((name, next(user for user in every if name in user["userPrincipalName"])) for name in names):
            parts, sources = self.panel(user["id"], "conditional-access", "--what-if", "application=exchange, client=browser, platform=windows, country=NL, address=198.51.100.7")
            with self.subTest(name):
                self.assertEqual({source["state"] for source in sources.values()} - {"read", "read in part"}, set())
                ours = {row["displayName"] for title in ("Policies in force for this user", "Policies that only report") for row in parts[title]["records"]}
                body = {"signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": user["id"]},
                        "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": ["00000002-0000-0ff1-ce00-000000000000"]},
                        "signInConditions": {}}
                theirs = straight.graph("/identity/conditionalAccess/evaluate", body)["value"]
                about = {row["displayName"] for row in theirs if "users" not in row["analysisReasons"].split(",") and row["state"] != "disabled"}
                self.assertEqual(ours, about)
                self.assertFalse([row for title in parts for row in parts[title]["records"] if any("perhaps" in text for text in row.get("because") or ())])
                body["signInConditions"] = {"clientAppType": "browser", "devicePlatform": "windows", "country": "NL", "ipAddress": "198.51.100.7"}
                verdicts = {row["displayName"]: row["verdict"] for row in parts["What if this user signs in"]["records"]}
                for row in straight.graph("/identity/conditionalAccess/evaluate", body)["value"]:
                    if row["policyApplies"]:  # of report-only ones the service says it, too
                        self.assertRegex(verdicts[row["displayName"]], "^applies" if row["state"] == "enabled" else "^report-only", row["displayName"])
                    else:
                        self.assertIn(verdicts[row["displayName"]], ("does not apply", "not known"), row["displayName"])

    def test_history_has_what_was_done_here_and_elsewhere(self):
        user = next(one for one in self.tenant.users("status:enabled type:member") if one["userPrincipalName"].startswith("max.methods@"))
        self.tenant.run("do", "require-password-change", user["id"], "--yes", code=None)
        parts, _ = self.panel(user["id"], "history")
        rows = parts["What was done to this user, and what this user did"]["records"]
        theirs = self.log(f"/auditLogs/directoryAudits?$filter=targetResources/any(t:t/id%20eq%20'{user['id']}')&$top=1000")
        theirs += self.log(f"/auditLogs/directoryAudits?$filter=initiatedBy/user/id%20eq%20'{user['id']}'&$top=1000")
        theirs = {row["id"]: row["activityDateTime"] for row in theirs}
        self.assertLessEqual({row["time"] for row in rows if not row["where"].startswith("roster")}, set(theirs.values()))
        self.assertEqual(len([row for row in rows if row["where"] != "roster"]), len(theirs))  # what roster did stands there once
        journal = [entry for entry in self.tenant.journal() if entry["targetId"] == user["id"]]
        self.assertEqual(len([row for row in rows if row["where"].startswith("roster")]), len(journal))
        self.assertIn("roster, audit", {row["where"] for row in rows})
        self.assertTrue(journal)
        self.assertEqual([row["time"] for row in rows], sorted((row["time"] for row in rows), reverse=True))

    def test_what_if_that_describes_nothing_is_named(self):
        user = self.tenant.users("type:member")[3]["id"]
        for text, says in (("shoe=red", "describes no sign-in"), ("platform=amiga", 'platform is not "amiga"'), ("application=notes", "is no application")):
            done = self.tenant.run("show", user, "--what-if", text, code=None)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(says, done.stdout + done.stderr)
        self.assertIn("goes with --panel conditional-access", self.tenant.run("show", user, "--panel", "history", "--what-if", "country=NL", code=2).stderr)

    def test_a_panel_as_text_is_a_page(self):
        user = next(one["id"] for one in self.tenant.users() if one["userPrincipalName"].startswith("rita.risk@"))
        for name in ("sign-ins", "conditional-access", "history"):
            text = self.tenant.run("show", user, "--panel", name).stdout
            self.assertNotIn("What if this user signs in", text)  # nobody asked
            self.assertFalse([line for line in text.splitlines() if line != line.rstrip()], name)
            markdown = self.tenant.run("show", user, "--panel", name, "-o", "markdown").stdout
            self.assertIn("\n## ", markdown)
    def test_the_mail_panel_has_the_values_of_exchange(self):
        """Read by the cmdlets, past roster; of twelve users, some without a mailbox."""
        straight, kinds = Straight(self.tenant), set()
        users = self.tenant.users("type:member")[:9] + self.tenant.users("type:guest")[:1]
        users += [{"id": straight.id(name)} for name in ("adam.simpson", "abena.dahl", "amir.ganguly")]
        for user in users:
            shown = self.tenant.json("show", user["id"], "--panel", "mail")
            self.assertEqual({(source["state"], source["why"]) for source in shown["sources"]}, {("read", None)})
            parts = {part["title"]: part["records"] for part in shown["parts"]}
            box = straight.mailbox(user["id"])
            kinds.add(box and box["RecipientTypeDetails"])
            if not box:
                self.assertFalse([title for title, records in parts.items() if records])
                self.assertRegex(self.tenant.run("show", user["id"], "--panel", "mail").stdout, r"\n\nMail\n\nMailbox\nNo mailbox in Exchange Online\.\n$")
                continue
            sizes = straight.cmdlet("Get-MailboxStatistics", Identity=user["id"])[0]
            archive = straight.cmdlet("Get-MailboxStatistics", Identity=user["id"], Archive=True)
            number = lambda text: int(re.search(r"\(([\d,]+) bytes\)", text)[1].replace(",", ""))
            usage = parts["Usage"][0]
            used, quota = number(sizes["TotalItemSize"]), number(box["ProhibitSendReceiveQuota"])
            self.assertEqual((usage["totalItemSize"], usage["prohibitSendReceiveQuota"], usage["itemCount"], usage["used"]), (used, quota, sizes["ItemCount"], used * 100 // quota))
            stored = archive and number(archive[0]["TotalItemSize"])
            self.assertEqual((usage["hasArchive"], usage["archiveSize"]), (archive is not None, stored))
            self.assertEqual(usage["archiveUsed"], archive and stored * 100 // number(box["ArchiveQuota"]))
            own = ("Junk E-mail Rule", "Microsoft.Exchange.OOF.AllExternalSenders.Global")
            rules = [row for row in straight.cmdlet("Get-InboxRule", Mailbox=user["id"], IncludeHidden=True) if row["Name"] not in own]
            self.assertEqual([(one["name"], one["enabled"]) for one in parts["Inbox rules"]], [(row["Name"], row["Enabled"]) for row in rules])
            given = lambda cmdlet, name: [row[name] for row in straight.cmdlet(cmdlet, Identity=user["id"]) if row[name] != "NT AUTHORITY\\SELF"]
            self.assertEqual([one["user"] for one in parts["Full access"]], given("Get-MailboxPermission", "User"))
            self.assertEqual([one["trustee"] for one in parts["Send as"]], given("Get-RecipientPermission", "Trustee"))
            self.assertEqual(parts["Automatic replies"][0]["autoReplyState"], straight.replies(user["id"])["AutoReplyState"])
            self.assertEqual(len(parts["Phones"]), len(straight.cmdlet("Get-MobileDeviceStatistics", Mailbox=user["id"])))
        self.assertLessEqual({None, "UserMailbox", "SharedMailbox"}, kinds)

    def test_each_command_and_each_action_has_its_help(self):
        told = self.tenant.run("--help").stdout
        commands = re.findall(r"^(?:usage:|      ) roster ([\w-]+)", told, re.M)
        for kind, column in ((r"(?:usage:|      ) roster", 45), ("  -", 32)):  # what each does stands in one column
            uneven = [line for line in told.splitlines() if re.match(kind, line) and not re.match(r".{%d} \S" % (column - 1), line)]
            self.assertEqual(uneven, [])
        self.assertGreater(len(commands), 10)
        for command in commands:
            text = subprocess.run([BUILD / "roster", command, "--help"], capture_output=True, text=True, check=True).stdout
            self.assertRegex(text, rf"^usage: roster {command} \[OPTION\]\.\.\.")
            self.assertIn("\n  --help ", text)
        self.assertNotIn("--name", subprocess.run([BUILD / "roster", "settle", "--help"], capture_output=True, text=True).stdout)
        for action in self.tenant.json("actions"):
            text = self.tenant.run("do", action["name"], "--help").stdout
            self.assertTrue(text.startswith(f"usage: roster do {action['name']} [OPTION]... USER"), text)
            self.assertIn(action["help"], text)
            self.assertEqual(re.findall(r"^  --set (\w+) ", text, re.M), [one["name"] for one in action["parameters"]])
            self.assertRegex(text, rf"(?m)^example: roster (do {action['name']} ann@contoso.com|add|invite)\b")
        self.assertIn("usage: roster do [OPTION]... ACTION USER...", self.tenant.run("do", "--help").stdout)

    def test_actions(self):
        actions = self.tenant.json("actions")
        self.agree("actions", actions)
        text = self.tenant.run("actions").stdout
        for action in actions:
            self.assertRegex(text, rf"(?m)^{action['name']} .*{re.escape(action['help'])}$")
            self.assertIn(action["undo"], [None] + [other["name"] for other in actions])

    def test_tenants(self):
        tenants = self.tenant.json("tenants")
        self.agree("tenants", tenants)
        self.assertEqual([(one["name"], one["auth"]) for one in tenants], [("demo", "client_secret")])
        self.assertIn("demo", self.tenant.run("tenants").stdout)

    def test_doctor(self):
        checks = self.tenant.json("doctor")
        self.agree("doctor", checks)
        self.assertEqual({check["area"] for check in checks}, {"configuration", "network", "sign-in", "services", "licences", "permissions"})
        rare = next(check for check in checks if check["name"] == "restore-deleted-items")
        self.assertEqual(rare["state"], "note")  # a tenant that is set up as the setup page says lacks nothing
        self.assertIn("Mailbox Import Export", rare["hint"])

    def test_do_and_journal(self):
        users = [user["id"] for user in self.tenant.users("status:enabled synced:no type:member")]
        blocked = self.tenant.json("do", "block-sign-in", users[0], "--yes")
        failed = self.tenant.json("do", "block-sign-in", users[1], "--yes", code=1)
        reset = self.tenant.json("do", "reset-password", users[2], "--yes")
        planned = self.tenant.json("do", "block-sign-in", users[3], "--dry-run")
        undone = self.tenant.json("undo", str(self.tenant.journal()[-1]["id"]), "--yes")
        already = self.tenant.json("do", "unblock-sign-in", users[0], "--yes")
        joined = self.tenant.json("do", "confirm-compromised", *users[3:5], "--dry-run")
        every = blocked + failed + reset + planned + undone + already + joined
        self.assertEqual([one["state"] for one in every], ["done", "failed", "done", "planned", "done", "already", "planned", "planned"])
        self.agree("do", every)
        states = set(re.findall(r"^\| (\w+) \| ", (harness.SOURCE / "docs" / "JSON.md").read_text().split("| state | meaning |")[1].split("\n\n")[0], re.M))
        self.assertTrue({one["state"] for one in every} <= states)
        journal = self.tenant.journal()
        self.assertEqual([entry["state"] for entry in journal], ["done", "done", "failed", "undone"])
        self.agree("journal", journal)
        text = self.tenant.run("journal").stdout.splitlines()
        self.assertEqual([line.split()[0] for line in text], [str(entry["id"]) for entry in journal])

    def test_nothing_but_json_on_standard_output_and_nothing_on_standard_error(self):
        for words in (["users"], ["actions"], ["journal"], ["settle"], ["show", self.tenant.users()[5]["id"]]):
            done = self.tenant.run("-o", "json", *words)
            json.loads(done.stdout)
            self.assertTrue(done.stdout.endswith("\n"))
            self.assertEqual(done.stderr, "", words)


class States(unittest.TestCase):
    """Every panel in every state: what is not read is said in its place, with why, and nothing of it is told as none."""

    NONE = {"None.", "Nothing is filled in.", *re.findall(r'\.none = "((?:[^"\\]|\\.)*)"', "".join(path.read_text() for path in sorted((harness.SOURCE / "src/panel").glob("*.c"))))}
    PANELS = tuple(subprocess.run([harness.BUILD / "roster", "show", "--panel", "?", "x"], capture_output=True, text=True).stderr.strip().split(" are ")[1].split(", "))
    SENSITIVE = ("overview", "sign-ins", "conditional-access", "mail", "onedrive", "devices", "groups", "apps", "history")  # more than User.Read.All
    TABLE = {  # arguments, user, the panels that have it, the state
        "failed": (("--fault", "match=GET /users/*/*,status=400", "--fault", "match=GET /[!us]*,status=400", "--fault", "match=POST /exchange*,status=400"),
                   "adam.simpson", PANELS, "failed"),
        "not permitted": (("--roles", "User.Read.All", "--exchange-roles", "none"), "adam.simpson", SENSITIVE, "not permitted"),
        "not licensed": (("--licence", "none"), "adam.simpson", ("overview", "sign-ins", "conditional-access", "devices"), "not licensed"),
        "no P2": (("--licence", "p1"), "adam.simpson", ("overview",), "not licensed"),
        "nothing there": ((), "una.unlicensed", tuple(panel for panel in PANELS if panel != "history"), None),
    }

    def parts_of(self, text):
        """The lines of each part, by panel and title."""
        found, panel = {}, None
        for block in text.split("\n\n")[1:]:
            lines = block.strip("\n").split("\n")
            name = lines[0].lower().replace(" ", "-")
            if len(lines) == 1 and name in self.PANELS and name not in found:
                panel = found.setdefault(name, {})
            else:
                panel[lines[0]] = lines[1:]
        self.assertEqual(list(found), list(self.PANELS))
        return found

    def row(self, name):
        arguments, who, panels, state = self.TABLE[name]
        with Tenant("--users", "300", *arguments) as tenant:
            text = tenant.run("show", f"{who}@contoso.com", *(word for panel in self.PANELS for word in ("--panel", panel)), code=None).stdout
        for panel, parts in self.parts_of(text).items():
            for title, lines in parts.items():
                missing = [line for line in lines if ": not read" in line]
                self.assertFalse(missing and self.NONE & set(lines), (name, panel, title, lines))
            said = "\n".join(line for lines in parts.values() for line in lines)
            if panel in panels and state:
                self.assertIn(f": not read: {state}: ", said, (name, panel))
            elif panel in panels:
                self.assertTrue(": not read" not in said and self.NONE & set(said.split("\n")), (name, panel, said))

    def test_what_is_not_read_is_never_none(self):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(self.row, self.TABLE))


class Hundred(unittest.TestCase):
    def test_a_user_with_a_hundred_licences_has_them_all_everywhere(self):
        with Tenant("--users", "100", "--products", "100") as tenant:
            straight = Straight(tenant)
            user = straight.id("ella.enabled")
            parts = {f"ADDON_{number:03}" for number in range(1, 101)}
            self.assertEqual(len(tenant.json("users", "ella.enabled")[0]["assignedLicenses"]), 101)
            self.assertLessEqual(parts, set(re.findall(r"ADDON_\d+", tenant.run("users", "ella.enabled", "--columns", "assignedLicenses").stdout)))
            self.assertEqual(set(re.findall(r"(?m)^(ADDON_\d+) +directly", tenant.run("show", user).stdout)), parts)
            self.assertEqual(tenant.json("do", "manage-licences", user, "--set", "add=SPB", "--set", "replace=true", "--yes")[0]["state"], "done")
            self.assertEqual(straight.licences(user), [(SPB, ())])
            self.assertEqual(tenant.json("undo", str(tenant.journal()[0]["id"]), "--yes")[0]["state"], "done")
            self.assertEqual(len(straight.licences(user)), 101)


if __name__ == "__main__":
    harness.main()
