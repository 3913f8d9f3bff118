"""Who is guarded, and bulk runs that stop themselves: the first one alone, a fuse, and many that all get there in the end."""
import collections
import json
import pathlib
import re
import unittest

import harness
from actions import SIZE
from between import Between
from harness import Tenant
from outcomes import as_person
from straight import Straight

GLORIA, RILEY, BREAKGLASS = "gloria.global@contoso.com", "riley.roles@contoso.com", "breakglass@contoso.onmicrosoft.com"
WRITES = "match=PATCH /users/*"


def configure(tenant, *lines):
    """More settings: those of the tenant are indented."""
    text = tenant.config.read_text()
    for line in lines:
        text = re.sub(r"(?m)^  demo:\n", f"  demo:\n{line}\n", text) if line.startswith(" ") else f"{line}\n{text}"
    tenant.config.write_text(text)


def ordinary(tenant, count):
    return harness.ordinary(tenant, "status:enabled type:member synced:no", count)


def enabled(tenant):
    return {user: state["accountEnabled"] for user, state in tenant.states().items()}


class Guards(unittest.TestCase):
    def setUp(self):
        self.tenant = Tenant(*SIZE)
        self.addCleanup(self.tenant.close)
        self.straight = Straight(self.tenant)

    def refused(self, words, code, *says):
        done = self.tenant.json(*words, code=code)[0]
        self.assertEqual(done["state"], "refused", done)
        for word in says:
            self.assertIn(word, done["message"] + done.get("hint", ""))
        self.assertEqual((done["requests"], self.tenant.journal()), ([], []))

    def test_an_administrator_is_contained_by_name_alone(self):
        with Tenant(*SIZE, "--directory-roles", "Privileged Authentication Administrator") as mightier:
            self.assertEqual(mightier.json("do", "block-sign-in", GLORIA, "--yes", "--name", GLORIA.upper())[0]["state"], "done")
            self.assertIs(enabled(mightier)[self.straight.id("gloria.global")], False)
        for address, role in ((GLORIA, "Global Administrator"), (RILEY, "Helpdesk Administrator")):
            with self.subTest(address):
                words = ["do", "block-sign-in", address, "--yes"]
                self.refused(words, 4, "holds a directory role", f"--name {address}")
                self.assertIn("--name is", self.tenant.run(*words, "--name", "somebody@contoso.com", code=2).stderr)
                told = self.tenant.run("do", "block-sign-in", address, code=2, stdin=harness.subprocess.DEVNULL).stderr
                self.assertIn(role, told)
        self.assertEqual(self.tenant.journal(), [])
        told = self.tenant.json("do", "block-sign-in", GLORIA, "--yes", "--name", GLORIA, code=1)[0]
        self.assertIn("Privileged Authentication Administrator", told["hint"])
        self.assertIs(enabled(self.tenant)[self.straight.id("gloria.global")], True)

    def test_what_does_no_harm_needs_no_name(self):
        self.assertEqual(self.tenant.json("do", "rerequire-mfa", GLORIA, "--yes")[0]["state"], "done")

    def test_administrators_are_left_out_of_a_bulk_run_and_named(self):
        admins = {GLORIA: "Global Administrator", RILEY: "Helpdesk Administrator", "dirk.driveless@contoso.com": "User Administrator, eligible",
                  "tom.tapless@contoso.com": "Printer Desk, scoped", "rose.mueller@contoso.com": "Helpdesk Operators, a group that carries roles, as its owner"}
        users = [*ordinary(self.tenant, 3), *admins]
        done = self.tenant.json("do", "block-sign-in", *users, "--yes", code=4)
        self.assertEqual([one["state"] for one in done], ["done"] * 3 + ["refused"] * len(admins))
        for one, (address, role) in zip(done[3:], admins.items()):
            self.assertEqual(one["target"]["userPrincipalName"], address)
            self.assertIn(f"holds a directory role ({role}): left out of the bulk run", one["message"])
            self.assertIn("alone", one["hint"])
        text = self.tenant.run("do", "revoke-sessions", *users, "--yes", code=4).stdout
        self.assertRegex(text, rf"(?m)^refused +{re.escape(GLORIA)}: ")
        self.assertEqual(collections.Counter(entry["state"] for entry in self.tenant.journal()), {"done": 6})
        # neither is how they get in, what they are, or where their mail goes changed along with others'
        done = self.tenant.json("do", "rerequire-mfa", *users, "--yes", code=4)
        self.assertEqual([one["state"] for one in done], ["done"] * 3 + ["refused"] * len(admins))
        # an administrator may be part of a bulk run that changes none of it
        done = self.tenant.json("do", "provision-onedrive", *users, "--dry-run")
        self.assertEqual({one["state"] for one in done} - {"planned", "already"}, set())

    def test_whose_roles_cannot_be_read_is_left_out_of_a_bulk_run(self):
        for fault in ("match=GET /users/*/transitiveMemberOf,status=403", "match=GET /roleManagement/directory/roleAssignments,status=403",
                      "match=GET /roleManagement/directory/roleEligibilityScheduleInstances,status=403", "match=GET /users/*/ownedObjects/*,status=403"):
            with self.subTest(fault), Tenant(*SIZE, "--fault", fault) as tenant:
                users = ordinary(tenant, 3)
                for one in tenant.json("do", "block-sign-in", *users, "--yes", code=4):
                    self.assertEqual(one["state"], "refused")
                    self.assertIn("whether it holds a directory role could not be read: left out of the bulk run", one["message"])
                    self.assertIn("Insufficient privileges", one["message"])
                    grant = "GroupMember.Read.All" if "/users/" in fault else "RoleManagement.Read.Directory"
                    self.assertIn(f"grant {grant} to let roster read it; until then one user at a time, with --name {one['target']['userPrincipalName']}", one["hint"])
                self.assertIn("the name must be typed", tenant.json("do", "block-sign-in", users[0], "--yes", code=4)[0]["message"])
                self.assertEqual(tenant.journal(), [])
                name = Straight(tenant).user(users[0], "userPrincipalName")["userPrincipalName"]
                self.assertEqual(tenant.json("do", "block-sign-in", users[0], "--yes", "--name", name)[0]["state"], "done")
                self.assertEqual({one["state"] for one in tenant.json("do", "rerequire-mfa", *users, "--yes", code=4)}, {"refused"})

    def test_whose_roles_go_on_at_a_bad_link_are_left_out_of_a_bulk_run(self):
        """A list whose next page cannot be reached is not read to its end, however many rows stand before the link."""
        users = ordinary(self.tenant, 3)
        lists = ("/transitiveMemberOf", "/ownedObjects/", "/roleAssignments?", "/roleEligibilityScheduleInstances?")
        links = (12, "", [], {}, True, "http://127.0.0.1:9/graph/v1.0/x", "//evil.example/x", "https://graph.microsoft.com@evil.example/x")
        at, link = [""], [None]

        def spoilt(page):
            return {**page, "@odata.nextLink": link[0]} if "value" in page else page

        def instead(method, path, body):
            if at[0] in path:
                return changed(wire.direct(method, path, body), spoilt)
            if not path.endswith("$batch"):
                return None
            bad = {one["id"] for one in json.loads(body)["requests"] if at[0] in one["url"]}
            return changed(wire.direct(method, path, body), lambda whole: {"responses": [
                {**one, "body": spoilt(one["body"])} if one["id"] in bad else one for one in whole["responses"]]})

        def changed(reply, how):
            status, headers, text = reply
            return status, headers, json.dumps(how(json.loads(text))).encode()

        with Between(self.tenant, instead) as wire:
            for at[0], link[0] in [(name, links[0]) for name in lists] + [(lists[3], other) for other in links[1:]]:
                with self.subTest(list=at[0], link=link[0]):
                    for one in self.tenant.json("do", "block-sign-in", *users, "--dry-run", code=4):
                        self.assertEqual(one["state"], "refused", one)
                        self.assertIn("whether it holds a directory role could not be read: left out of the bulk run", one["message"])
                        self.assertRegex(one["message"], "the (link to the )?next page (cannot be understood|leads away)")

    def test_break_glass_accounts_need_the_name_for_everything_and_are_never_in_bulk(self):
        user = ordinary(self.tenant, 1)[0]
        listed = self.straight.user(user, "userPrincipalName")["userPrincipalName"]
        configure(self.tenant, f"    break_glass: [{BREAKGLASS}, {user}]")
        for who, address in ((BREAKGLASS, BREAKGLASS), (user, listed)):
            self.refused(["do", "rerequire-mfa", who, "--yes"], 4, "break-glass", f"--name {address}")
        done = self.tenant.json("do", "rerequire-mfa", *ordinary(self.tenant, 3), BREAKGLASS, "--yes", code=4)
        self.assertEqual([one["state"] for one in done], ["refused", "done", "done", "refused"])
        self.assertIn("never part of a bulk run", done[0]["message"])
        self.assertEqual(self.tenant.json("do", "rerequire-mfa", BREAKGLASS, "--yes", "--name", BREAKGLASS)[0]["state"], "done")

    def test_a_break_glass_account_listed_by_another_address_needs_the_name_alone_too(self):
        rob, address = self.straight.id("rob.remediated"), "rob.remediated@contoso.com"
        configure(self.tenant, "    break_glass: [robert@contoso.com, brakeglass@contoso.com]")
        self.refused(["do", "block-sign-in", rob, "--yes"], 4, "a break-glass account", f"--name {address}")
        self.assertIn("break-glass", self.tenant.run("do", "block-sign-in", rob, code=2, stdin=harness.subprocess.DEVNULL).stderr)
        self.assertEqual(self.tenant.json("do", "unblock-sign-in", rob, "--yes", "--name", address)[0]["state"], "already")
        self.assertEqual(self.tenant.json("do", "block-sign-in", rob, "--yes", "--name", address)[0]["state"], "done")
        entry = str(self.tenant.journal()[0]["id"])  # the other doors
        self.assertIn("break-glass", self.tenant.json("undo", entry, "--yes", code=4)[0]["message"])

    def test_somebody_new_gets_no_right_on_a_break_glass_account(self):
        """What is done to another user beside making one has the guard of doing it alone; nobody is made before."""
        configure(self.tenant, f"    break_glass: [{GLORIA}]")
        for right in ("fullAccess", "sendAs"):
            new = [word for value in ("displayName=Eve", "mailNickname=eve.new", "domain=contoso.com", "usageLocation=NL", "licences=SPE_E3", f"{right}={GLORIA}") for word in ("--set", value)]
            path = self.tenant.folder / f"{right}.csv"
            path.write_text(f"displayName,mailNickname,usageLocation,licences,{right}\nEve,eve.new,NL,SPE_E3,{GLORIA}\n")
            for words in (["add", *new, "--yes"], ["add", *new, "--yes", "--name", "eve.new@contoso.com"], ["bulk-add", path, "--yes"], ["add", *new, "--dry-run"]):
                with self.subTest(words=words):
                    [told] = self.tenant.json(*words, code=4)
                    self.assertEqual(told["state"], "refused")
                    self.assertIn(f"{GLORIA} is a break-glass account", told["message"])
        self.assertIsNone(self.straight.graph("/users/eve.new@contoso.com?$select=id"))

    def test_oneself_is_left_out_of_a_bulk_run_and_needs_the_name(self):
        login = pathlib.Path(self.tenant.folder, "login.yaml")
        login.write_text(f"people:\n- {{upn: {GLORIA}, answer: approve, after_polls: 1}}\n")
        with Tenant(*SIZE, "--login", login) as tenant:
            as_person(tenant)
            users = ordinary(tenant, 2)
            done = tenant.json("do", "revoke-sessions", GLORIA, *users, "--yes", code=4)
            self.assertEqual([one["state"] for one in done], ["refused", "done", "done"])
            self.assertEqual(done[0]["message"], "this is you: left out of the bulk run")
            self.assertIn("This is you", tenant.run("do", "block-sign-in", GLORIA, code=2, stdin=harness.subprocess.DEVNULL).stderr)
            self.assertIn("this is you: the name must be typed", tenant.json("do", "block-sign-in", GLORIA, "--yes", code=4)[0]["message"])

    def test_a_break_glass_account_that_nobody_is_stops_bulk_runs(self):
        """An entry with a slip in it keeps nobody out: it is an error where it counts, with its place."""
        alias = self.straight.user(BREAKGLASS, "id")
        configure(self.tenant, f"    break_glass: [{BREAKGLASS}, brakeglass@contoso.com]")
        line = next(number for number, text in enumerate(self.tenant.config.read_text().splitlines(), 1) if "brakeglass" in text)
        users, written = ordinary(self.tenant, 2), self.tenant.journal()
        for how in ("--yes", "--dry-run"):
            told = self.tenant.run("do", "rerequire-mfa", *users, how, code=2).stderr
            self.assertRegex(told, rf'config\.yaml:{line}:\d+: break_glass: there is no user "brakeglass@contoso.com"')
        self.assertEqual(self.tenant.journal(), written)
        checks = [one for one in self.tenant.json("doctor", code=1) if one["name"] == "break-glass"]
        self.assertEqual([(one["state"], one["area"]) for one in checks], [("ok", "configuration"), ("failed", "configuration")])
        self.assertIn(f"config.yaml:{line}:", checks[1]["message"])
        self.assertEqual(self.tenant.json("do", "rerequire-mfa", users[0], "--yes")[0]["state"], "done")
        text = self.tenant.config.read_text()
        self.tenant.config.write_text(text.replace("brakeglass@contoso.com", "breakglass"))
        self.assertIn("break_glass: a sign-in name or an id is expected", self.tenant.run("users", code=2).stderr)
        self.tenant.config.write_text(text.replace(f"{BREAKGLASS}, brakeglass@contoso.com", alias["id"]))
        self.assertIn("never part of a bulk run", self.tenant.json("do", "rerequire-mfa", users[1], BREAKGLASS, "--yes", code=4)[1]["message"])

    def test_a_plan_says_what_the_run_would_say(self):
        """Guards and "already" are in a plan, with the exit code of the run."""
        users = [*ordinary(self.tenant, 2), GLORIA]
        for words, states, code in ((["block-sign-in", GLORIA], ["refused"], 4), (["block-sign-in", *users], ["planned", "planned", "refused"], 4),
                                    (["delete-user", users[0]], ["refused"], 4), (["unblock-sign-in", users[0]], ["already"], 0)):
            with self.subTest(words):
                planned = self.tenant.json("do", *words, "--dry-run", code=code)
                self.assertEqual([one["state"] for one in planned], states)
                self.assertEqual(self.tenant.journal(), [])
                done = self.tenant.json("do", *words, "--yes", code=code) if "planned" not in states else None
                for one, other in zip(planned, done or []):
                    self.assertEqual({**one, "requests": []}, {**other, "requests": []})
        done = self.tenant.json("do", "block-sign-in", *users, "--yes", code=4)
        again, same = (self.tenant.json("do", "block-sign-in", *users, how, code=4) for how in ("--dry-run", "--yes"))
        self.assertEqual([one["state"] for one in done], ["done", "done", "refused"])
        self.assertEqual([one["state"] for one in again], ["already", "already", "refused"])
        self.assertEqual(again, same)
        entry = self.tenant.journal()[0]["id"]
        with Tenant(*SIZE, "--directory-roles", "Privileged Authentication Administrator") as mightier:
            mightier.json("do", "block-sign-in", GLORIA, "--name", GLORIA, "--yes")
            mightier.json("do", "unblock-sign-in", GLORIA, "--yes")
            self.assertEqual(mightier.json("undo", mightier.journal()[0]["id"], "--dry-run", code=4)[0]["state"], "refused")
        self.assertEqual(self.tenant.json("undo", entry, "--dry-run")[0]["state"], "planned")

    def test_read_only_lets_nothing_out(self):
        users = ordinary(self.tenant, 2)
        for words in (["do", "block-sign-in", users[0], "--yes"], ["do", "block-sign-in", *users, "--yes"], ["do", "enable-archive", users[0], "--yes"]):
            done = self.tenant.json(*words, "--read-only", code=4)
            self.assertEqual({one["state"] for one in done}, {"refused"})
            self.assertIn("read-only", done[0]["message"])
        self.assertEqual(self.tenant.journal(), [])
        self.assertFalse([line for line in self.tenant.ledger() if harness.is_write(line)])


class Unlicensed(unittest.TestCase):
    def test_without_p2_nobody_can_activate_a_role(self):
        """The service refuses the question in a code of its own: that is no role, not one that could not be read."""
        for words in ("--licence", "p1"), ("--licence", "none"):
            with Tenant("--users", "100", *words) as tenant:
                users = ordinary(tenant, count=3) + [user["id"] for user in tenant.users("gloria.global")]
                done = tenant.json("do", "block-sign-in", *users, "--yes", code=None)
                self.assertEqual([one["state"] for one in done], ["done"] * 3 + ["refused"])
                self.assertIn("Global Administrator", done[3]["message"])
                asked = [line["status"] for line in tenant.ledger() if "roleEligibilityScheduleInstances" in line["url"]]
                self.assertEqual(set(asked), {400})


class Bulk(unittest.TestCase):
    def run_bulk(self, faults, count, *settings, code=1):
        words = [word for fault in faults for word in ("--fault", fault)]
        with Tenant("--users", "400", "--throttle-units", "0", "--throttle-writes", "0", *words) as tenant:
            configure(tenant, *settings)
            users = ordinary(tenant, count)
            self.assertEqual(len(users), count)
            done = tenant.json("do", "block-sign-in", *users, "--yes", code=code)
            self.assertEqual([one["target"]["id"] for one in done], users)
            blocked = [user for user, on in enabled(tenant).items() if on is False and user in users]
            self.assertEqual(sorted(one["target"]["id"] for one in done if one["state"] == "done"), sorted(blocked))
            journal = tenant.journal()
            self.assertEqual({entry["targetId"] for entry in journal if entry["state"] == "done"}, set(blocked))
            begun = {entry["targetId"] for entry in journal}
            for one in done:
                if one["state"] == "skipped":
                    self.assertIn("not begun", one["message"])
                    self.assertNotIn(one["target"]["id"], begun)
            return [one["state"] for one in done], done

    def test_when_the_first_one_fails_the_rest_is_not_begun(self):
        states, done = self.run_bulk([f"{WRITES},nth=1,status=403"], 40)
        self.assertEqual(states, ["failed"] + ["skipped"] * 39)
        self.assertIn("the first one failed", done[1]["message"])
        self.assertIn("look at what failed", done[1]["hint"])

    def test_ten_are_not_many(self):
        states, _ = self.run_bulk([f"{WRITES},nth=1,status=403"], 10)
        self.assertEqual(collections.Counter(states), {"failed": 1, "done": 9})

    def test_the_fuse_blows_after_five(self):
        states, done = self.run_bulk([f"{WRITES},every=2,status=403"], 200)
        count = collections.Counter(states)
        self.assertGreaterEqual(count["failed"], 5)
        self.assertLess(count["failed"] + count["done"], 100)  # what was under way is finished
        self.assertGreater(count["skipped"], 100)
        self.assertIn("too many failed", next(one["message"] for one in done if one["state"] == "skipped"))

    def test_the_fuse_is_set_in_the_configuration(self):
        early, _ = self.run_bulk([f"{WRITES},every=2,status=403"], 200, "fuse: 1")
        never, _ = self.run_bulk([f"{WRITES},every=2,status=403"], 200, "fuse: 0")
        late, _ = self.run_bulk([f"{WRITES},every=2,status=403"], 200, "fuse: 60")
        self.assertGreater(early.count("skipped"), 150)
        self.assertEqual((never.count("skipped"), never.count("failed") + never.count("done")), (0, 200))
        self.assertGreaterEqual(late.count("failed"), 60)

    def test_a_fuse_that_is_no_number_is_told_with_its_place(self):
        with Tenant("--users", "5") as tenant:
            configure(tenant, "fuse: some")
            self.assertRegex(tenant.run("users", code=2).stderr, r"config\.yaml:1:1: fuse: a number is expected")

    def test_200_users_with_30_percent_of_faults_are_all_done(self):
        for what in ("status=429,retry-after=0", "status=503,retry-after=0", "cut"):
            with self.subTest(what):
                states, _ = self.run_bulk([f"{WRITES},share=0.3,seed=6,{what}" if what != "cut" else "match=POST /$batch,share=0.3,seed=6,cut"], 200, code=0)
                self.assertEqual(states, ["done"] * 200)

    def test_mailboxes_in_bulk_with_faults_are_all_done(self):
        fault = "match=POST /exchange/*,share=0.2,seed=7,status=429,retry-after=0"
        with Tenant(*SIZE, "--fault", fault) as tenant:
            users = [user["id"] for user in tenant.users("status:enabled type:member synced:no") if user["assignedLicenses"]][:40]
            done = tenant.json("do", "set-out-of-office", *users, "--set", "message=away", "--yes", code=None)
            self.assertEqual({one["state"] for one in done}, {"done"}, json.dumps([one for one in done if one["state"] != "done"]))
            self.assertEqual({entry["state"] for entry in tenant.journal()}, {"done"})
            self.assertTrue([line for line in tenant.ledger() if line.get("fault")])


if __name__ == "__main__":
    harness.main()
