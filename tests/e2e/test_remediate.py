"""`roster remediate` and `roster resume`: what was seeded is gone, read past roster; nothing is destroyed that is not saved; what is
killed anywhere is gone on with, nothing twice and nothing forgotten."""
import base64
import concurrent.futures
import json
import os
import pathlib
import shlex
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import unittest

import harness
from actions import EXPENSES, credentials, own, owned, phone_number
from between import Between
from harness import Tenant, is_write, wait_for
from straight import Straight

CASES = {name: json.loads((harness.SOURCE / "scenarios" / f"{name}.json").read_text())["subject"] for name in ("S1", "S3", "S7")}
KILLS = int(os.environ.get("ROSTER_KILLS", 5))
KIT = "53ac2094-1d27-508d-b866-8c247e621789"  # the device of S7
KNOWN = "c5d8ebba-2a85-5aca-b6c5-c917ca654653"
PASSWORD = "28c10230-6103-485e-b985-444c60001490"


def tenant_of(*names, faults=()):
    return Tenant("--users", "40", *[word for name in names for word in ("--scenario", name)], *[word for fault in faults for word in ("--fault", fault)])


def is_change(line):
    return is_write(line) and not line["url"].endswith("/security/auditLog/queries")  # a search, not a change


def writes(tenant):
    return [line for line in tenant.ledger() if is_change(line) and 200 <= line["status"] < 300]


def user(tenant, name):
    return tenant.graph(f"/users/{CASES[name]['id']}?$select=accountEnabled,lastPasswordChangeDateTime,signInSessionsValidFromDateTime")


def states(report):
    return {step["step"] + (" " + step["thing"] if step["thing"] else ""): step["state"] for step in report["steps"]}


def remediate(tenant, name, *options, code=0):
    return tenant.json("remediate", CASES[name]["userPrincipalName"], "--yes", *options, code=code)


class Remediation(unittest.TestCase):
    maxDiff = None

    def test_what_was_seeded_is_gone(self):
        with tenant_of("S1", "S7") as tenant:
            before = {name: user(tenant, name) for name in ("S1", "S7")}
            plans = {name: remediate(tenant, name, "--dry-run") for name in before}
            self.assertEqual([line for line in tenant.ledger() if is_change(line)], [], "a dry run writes")
            self.assertFalse((tenant.folder / "state" / "roster" / "cases").exists())
            begun = len(tenant.ledger())
            reports = {name: remediate(tenant, name) for name in before}
            for name, report in reports.items():
                self.assertEqual(set(states(report).values()), {"done"}, report)
                planned = [request for step in plans[name]["steps"] for request in step["requests"]]
                sent = [(line["method"], line["url"].split("127.0.0.1:")[-1]) for line in tenant.ledger()[begun:] if is_change(line)]
                for request in planned:
                    self.assertIn((request["method"], request["url"].split("127.0.0.1:")[-1]), sent)
                now = user(tenant, name)
                self.assertFalse(now["accountEnabled"])
                self.assertGreater(now["signInSessionsValidFromDateTime"], before[name]["signInSessionsValidFromDateTime"])
                self.assertGreater(now["lastPasswordChangeDateTime"], before[name]["lastPasswordChangeDateTime"])
            self.assertEqual([one for one in Straight(tenant).whole("Get-InboxRule", Mailbox=CASES["S1"]["id"]) if one["Enabled"]], [])
            grants = Straight(tenant).all(f"/users/{CASES['S1']['id']}/oauth2PermissionGrants")
            self.assertEqual([grant["id"] for grant in grants], [])
            self.assertFalse(tenant.graph(f"/devices/{KIT}")["accountEnabled"])
            self.assertTrue(tenant.graph(f"/devices/{KNOWN}")["accountEnabled"], "the user's own device is left alone")
            self.assertEqual(self.methods(tenant, "S1"), ["+33 XXXXXXXX12", "iPhone 14"], "his own stay")
            self.assertEqual(self.methods(tenant, "S7"), ["Authenticator phone"], "the key of the device is gone")
            likes = Straight(tenant).graph(f"/users/{CASES['S1']['id']}/authentication/signInPreferences", version="beta")
            self.assertEqual(likes["userPreferredMethodForSecondaryAuthentication"], "push", "the default is as it was")
            secrets = [step["secret"] for report in reports.values() for step in report["steps"] if "secret" in step]
            self.assertEqual(len(secrets), 2)
            kept = b"".join(path.read_bytes() for path in (tenant.folder / "state").rglob("*") if path.is_file())
            self.assertFalse([secret for secret in secrets if secret.encode() in kept], "a secret is on the disk")
            self.saved(reports["S1"])
            self.again(tenant)
            self.told_apart(tenant)
            self.restored(tenant, reports["S1"])

    def restored(self, tenant, report):
        """What the snapshot holds is enough to make it again, where the service lets that be made."""
        straight, folder, who = Straight(tenant), pathlib.Path(report["folder"]), CASES["S1"]["id"]
        grant, = [one for one in json.loads((folder / "grants.json").read_text()) if one["consentType"] == "Principal"]
        straight.graph("/oauth2PermissionGrants", {name: grant[name] for name in ("clientId", "consentType", "principalId", "resourceId", "scope")})
        again, = straight.all(f"/users/{who}/oauth2PermissionGrants")
        self.assertEqual(again | {"id": ""}, grant | {"id": ""})
        rule, = json.loads((folder / "inbox-rules-shown.json").read_text())
        straight.cmdlet("Enable-InboxRule", Identity=rule["RuleIdentity"], Mailbox=who)
        self.assertIn(rule, straight.whole("Get-InboxRule", Mailbox=who))
        user = json.loads((folder / "profile.json").read_text())
        user = user[0] if isinstance(user, list) else user
        self.assertTrue(user["accountEnabled"], "what it was before")

    def told_apart(self, tenant):
        """What roster did to the account is in the services' logs, and does not count as the thief's."""
        found = tenant.json("research", CASES["S1"]["userPrincipalName"])["findings"]
        own = {one["id"]: one["setAside"] for one in found if one["key"].endswith(" roster")}
        self.assertEqual(set(own), {"P05", "P06"})
        self.assertEqual({one["reason"] for one in own.values()}, {"done by roster: it stands in the journal"})
        self.assertIsNone(next(one for one in found if one["id"] == "P05" and not one["key"].endswith(" roster"))["setAside"])

    def methods(self, tenant, name):
        """What can be signed in with beside the password."""
        found = tenant.graph(f"/users/{CASES[name]['id']}/authentication/methods")["value"]
        return sorted(one.get("displayName") or one.get("phoneNumber") for one in found if one["id"] != PASSWORD)

    def saved(self, report):
        """What was changed stands in the folder as it was."""
        rules = json.loads(pathlib.Path(report["folder"], "inbox-rules-shown.json").read_text())
        self.assertEqual([(rule["Name"], rule["Enabled"], rule["MoveToFolder"]) for rule in rules], [(".", True, "RSS Feeds")])
        methods = json.loads(pathlib.Path(report["folder"], "methods.json").read_text())
        self.assertIn("SM-S918B", [method.get("displayName") for method in methods])
        self.assertTrue(pathlib.Path(report["folder"], "MANIFEST").read_text().splitlines()[-1].split()[1] == "end")

    def again(self, tenant):
        """The second time there is nothing to do, and nothing is sent that writes."""
        before = len(writes(tenant))
        for name in ("S1", "S7"):
            report = remediate(tenant, name)
            self.assertEqual(set(states(report).values()), {"already"}, report)
        self.assertEqual(len(writes(tenant)), before)

    def test_each_step_takes_as_few_exchanges_as_depend_on_each_other(self):
        """Look, write, look again: nothing is asked twice, and nobody is asked who he is for each step anew."""
        with tenant_of("S7") as tenant:
            self.assertEqual(set(states(remediate(tenant, "S7")).values()), {"done"})
            lines = [line for line in tenant.ledger() if line["url"].find("/login/") < 0]
            first = next(at for at, line in enumerate(lines) if is_change(line))
            steps = [(line["method"], line["url"].split("?")[0].rsplit("/", 1)[-1]) for line in lines[first - 1:]]
            who = CASES["S7"]["id"]
            self.assertEqual(steps, [
                ("GET", who), ("PATCH", who), ("GET", who),  # block
                ("GET", who), ("POST", "revokeSignInSessions"), ("GET", who),
                ("GET", "registeredDevices"), ("PATCH", KIT), ("GET", "registeredDevices"),
                ("GET", who), ("PATCH", who),  # password
                ("GET", "methods"), ("DELETE", "5b02f03a-e02f-5dc6-a0f8-7b6a59f64ef2"), ("GET", "methods"),
                ("GET", who), ("POST", "revokeSignInSessions"), ("GET", who)])

    def test_the_sprayed_account(self):
        with tenant_of("S3") as tenant:
            report = remediate(tenant, "S3")
            self.assertEqual(set(states(report).values()), {"done"}, report)
            now, cas = user(tenant, "S3"), Straight(tenant).whole("Get-CASMailbox", Identity=CASES["S3"]["id"])[0]
            self.assertFalse(now["accountEnabled"])
            self.assertGreater(now["lastPasswordChangeDateTime"], "2026-06-02T08:11:43Z")
            self.assertEqual((cas["ImapEnabled"], cas["PopEnabled"], cas["SmtpClientAuthenticationDisabled"]), (False, False, True), "the password grant of mail programs")
            self.assertTrue(cas["OWAEnabled"] and cas["MAPIEnabled"], "no more is closed than was asked for")

    def test_nothing_is_destroyed_that_is_not_saved(self):
        with tenant_of("S1") as tenant:
            place = tenant.folder / "state" / "roster"
            place.mkdir(parents=True, mode=0o700)
            (place / "cases").write_text("a file, where a folder should be")
            report = remediate(tenant, "S1", code=1)
            self.assertEqual({step: state for step, state in states(report).items() if state != "done"}, {"snapshot": "failed", "grants eM Client": "refused", "rules .": "refused", "methods SM-S918B": "refused"})
            self.assertTrue(all(one["Enabled"] for one in Straight(tenant).whole("Get-InboxRule", Mailbox=CASES["S1"]["id"])))
            self.assertFalse(user(tenant, "S1")["accountEnabled"])

    def test_what_fails_leaves_the_others_going(self):
        with tenant_of("S7", faults=["match=PATCH /devices/*,nth=1,status=403"]) as tenant:
            report = remediate(tenant, "S7", code=1)
            self.assertEqual({step: state for step, state in states(report).items() if state != "done"}, {"devices DESKTOP-8F3K2L1Q": "failed"})
            self.assertTrue(any("DESKTOP-8F3K2L1Q is not disabled" in line for line in report["left"]), report["left"])
            self.unblocked(tenant, 1)
            report = remediate(tenant, "S7")
            self.assertEqual(states(report)["devices DESKTOP-8F3K2L1Q"], "done")
            self.assertFalse(tenant.graph(f"/devices/{KIT}")["accountEnabled"])
            self.unblocked(tenant, 0)
            self.taken_back(tenant, report["playbook"])

    def taken_back(self, tenant, number):
        """A false alarm: what the steps did is as it was, the last step first, and nothing that they did not do."""
        before = len(writes(tenant))
        tenant.run("undo", "--playbook", str(number), "--dry-run")
        self.assertEqual(len(writes(tenant)), before, "a dry run writes")
        done = tenant.run("-o", "json", "undo", "--playbook", str(number), "--yes")
        self.assertEqual([(one["action"], one["state"]) for one in json.loads(done.stdout)], [("enable-device", "done")], done.stdout)
        self.assertTrue(tenant.graph(f"/devices/{KIT}")["accountEnabled"])
        done = tenant.run("-o", "json", "undo", "--playbook", "1", "--yes")
        self.assertIn("revoke-sessions cannot be taken back", done.stderr)
        again = tenant.run("undo", "--playbook", "1", "--yes")
        self.assertIn("nothing of playbook 1 is left to take back: what can be is taken back already", again.stderr)
        self.assertTrue(user(tenant, "S7")["accountEnabled"], done.stdout)
        cas = Straight(tenant).whole("Get-CASMailbox", Identity=CASES["S7"]["id"])[0]
        self.assertTrue(cas["ImapEnabled"], done.stdout)
        self.assertIn("no playbook 999", tenant.run("undo", "--playbook", "999", "--yes", code=None).stderr)

    def test_it_is_taken_back_on_the_screen(self):
        """One row of the journal, one question, the last step first; what cannot be taken back is named before."""
        with tenant_of("S7") as tenant:
            remediate(tenant, "S7")
            script, dump = tenant.folder / "script", tenant.folder / "dump"
            script.write_text("size 100 30\nwait\nkeys L\nwait\nshow\nkeys Enter\nshow\nkeys Esc u\nwait\nshow\nkeys y\nwait\nshow\nkeys Esc\nwait\nshow\n")
            tenant.run("--script", script, "--dump", dump)
            journal, inside, asked, done, after = dump.read_text().split("----\n")[:5]
            self.assertRegex(journal, r"6 done +▸ contain +avery.legal@contoso.com +u")
            self.assertIn("contain, playbook 1, 6 steps", inside)
            self.assertRegex(asked, r'Take 2 steps of "contain" back, the last first, from avery.legal@contoso.com\?')
            self.assertRegex(asked, r"(?s)These stay.*Revoke sessions, Remove authentication method, Reset password")
            self.assertRegex(done, r"(?s)Take back: Disable device: DESKTOP-8F3K2L1Q.*Take back: Block sign-in")
            self.assertTrue(tenant.graph(f"/devices/{KIT}")["accountEnabled"])
            self.assertTrue(user(tenant, "S7")["accountEnabled"])
            self.assertRegex(after, r"4 done, 2 undone +▸ contain")

    def unblocked(self, tenant, code):
        """Nobody lets a thief in again by his device: neither by the action nor by taking the block back."""
        who, block = CASES["S7"]["userPrincipalName"], next(one["id"] for one in tenant.journal() if one["action"] == "block-sign-in")
        for words in (("undo", str(block)), ("do", "unblock-sign-in", who)):
            done = tenant.run(*words, "--yes", code=None)
            if code:
                self.assertIn("DESKTOP-8F3K2L1Q speaks for somebody else", done.stdout + done.stderr)
                self.assertIn(f"disable-device {who} --set device={KIT}", done.stdout + done.stderr)
            self.assertEqual((done.returncode != 0, user(tenant, "S7")["accountEnabled"]), (code != 0, code == 0), done.stdout + done.stderr)

    def test_who_is_guarded_is_named(self):
        with Tenant("--users", "160", "--scenario", "S7") as tenant:
            name = "gloria.global@contoso.com"
            done = tenant.run("remediate", name, "--classic", "--yes", code=4)
            self.assertIn("--name " + name, done.stdout)
            self.assertEqual(writes(tenant), [])
            told = tenant.json("remediate", name, "--classic", "--yes", code=4)
            self.assertEqual(set(states(told).values()), {"refused"}, "as a whole, the snapshot too")
            self.assertFalse((tenant.folder / "state" / "roster" / "cases").exists())
            self.assertIn("Nothing was interrupted", tenant.run("resume", "--yes").stdout)
            done = tenant.run("remediate", "avery.legal@contoso.com", "--step", "nonsense", "--yes", code=2)
            self.assertIn("the steps are hold, block, grants, assignments", done.stderr)
            done = tenant.run("remediate", "avery.legal@contoso.com", code=2, stdin=subprocess.DEVNULL)
            self.assertIn("no terminal to ask on", done.stderr)
            self.assertEqual(writes(tenant), [])
            self.assertIn("Nothing was interrupted", tenant.run("resume", "--yes").stdout)


def small_disk():
    """What puts a disk of a page below the snapshots, in a namespace of its own; None: that cannot be made here."""
    begins = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    can = shutil.which("unshare") and not subprocess.run([*begins, "mount -t tmpfs none /mnt"], capture_output=True).returncode
    return begins if can else None


class Saved(unittest.TestCase):
    """What destroys does nothing where what it destroys could not be kept, and says why."""
    WHO = "max.methods@contoso.com"

    def made(self, *faults):
        tenant = Tenant("--users", "160", *[word for fault in faults for word in ("--fault", fault)])
        self.addCleanup(tenant.close)
        tenant.config.write_text(f"playbooks:\n  tidy: [{{remove-app-credentials: {{app: {EXPENSES}}}}}, disable-all-inbox-rules, revoke-sessions]\n" + tenant.config.read_text())
        return tenant

    def play(self, tenant, code=0):
        report, = tenant.json("play", "tidy", self.WHO, "--yes", "--name", self.WHO, code=code)
        return report

    def test_an_application_that_is_half_read_keeps_its_credentials(self):
        tenant = self.made("match=GET /applications/*/federatedIdentityCredentials,nth=2,status=403")
        there = credentials(Straight(tenant), None)
        report = self.play(tenant, code=4)
        told = {step["step"]: (step["state"], step["message"]) for step in report["steps"]}
        self.assertEqual(told["remove-app-credentials"][0], "refused", told)
        self.assertIn("what it destroys was not saved (application-credentials was not read whole: ", told["remove-app-credentials"][1])
        self.assertEqual(told["revoke-sessions"][0], "done", "what destroys nothing goes on")
        self.assertEqual(credentials(Straight(tenant), None), there)
        report = self.play(tenant)
        self.assertEqual(states(report)["remove-app-credentials"], "done", report)
        self.assertEqual(credentials(Straight(tenant), None), (0, 0, 0))
        saved, = json.loads(pathlib.Path(report["folder"], "application-credentials.json").read_text())
        self.assertEqual(tuple(len(saved[name]) for name in ("passwordCredentials", "keyCredentials", "federatedIdentityCredentials")), there)
        self.assertEqual(saved["federatedIdentityCredentials"][0]["issuer"], "https://token.actions.elsewhere.example")

    @unittest.skipUnless(small_disk(), "no disk can be mounted here")
    def test_a_full_disk_stops_what_destroys(self):
        tenant = self.made()
        there = credentials(Straight(tenant), None)
        cases = tenant.folder / "state" / "roster" / "cases"
        cases.mkdir(parents=True, mode=0o700)
        line = f"mount -t tmpfs -o size=12k,mode=700 none {shlex.quote(str(cases))} && exec " + shlex.join(tenant.command("-o", "json", "play", "tidy", self.WHO, "--yes", "--name", self.WHO))
        done = subprocess.run([*small_disk(), line], env=tenant.environment, capture_output=True, text=True, timeout=harness.DEADLINE)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        told = {step["step"]: (step["state"], step["message"]) for step in json.loads(done.stdout)[0]["steps"]}
        self.assertEqual(told["snapshot"][0], "failed", told)
        self.assertIn("No space left on device", told["snapshot"][1])
        for step in ("remove-app-credentials", "disable-all-inbox-rules"):
            self.assertEqual(told[step][0], "refused", told)
            self.assertIn("what it destroys was not saved", told[step][1])
            self.assertIn("No space left on device", told[step][1])
        self.assertEqual(told["revoke-sessions"][0], "done")
        self.assertEqual(credentials(Straight(tenant), None), there)


class LeftBehind(unittest.TestCase):
    """What is neither the account nor its devices: rights of others, files, what it may in the tenant."""
    maxDiff = None
    FILE = "https://contoso-my.sharepoint.com/personal/avery/Documents/Salaries.xlsx"
    HELPER = "729827e3-9c14-49f7-bb1b-9608f156bbb8"  # Helpdesk Administrator

    def act(self, operation, **more):
        first = self.case["unifiedAuditLog"][0]
        base = {name: first[name] for name in ("OrganizationId", "UserKey", "UserType", "Version", "UserId", "ClientIP", "ResultStatus")}
        number = len(self.case["unifiedAuditLog"])
        self.case["unifiedAuditLog"].append(base | {"CreationTime": f"2026-11-18T10:{number:02}:00", "Id": f"0000{number:04}-0000-4000-8000-000000000001", "Operation": operation,
                                                    "RecordType": 1, "Workload": "Exchange"} | more)

    def told(self, **given):
        return [{"Name": name, "Value": value} for name, value in given.items()]

    def scenario(self, folder):
        self.case = json.loads((harness.SOURCE / "scenarios" / "S7.json").read_text())
        upn, exo = CASES["S7"]["userPrincipalName"], self.case["exo"]
        for number in range(30):  # one file, mailed to many
            self.act("SharingInvitationCreated", ObjectId=self.FILE, RecordType=14, Workload="OneDrive", TargetUserOrGroupName=f"victim{number}@elsewhere.example", TargetUserOrGroupType="Guest")
        self.act("AnonymousLinkCreated", ObjectId=self.FILE, RecordType=14, Workload="OneDrive")
        self.act("Add-RoleGroupMember", ObjectId="Discovery Management", Parameters=self.told(Identity="Discovery Management", Member=upn))
        self.act("New-TransportRule", ObjectId="tidy", Parameters=self.told(Name="tidy", BlindCopyTo="x@elsewhere.example"))
        self.act("Set-Mailbox", ObjectId=upn, MailboxOwnerUPN=upn, Parameters=self.told(Identity=upn, GrantSendOnBehalfTo="max.methods@contoso.com"))
        self.act("Add-MailboxFolderPermission", ObjectId=upn, MailboxOwnerUPN=upn, Parameters=self.told(Identity=upn + ":\\Inbox", User="Default", AccessRights="Reviewer"))
        self.act("Set-MailboxJunkEmailConfiguration", ObjectId=upn, MailboxOwnerUPN=upn, ClientIP="203.0.113.250",
                 Parameters=self.told(Identity=upn, TrustedSendersAndDomains="pay.elsewhere.example", BlockedSendersAndDomains="warner@partner.example;security@contoso.com"))
        exo["Get-MailboxJunkEmailConfiguration"] |= {"TrustedSendersAndDomains": ["old.example", "pay.elsewhere.example"], "BlockedSendersAndDomains": ["security@contoso.com", "spam.example"]}
        exo["Get-TransportRule"] = [{"Name": "tidy", "Identity": "tidy", "Guid": "7d000000-0000-4000-8000-000000000001", "State": "Enabled", "Mode": "Enforce", "BlindCopyTo": ["x@elsewhere.example"], "WhenChanged": "2026-11-18T10:40:00Z"}]
        exo["Get-Mailbox"]["GrantSendOnBehalfTo"] = ["max.methods@contoso.com"]
        exo["Get-MailboxFolderPermission"]["\\Inbox"][0]["AccessRights"] = ["Reviewer"]
        exo["Get-SweepRule"] = [{"Name": "clear", "Identity": "avery\\1", "RuleId": "5eee0000-0000-4000-8000-000000000001", "Enabled": True, "Sender": "security@contoso.com"}]
        path = folder / "left.json"
        path.write_text(json.dumps(self.case))
        return path

    def test_it_is_taken_away_too(self):
        with tempfile.TemporaryDirectory() as folder:
            path = self.scenario(pathlib.Path(folder))
            with Tenant("--users", "160", "--scenario", path) as tenant:
                self.contain(tenant, Straight(tenant), CASES["S7"]["id"])

    def shared(self, straight):
        return [one for one in straight.all(f"/shares/u!{base64.urlsafe_b64encode(self.FILE.encode()).decode().rstrip('=')}/driveItem/permissions") if one["roles"] != ["owner"]]

    def contain(self, tenant, straight, who):
        member = {"Identity": "Discovery Management", "Member": who, "BypassSecurityGroupManagerCheck": True}
        straight.cmdlet("Add-RoleGroupMember", **member)
        straight.graph("/roleManagement/directory/roleAssignments", {"principalId": who, "roleDefinitionId": self.HELPER, "directoryScopeId": "/"})
        self.assertEqual(len(self.shared(straight)), 31)
        name = ("--name", CASES["S7"]["userPrincipalName"])  # he holds a role
        plan = remediate(tenant, "S7", "--dry-run", *name)
        asked = {one for one in states(plan)}
        self.assertLessEqual({"links Salaries.xlsx", "sender-lists pay.elsewhere.example security@contoso.com", "send-on-behalf max.methods@contoso.com", "folders Default on Inbox"}, asked)
        self.assertFalse([one for one in asked if one.split()[0] in ("roles", "role-groups", "flow-rules", "hold")], "what is wide is asked for by itself")
        report = remediate(tenant, "S7", *name)
        self.assertEqual(set(states(report).values()), {"done"}, report)
        self.assertEqual(self.shared(straight), [])
        saved = json.loads(pathlib.Path(report["folder"], "shared-file.json").read_text())
        self.assertEqual(len([one for one in saved if one["roles"] != ["owner"]]), 31, "who they were for is saved before")
        self.assertEqual(straight.mailbox(who)["GrantSendOnBehalfTo"], [])
        junk, = straight.whole("Get-MailboxJunkEmailConfiguration", Identity=who)
        self.assertEqual((junk["TrustedSendersAndDomains"], junk["BlockedSendersAndDomains"]), (["old.example"], ["spam.example"]), "the user's own stay")
        self.assertIn("role group Discovery Management", str(report["left"]))
        wide = ("hold", "roles", "role-groups", "flow-rules", "sweep-rules")
        report = remediate(tenant, "S7", *(word for step in wide for word in ("--step", step)), *name)
        told = states(report)
        self.assertEqual({step.split()[0] for step, state in told.items() if state == "done"}, {"snapshot", *wide}, report)
        self.assertEqual(set(told.values()), {"done", "already"}, report)
        self.assertFalse([row for row in straight.whole("Get-RoleGroupMember", Identity="Discovery Management") if row["ExternalDirectoryObjectId"] == who])
        self.assertEqual(straight.all(f"/roleManagement/directory/roleAssignments?$filter=principalId%20eq%20'{who}'"), [])
        self.assertEqual([row["State"] for row in straight.whole("Get-TransportRule")], ["Disabled"])
        self.assertEqual([row["Enabled"] for row in straight.whole("Get-SweepRule", Mailbox=who)], [False])
        self.assertTrue(straight.mailbox(who)["LitigationHoldEnabled"])
        before = len(writes(tenant))
        again = remediate(tenant, "S7", *(word for step in wide for word in ("--step", step)), *name, code=None)
        self.assertEqual(set(states(again).values()) - {"already", "done"}, set(), again)
        self.assertEqual(len(writes(tenant)), before, again)


class Playbooks(unittest.TestCase):
    """Those that need no research: `offboard`, and what the configuration makes."""
    maxDiff = None
    WRONG = (  # what is written, where it is wrong and why
        ("playbooks: [block-sign-in]", "1:1: playbooks: a map of names to lists"),
        ("playbooks:\n  leave: block-sign-in", "2:3: leave: a list of actions"),
        ("playbooks:\n  leave: []", "2:3: leave: a list of actions"),
        ("playbooks:\n  leave:\n    - block-sign-in\n    - blok", "4:7: blok: there is no such action"),
        ("playbooks:\n  leave:\n    - {set-forwarding: {shoe: 3}}", "3:7: set-forwarding: set-forwarding has no parameter"),
        ("playbooks:\n  leave:\n    - {set-out-of-office: {message: x, audience: dogs}}", "3:7: set-out-of-office: "),
        ("playbooks:\n  leave:\n    - set-forwarding", "3:7: set-forwarding: "),
        ("playbooks:\n  leave:\n    - {block-sign-in: x}", "3:7: an action is expected"),
        ("playbooks:\n  leave:\n    - add-user", "3:7: add-user: it cannot be part of a playbook"),
        ("playbooks:\n  contain: [block-sign-in]", "2:3: \"contain\" is made by the findings"),
    )
    OWN = ("playbooks:\n  leave:\n    - block-sign-in\n    - {set-forwarding: {address: \"{manager}\", keep_copy: true}}\n"
           "    - {set-out-of-office: {message: Gone., audience: none}}\n")

    def test_what_is_wrong_is_said_at_the_start_with_line_and_column(self):
        with Tenant("--users", "10") as tenant:
            config = tenant.config.read_text()
            for text, said in self.WRONG:
                tenant.config.write_text(text + "\n" + config)
                done = tenant.run("users", code=2)
                self.assertIn(f"{tenant.config}:{said}", done.stderr)
            self.assertEqual(tenant.ledger(), [])

    def needs_licence(self, mailbox):
        """Whether it would not outlive its licence, shared or not."""
        return mailbox["ArchiveStatus"] == "Active" or mailbox["LitigationHoldEnabled"] or any(not hold.startswith("-") for hold in mailbox["InPlaceHolds"] or [])

    def people(self, tenant):
        """Two with a mailbox, one of which needs a licence, and with a manager: who they are, and their managers."""
        found = {}
        for one in tenant.users("status:enabled licence:E"):
            mailbox = Straight(tenant).mailbox(one["id"])
            if not mailbox or mailbox["RecipientTypeDetails"] != "UserMailbox" or self.needs_licence(mailbox) in found:
                continue
            manager = Straight(tenant).graph(f"/users/{one['id']}/manager")
            if manager and not Straight(tenant).all(f"/users/{one['id']}/transitiveMemberOf/microsoft.graph.directoryRole"):
                found[self.needs_licence(mailbox)] = (one["userPrincipalName"], (one["id"], manager))
            if len(found) == 2:
                break
        self.assertEqual(set(found), {True, False})
        return dict(found.values())

    def test_many_leave_at_once(self):
        with Tenant("--users", "80") as tenant:
            tenant.config.write_text(self.OWN + tenant.config.read_text())
            people = self.people(tenant)
            self.assertIn("leave          block-sign-in, set-forwarding, set-out-of-office", tenant.run("play").stdout)
            before = len(writes(tenant))
            plans = tenant.json("play", "leave", *people, "--dry-run")
            self.assertEqual(len(writes(tenant)), before, "a dry run writes")
            self.assertEqual(sorted(plan["target"]["userPrincipalName"] for plan in plans), sorted(people))
            reports = tenant.json("play", "leave", *people, "--yes")
            for report in reports:
                who, manager = people[report["target"]["userPrincipalName"]]
                self.assertEqual(set(states(report).values()), {"done"}, report)
                self.assertTrue(pathlib.Path(report["folder"], "MANIFEST").exists())
                self.assertFalse(tenant.graph(f"/users/{who}?$select=accountEnabled")["accountEnabled"])
                self.assertEqual(Straight(tenant).mailbox(who)["ForwardingAddress"], manager["id"])
            again = tenant.json("play", "leave", *people, "--yes")
            self.assertEqual({state for report in again for step, state in states(report).items() if step != "snapshot"}, {"already"}, again)
            for who, _manager in people.values():
                own(Straight(tenant), who)
            self.assertEqual({self.left(tenant, report) for report in tenant.json("play", "offboard", *people, "--name", "2 contoso.com", "--yes", code=None)}, {True, False})

    def test_they_are_done_side_by_side(self):
        """While the service keeps one waiting, the others have begun."""
        with Tenant("--users", "80", "--fault", "match=PATCH /users/*,hold=HERE") as tenant:
            tenant.config.write_text("playbooks:\n  stop: [block-sign-in, {reset-password: {}}]\n" + tenant.config.read_text())
            people = [one["userPrincipalName"] for one in tenant.users("status:enabled type:member licence:E")[:12]]
            people = [name for name in people if not name.startswith(("breakglass", "gloria"))][:6]
            tenant.hold()
            process = subprocess.Popen(tenant.command("-o", "json", "play", "stop", *people, "--yes"), env=tenant.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            wait_for(lambda: len([one for one in tenant.journal() if one["state"] == "intent"]) == len(people) or process.poll() is not None, "all of them to wait")
            tenant.release()
            out, errors = process.communicate(timeout=harness.DEADLINE)
            reports = json.loads(out)
            self.assertEqual(sorted(report["target"]["userPrincipalName"] for report in reports), sorted(people), errors)
            self.assertEqual({states(report)["block-sign-in"] for report in reports}, {"done"}, errors)
            reset = [report for report in reports if states(report)["reset-password"] == "done"]  # not of who is synchronised
            secrets = [step["secret"] for report in reset for step in report["steps"] if "secret" in step]
            self.assertGreater(len(reset), 1)
            self.assertEqual(len(set(secrets)), len(reset), "each has a secret in an object of its own")

    def left(self, tenant, report):
        """What an offboarding leaves; whether the licences went, which they do only where the mailbox needs none."""
        who = report["target"]["id"]
        needed = self.needs_licence(Straight(tenant).mailbox(who))
        found = states(report)
        self.assertEqual(found.pop("licences"), "failed" if needed else "done", report)
        self.assertEqual(set(found.values()) - {"done", "already"}, set(), report)
        self.assertEqual(Straight(tenant).mailbox(who)["RecipientTypeDetails"], "SharedMailbox")
        self.assertEqual(found["meetings"], "done", report)
        self.assertTrue(Straight(tenant).mailbox(who)["HiddenFromAddressListsEnabled"])
        self.assertEqual((found["owned-groups"], owned(Straight(tenant), who), phone_number(Straight(tenant), who)), ("done", [], None))
        rights = Straight(tenant).whole("Get-MailboxPermission", Identity=who)
        self.assertIn("FullAccess", str([right for right in rights if "SELF" not in right["User"]]))
        self.assertFalse([one for one in tenant.graph(f"/users/{who}/authentication/methods")["value"] if one["id"] != PASSWORD])
        own = [one for one in Straight(tenant).user(who, "licenseAssignmentStates")["licenseAssignmentStates"] if not one["assignedByGroup"]]
        self.assertEqual(bool(own), needed, own)
        groups = [one for one in Straight(tenant).all(f"/users/{who}/memberOf/microsoft.graph.group") if "DynamicMembership" not in one["groupTypes"]]
        self.assertEqual([one["displayName"] for one in groups if not one["onPremisesSyncEnabled"] and not one["assignedLicenses"]], [])
        return not needed

    def test_who_is_guarded_is_left_out_of_many(self):
        with Tenant("--users", "160") as tenant:
            tenant.config.write_text("playbooks:\n  stop: [block-sign-in]\n" + tenant.config.read_text())
            names = ["gloria.global@contoso.com", "gil.grouped@contoso.com"]
            reports = tenant.json("play", "stop", *names, "--yes", code=None)
            self.assertEqual({report["target"]["userPrincipalName"]: states(report)["block-sign-in"] for report in reports}, dict(zip(names, ("refused", "done"))), reports)
            done = tenant.run("play", "stop", names[0], "--yes", code=4)
            self.assertIn("--name " + names[0], done.stdout)
            self.assertEqual(set(states(reports[0 if reports[0]["target"]["userPrincipalName"] == names[0] else 1]).values()), {"refused"}, "as a whole, the snapshot too")
            self.assertIn("there is no playbook", tenant.run("play", "nothing", names[0], "--yes", code=2).stderr)
            self.on_the_screen(tenant)

    def on_the_screen(self, tenant):
        """Why a step could not begin is said there, too."""
        tenant.config.write_text(tenant.config.read_text().replace("playbooks:", "playbooks:\n  hand:\n    - {give-full-access: {user: \"{manager}\"}}", 1))
        who = next(one for one in tenant.users("status:enabled type:member") if not Straight(tenant).graph(f"/users/{one['id']}/manager"))
        script, dump = tenant.folder / "script", tenant.folder / "dump"
        script.write_text(f"size 100 30\nwait\nkeys /\ntype {who['userPrincipalName']}\nkeys Enter +\nwait\nkeys j Enter\nwait\nkeys y\nwait\nkeys Esc J\nwait\nshow\n")
        tenant.run("--script", script, "--dump", dump)
        self.assertRegex(dump.read_text(), r"FAILED +Give full access[^\n]*\n +the user has no manager")


class Interrupted(unittest.TestCase):
    """Killed at each thing that the journal takes: `roster resume` ends it."""

    def progress(self, tenant):
        """How many things the journal has taken of it."""
        try:
            with sqlite3.connect(f"file:{tenant.folder}/state/roster/journal.db?mode=ro", uri=True) as db:
                steps = db.execute("SELECT COALESCE(SUM(CASE state WHEN 0 THEN 0 WHEN 1 THEN 1 ELSE 2 END), 0) FROM playbook_step").fetchone()[0]
                return 1 + steps + db.execute("SELECT COUNT(*) + COALESCE(SUM(state > 0), 0) FROM entry").fetchone()[0]
        except sqlite3.Error:
            return 0

    def kill(self, point):
        with tenant_of("S7", faults=["match=*,delay=15"]) as tenant:
            process = subprocess.Popen(tenant.command("remediate", CASES["S7"]["userPrincipalName"], "--yes"), env=tenant.environment,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_for(lambda: process.poll() is not None or self.progress(tenant) >= point, "the point")
            process.kill()
            process.wait(harness.DEADLINE)
            begun = self.progress(tenant) > 1
            done = wait_for(lambda: self.resumed(tenant), "the end of its owner")
            self.assertIn("Nothing was interrupted", tenant.run("resume", "--yes").stdout)
            if begun:
                self.agree(tenant, done)
        return begun

    def resumed(self, tenant):
        """Once the journal knows that the owner is gone."""
        done = tenant.run("resume", "--yes", "-o", "json", code=None)
        return done if done.returncode == 0 else None

    def agree(self, tenant, done):
        self.assertFalse(user(tenant, "S7")["accountEnabled"])
        self.assertFalse(tenant.graph(f"/devices/{KIT}")["accountEnabled"])
        sent = [line for line in writes(tenant) if line["method"] == "PATCH"]
        blocks = [line for line in sent if line["body"] == {"accountEnabled": False}]
        self.assertEqual(len(blocks), 2, (done.stdout, blocks))  # the account and the device, each once
        self.assertFalse([one for one in tenant.journal() if one["state"] in ("intent", "unsettled")])
        self.assertTrue([line for line in sent if "passwordProfile" in (line["body"] or {})])

    def test_it_is_gone_on_with(self):
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            begun = list(pool.map(self.kill, range(1, 22, 4 if KILLS < 10 else 1)))
        self.assertIn(True, begun)

    def test_a_network_that_is_lost_in_the_middle(self):
        """What could not be sent is sent by who goes on; what was answered to nobody is read back."""
        lost = []

        def instead(method, path, _body):
            if lost or method == "DELETE":
                lost.append(path)
                raise ConnectionAbortedError

        with tenant_of("S7") as tenant, Between(tenant, instead) as wire:
            wire.server.handle_error = lambda *_: None  # the connection is closed, and nothing is said
            done = tenant.run("remediate", CASES["S7"]["userPrincipalName"], "--yes", code=None)
            self.assertNotEqual(done.returncode, 0, done.stderr)
            self.assertIn("left: `roster resume` goes on", done.stderr)
            wire.instead = None
            self.assertFalse(tenant.graph(f"/devices/{KIT}")["accountEnabled"])
            self.agree(tenant, tenant.run("resume", "--yes"))
            self.assertEqual(len([line for line in writes(tenant) if line["method"] == "DELETE"]), 1)
            self.assertIn("Nothing was interrupted", tenant.run("resume", "--yes").stdout)

    def test_going_on_takes_the_name_that_beginning_took(self):
        """Who is privileged is guarded both times: without the name nothing more is sent, and with it the rest is."""
        who, lost = "gloria.global@contoso.com", []

        def instead(method, path, _body):
            if lost or "revokeSignInSessions" in path:
                lost.append(path)
                raise ConnectionAbortedError

        with Tenant("--users", "100", "--directory-roles", "User Administrator,Exchange Administrator,Privileged Authentication Administrator") as tenant, Between(tenant, instead) as wire:
            wire.server.handle_error = lambda *_: None
            self.assertFalse(tenant.run("remediate", who, "--classic", "--yes", code=None).returncode == 0, "no name was typed")
            self.assertEqual(writes(tenant), [])
            self.assertIn("left: `roster resume` goes on", tenant.run("remediate", who, "--classic", "--yes", "--name", who, code=None).stderr)
            wire.instead, sent = None, len(writes(tenant))
            self.assertEqual(tenant.run("resume", "--yes", "--name", "somebody@contoso.com", code=None).returncode, 2)
            done = tenant.run("resume", "--yes", code=None)
            self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
            self.assertEqual(len(writes(tenant)), sent, done.stdout)
            done = tenant.run("resume", "--yes", "--name", who, code=None)
            self.assertTrue(any("revokeSignInSessions" in line["url"] for line in writes(tenant)), done.stdout + done.stderr)
            self.assertIn("Nothing was interrupted", tenant.run("resume", "--yes").stdout)

    def test_nothing_is_gone_on_with_where_all_is_read_only(self):
        """Neither what was not begun nor what may have been carried out; and it is still there for who may."""
        lost = []

        def instead(method, path, _body):
            if lost or method == "DELETE":
                lost.append(path)
                raise ConnectionAbortedError

        with tenant_of("S7") as tenant, Between(tenant, instead) as wire:
            wire.server.handle_error = lambda *_: None
            tenant.run("remediate", CASES["S7"]["userPrincipalName"], "--yes", code=None)
            wire.instead, sent = None, len(writes(tenant))
            self.assertGreater(sent, 0)
            done = tenant.run("--read-only", "resume", "--yes", code=None)
            self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
            self.assertIn("read-only: nothing is changed", done.stdout + done.stderr)
            self.assertEqual(len(writes(tenant)), sent)
            self.agree(tenant, tenant.run("resume", "--yes"))

    def test_a_hangup_ends_what_is_under_way(self):
        with tenant_of("S7", faults=["match=PATCH /devices/*,hold=HERE"]) as tenant:
            tenant.hold()
            process = subprocess.Popen(tenant.command("remediate", CASES["S7"]["userPrincipalName"], "--yes"), env=tenant.environment,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            wait_for(lambda: any("/devices/" in one["requests"][0]["url"] for one in tenant.journal() if one["requests"]) or process.poll() is not None, "the device")
            process.send_signal(signal.SIGHUP)
            tenant.release()
            out, errors = process.communicate(timeout=harness.DEADLINE)
            self.assertEqual(process.returncode, 1, out + errors)
            self.assertFalse(tenant.graph(f"/devices/{KIT}")["accountEnabled"], "what was under way is finished")
            self.assertFalse([line for line in writes(tenant) if "passwordProfile" in str(line["body"])], "nothing more is begun")
            tenant.run("resume", "--yes")
            self.assertEqual(len([line for line in writes(tenant) if "passwordProfile" in str(line["body"])]), 1)
            self.assertEqual(len([line for line in writes(tenant) if "/devices/" in line["url"]]), 1, "nothing is done twice")


class Swept(unittest.TestCase):
    """Each write of a containment failing in each way: what is said of a step is what the tenant shows, and the next run ends it.
    ROSTER_SWEEP=1 leaves none out."""
    WRITES = {"block": "PATCH /users/*,nth=1", "revoke": "POST /users/*/revokeSignInSessions,nth=1", "devices": "PATCH /devices/*,nth=1",
              "password": "PATCH /users/*,nth=2", "methods": "DELETE /users/*,nth=1", "revoke-again": "POST /users/*/revokeSignInSessions,nth=2"}
    FAULTS = (*harness.CARRIED_OUT, "cut", "status=503,retry-after=0", "status=403")
    CHOSEN = {("block", "truncate"), ("devices", "garbage"), ("password", "cut-after"), ("methods", "status=403")}

    def shown(self, tenant, before):
        now = user(tenant, "S7")
        methods = tenant.graph(f"/users/{CASES['S7']['id']}/authentication/methods")["value"]
        return {"block": not now["accountEnabled"], "devices": not tenant.graph(f"/devices/{KIT}")["accountEnabled"],
                "password": now["lastPasswordChangeDateTime"] != before["lastPasswordChangeDateTime"],
                "revoke": now["signInSessionsValidFromDateTime"] != before["signInSessionsValidFromDateTime"],
                "methods": not any("windowsHello" in one["@odata.type"] for one in methods)}

    def sweep(self, step, fault):
        with tenant_of("S7", faults=[f"match={self.WRITES[step]},{fault}"]) as tenant:
            before = user(tenant, "S7")
            report = remediate(tenant, "S7", code=None)
            told, shown = {one["step"]: one["state"] for one in report["steps"]}, self.shown(tenant, before)
            story = (step, fault, told, shown)
            for name, is_so in shown.items():
                if told[name] != "unsettled" and name != "revoke":  # it is done again at the end
                    self.assertEqual(told[name] in ("done", "already"), is_so, story)
            others = set(told) - {step}
            self.assertEqual({told[name] for name in others}, {"done"}, story)
            self.assertIn(tenant.run("resume", "--yes", code=None).returncode, (0, 1), story)
            again = remediate(tenant, "S7", code=None)
            self.assertEqual({one["state"] for one in again["steps"]} - {"done", "already"}, set(), (story, again))
            self.assertEqual(set(self.shown(tenant, before).values()), {True}, story)
            self.assertFalse([one for one in tenant.journal() if one["state"] in ("intent", "unsettled")], story)
            for url, body in (("/users/", {"accountEnabled": False}), ("/devices/", {"accountEnabled": False})):
                sent = [line for line in tenant.ledger() if harness.carried_out(line) and line["body"] == body and url in line["url"]]
                self.assertEqual(len(sent), 1, (story, sent))
        return told[step]

    def test_what_is_said_is_what_is_there_and_the_next_run_ends_it(self):
        cases = [(step, fault) for step in self.WRITES for fault in self.FAULTS if "ROSTER_SWEEP" in os.environ or (step, fault) in self.CHOSEN]
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            for case, future in {case: pool.submit(self.sweep, *case) for case in cases}.items():
                with self.subTest(case):
                    future.result()


if __name__ == "__main__":
    harness.main()
