"""Somebody new by the command line: made whole under a replication that lags, from a link, and what is left when something goes wrong."""
import json
import os
import subprocess
import time
import unittest
import urllib.parse

import harness
from straight import Straight

SELECT = ("id,displayName,givenName,surname,userPrincipalName,mailNickname,usageLocation,jobTitle,department,companyName,city,country,postalCode,"
          "streetAddress,businessPhones,mobilePhone,proxyAddresses,assignedLicenses,passwordProfile,onPremisesExtensionAttributes,employeeOrgData")
# CIPP's table: the parameter, the value in the link, the property and its value in the tenant.
LINK = (("businessPhones", "+31 20 1", "businessPhones", ["+31 20 1"]), ("city", "Rotterdam", "city", "Rotterdam"),
        ("companyName", "A & B", "companyName", "A & B"), ("country", "Nederland", "country", "Nederland"),
        ("department", "Réseau", "department", "Réseau"), ("displayName", "Lin Link", "displayName", "Lin Link"),
        ("givenName", "Lin", "givenName", "Lin"), ("jobTitle", "Tester", "jobTitle", "Tester"),
        ("mailNickname", "lin.link", "mailNickname", "lin.link"), ("mobilePhone", "+31 6 1", "mobilePhone", "+31 6 1"),
        ("postalCode", "3011 AA", "postalCode", "3011 AA"), ("streetAddress", "Coolsingel 1", "streetAddress", "Coolsingel 1"),
        ("surname", "Link", "surname", "Link"), ("usageLocation", "NL", "usageLocation", "NL"),
        ("primDomain", "contoso.onmicrosoft.com", "userPrincipalName", "lin.link@contoso.onmicrosoft.com"))


def sets(**values):
    return [word for name, value in values.items() for word in ("--set", f"{name}={value}")]


class Add(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = harness.Tenant("--users", "100", "--replication", "1200", "--throttle-units", "0",
                                    "--fault", "match=POST */v1.0/users,nth=1,cut-after", "--fault", "match=PUT */manager/*,nth=2,status=403",
                                    "--fault", "match=POST */sponsors/*,nth=2,status=403")
        cls.straight = Straight(cls.tenant)

    @classmethod
    def tearDownClass(cls):
        cls.tenant.close()

    def read(self, upn):
        return self.straight.graph(f"/users/{upn}?$select={SELECT}")

    def test_0_the_name_of_somebody_deleted_is_free_and_said_to_have_been_theirs(self):
        address = "noel.nowhere@contoso.com"
        self.assertEqual(self.tenant.json("do", "delete-user", address, "--yes", "--name", address)[0]["state"], "done")
        asked = self.tenant.run("add", *sets(displayName="Noel Newer", mailNickname="noel.nowhere"), code=2)
        self.assertIn("A deleted user, Noel Nowhere, had this name: restoring that one may be what is meant", asked.stdout + asked.stderr)
        asked = self.tenant.run("add", *sets(displayName="Nobody Yet", mailNickname="nobody.yet"), code=2)
        self.assertNotIn("A deleted user", asked.stdout + asked.stderr)
        # where nobody is asked it is said all the same
        asked = self.tenant.run("add", *sets(displayName="Noel Newer", mailNickname="noel.nowhere"), "--dry-run")
        self.assertIn("A deleted user, Noel Nowhere, had this name", asked.stderr)
        people = self.tenant.folder / "deleted.csv"
        people.write_text("displayName,mailNickname\nNobody Yet,nobody.yet\nNoel Newer,noel.nowhere\n")
        asked = self.tenant.run("bulk-add", people, "--dry-run", "--yes")
        self.assertIn("deleted.csv:3: a deleted user, Noel Nowhere, had the name noel.nowhere@contoso.com", asked.stderr)
        self.assertNotIn("deleted.csv:2:", asked.stderr)

    def test_1_everything_is_given_although_the_answer_is_lost(self):
        """One account, whatever became of the answer, with all that belongs to it."""
        [done] = self.tenant.json("add", "--yes", *sets(displayName="Ann New", mailNickname="ann.new", usageLocation="nl", licences="SPE_E3", group="Finance Files",
                                                        manager="max.methods@contoso.com", sponsors="max.methods@contoso.com", division="North",
                                                        aliases="ann.alias@contoso.com", extensionAttribute3="blue", mustChange="false"))
        self.assertEqual((done["state"], done["message"]), ("done", "Added."))
        self.assertEqual(len(done["secret"]), 14)
        user = self.read("ann.new@contoso.com")
        self.assertEqual(user["id"], done["target"]["id"])
        self.assertEqual(user["proxyAddresses"], ["SMTP:ann.new@contoso.com", "smtp:ann.alias@contoso.com"])
        self.assertEqual(user["onPremisesExtensionAttributes"]["extensionAttribute3"], "blue")
        self.assertEqual((user["usageLocation"], user["employeeOrgData"]["division"], len(user["assignedLicenses"])), ("NL", "North", 1))
        self.assertFalse(user["passwordProfile"]["forceChangePasswordNextSignIn"])
        for what in ("manager", "sponsors"):
            found = self.straight.graph(f"/users/{user['id']}/{what}?$select=displayName")
            self.assertEqual(found.get("displayName", found.get("value") and found["value"][0]["displayName"]), "Max Methods")
        self.assertIn("Finance Files", [one.get("displayName") for one in self.straight.all(f"/users/{user['id']}/memberOf")])
        self.assertEqual(len(self.straight.all("/users?$select=id&$filter=startsWith(userPrincipalName,'ann.new')")), 1)
        [entry] = [one for one in self.tenant.journal() if one["action"] == "add-user"]
        self.assertEqual((entry["state"], entry["targetId"]), ("done", user["id"]))
        self.assertNotIn(done["secret"], json.dumps(entry) + self.tenant.ledger_path.read_text())

    def test_2_a_step_that_fails_leaves_the_user_and_is_named(self):
        [done] = self.tenant.json("add", "--yes", *sets(displayName="Bea Part", mailNickname="bea.part", manager="max.methods@contoso.com", city="Delft"), code=1)
        self.assertEqual(done["state"], "failed")
        self.assertIn("added, but not all of it is there: manager max.methods@contoso.com", done["message"])
        self.assertEqual(len(done["secret"]), 14)  # nobody else knows it
        self.assertTrue(done["target"]["id"])

    def test_3_what_cannot_be_is_said_before_anything_is_sent(self):
        """Nothing is written for any of these."""
        gone = self.straight.id("una.unlicensed")
        self.straight.graph(f"/users/{gone}", method="DELETE")
        before = len(list(filter(harness.is_write, self.tenant.ledger())))
        cases = ((dict(mailNickname="max.methods"), 2, "is there already: Max Methods"),
                 (dict(mailNickname="max.methods", domain="contoso.onmicrosoft.com"), 2, "is an address of max.methods@contoso.com"),
                 (dict(mailNickname="x", domain="fed.contoso.com"), 2, "is federated"),
                 (dict(mailNickname="x", domain="nowhere.example"), 2, "is no verified domain"),
                 (dict(mailNickname="x", licences="NOPE", usageLocation="NL"), 2, 'the tenant has no licence "NOPE"'),
                 (dict(mailNickname="x", group="No Such Group"), 2, "group No Such Group"),
                 (dict(mailNickname="x", manager="nobody@contoso.com"), 2, "manager nobody@contoso.com"),
                 (dict(mailNickname="x..y"), 2, "two dots in a row"), (dict(mailNickname="x", shoe="41"), 2, 'no parameter "shoe"'))
        for values, code, says in cases:
            with self.subTest(values):
                done = self.tenant.run("add", "--yes", *sets(displayName="X", **values), code=None)
                self.assertIn(says, done.stdout + done.stderr)
                self.assertIn(done.returncode, (1, code))
        self.assertEqual(len(list(filter(harness.is_write, self.tenant.ledger()))), before)

    def test_4_each_parameter_of_a_link_reaches_the_tenant(self):
        query = urllib.parse.urlencode([("customerId", "contoso.com"), *((name, value) for name, value, _, _ in LINK), ("MustChangePass", "false"),
                                        ("addedAliasses", "lin.one@contoso.com\nlin.two@contoso.com"), ("licences", "SPE_E3")])
        [done] = self.tenant.json("add", "--yes", "--prefill", "https://cipp.example/identity/administration/users/add?" + query)
        self.assertEqual(done["state"], "done", done)
        user = self.read("lin.link@contoso.onmicrosoft.com")
        for name, _, prop, wanted in LINK:
            self.assertEqual(user[prop], wanted, name)
        self.assertFalse(user["passwordProfile"]["forceChangePasswordNextSignIn"])
        self.assertEqual(user["proxyAddresses"][1:], ["smtp:lin.one@contoso.com", "smtp:lin.two@contoso.com"])

    def test_5_a_link_for_another_tenant_does_nothing(self):
        before = len(self.tenant.ledger())
        done = self.tenant.run("add", "--yes", "--prefill", "roster:customerId=fabrikam.com&displayName=X&mailNickname=x&shoe=41", code=2)
        self.assertIn('the link is for the tenant "fabrikam.com"', done.stderr)
        self.assertIn('There is no parameter "shoe".', done.stderr)
        self.assertFalse([line for line in self.tenant.ledger()[before:] if harness.carried_out(line)])

    def test_5a_a_guest_is_invited_once(self):
        [done] = self.tenant.json("invite", "--yes", *sets(email="pia.partner@fabrikam.com", displayName="Pia Partner", cc="boss@contoso.com", message="Welcome."))
        self.assertEqual((done["state"], done["message"]), ("done", "Invited; the mail is on its way."))
        guest = harness.wait_for(lambda: self.straight.graph(f"/users/{done['target']['id']}?$select=displayName,userType,mail"), "the guest")
        self.assertEqual((guest["displayName"], guest["userType"], guest["mail"]), ("Pia Partner", "Guest", "pia.partner@fabrikam.com"))
        [again] = harness.wait_for(lambda: [one for one in self.tenant.json("invite", "--yes", *sets(email="pia.partner@fabrikam.com"), code=None)
                                            if one["state"] == "already"], "the guest in the list")
        self.assertEqual(again["target"]["id"], done["target"]["id"])
        for email, says in (("max.methods@contoso.com", "who is no guest"), ("x@hotmail.com", "Unable to find target address"), ("nowhere", "it is no address")):
            failed = self.tenant.run("invite", "--yes", *sets(email=email), code=None)
            self.assertIn(says, failed.stdout + failed.stderr)
            self.assertNotEqual(failed.returncode, 0)
        asked = [line for line in self.tenant.writes("POST", success=False) if line["url"].endswith("/invitations") and "hotmail" in str(line["body"])]
        self.assertEqual(len(asked), 1)  # each one mails: a failure is not repeated blindly

    def test_5b_a_file_is_checked_whole_and_makes_everybody_once(self):
        path, result = self.tenant.folder / "people.csv", self.tenant.folder / "result.csv"
        before = len(list(filter(harness.is_write, self.tenant.ledger())))
        path.write_bytes("GivenName;surName;mailNickName;usageLocation;employeeId\nJörg;Bulk;bulk.one;NL;1\nTwo;Bulk;bulk..two;NL;2\nOne;Bulk;BULK.ONE;NL;3\n"
                         "Four;Bulk;bulk.four;Holland;12345678901234567\n".encode("latin-1"))
        bad = self.tenant.run("bulk-add", path, "--yes", code=2)
        for line, says in ((3, "two dots in a row"), (4, "BULK.ONE@contoso.com stands in line 2 already"), (5, "employeeId is longer than 16")):
            self.assertRegex(bad.stderr, rf"people.csv:{line}: .*{says}")
        self.assertIn("nothing was sent", bad.stderr)
        self.assertEqual(len(list(filter(harness.is_write, self.tenant.ledger()))), before)
        rows = "".join(f"Jörg;Bulk{n};bulk{n};NL;{n}\n" for n in range(24))
        path.write_bytes(("GivenName;surName;mailNickName;usageLocation;employeeId\n" + rows + "Max;Methods;max.methods;NL;99\n").encode("latin-1"))
        done = self.tenant.json("bulk-add", path, "--yes", "--set", "city=Delft", "--result", result)
        self.assertEqual([one["state"] for one in done], ["done"] * 24 + ["already"])
        self.assertEqual(len({one["secret"] for one in done[:24]}), 24)
        self.assertEqual(oct(result.stat().st_mode & 0o777), "0o600")
        self.assertEqual(len(result.read_text().splitlines()), 26)
        self.assertNotIn(done[0]["secret"], result.read_text())
        found = harness.wait_for(lambda: len(found := self.straight.all("/users?$select=displayName,city&$filter=startsWith(userPrincipalName,'bulk')")) == 24 and found, "all of them")
        self.assertIn({"displayName": "Jörg Bulk7", "city": "Delft"}, [{name: one[name] for name in ("displayName", "city")} for one in found])
        refused = self.tenant.run("bulk-add", path, "--yes", "--result", result, code=2)
        self.assertIn("there already, and nothing is replaced", refused.stderr)
        again = self.tenant.json("bulk-add", path, "--yes")
        self.assertEqual({one["state"] for one in again}, {"already"})
        self.assertTrue(self.tenant.run("bulk-add", "--template").stdout.startswith("displayName,givenName"))

    def test_5b_many_guests_are_invited_once(self):
        path = self.tenant.folder / "guests.csv"
        self.assertTrue(self.tenant.run("bulk-invite", "--template").stdout.startswith("email,displayName,"))
        path.write_text("email,displayName\nnowhere,X\nGina.Guest@fabrikam.com,Gina\ngina.guest@fabrikam.com,Gina\n")
        bad = self.tenant.run("bulk-invite", path, "--yes", code=2)
        for line, says in ((2, "email cannot be"), (4, "stands in line 3 already")):
            self.assertRegex(bad.stderr, rf"guests.csv:{line}: .*{says}")
        path.write_text("email,displayName\n" + "".join(f"guest{n}@fabrikam.com,Guest {n}\n" for n in range(12)) + "max.methods@contoso.com,Max\n")
        done = self.tenant.json("bulk-invite", path, "--yes", "--set", "send=false", code=1)
        self.assertEqual([one["state"] for one in done], ["done"] * 12 + ["failed"])
        self.assertIn("who is no guest", done[-1]["message"])
        found = harness.wait_for(lambda: len(all := self.straight.all("/users?$select=mail,userType&$filter=userType eq 'Guest' and startsWith(mail,'guest')".replace(" ", "%20"))) == 12 and all, "the guests")
        self.assertEqual({one["userType"] for one in found}, {"Guest"})
        again = self.tenant.json("bulk-invite", path, "--yes", "--set", "send=false", code=1)
        self.assertEqual([one["state"] for one in again].count("already"), 12)
        self.assertEqual(len([line for line in self.tenant.writes("POST") if line["url"].endswith("/invitations") and "guest" in str(line["body"])]), 12)

    def test_5c_who_was_made_and_not_given_everything_is_gone_on_with(self):
        """By the journal: a namesake whom nobody made by this file is left as he is."""
        path = self.tenant.folder / "half.csv"
        path.write_text("displayName,mailNickname,sponsors\nHalf Done,half.done,max.methods@contoso.com\nPam,pam.password,max.methods@contoso.com\n")
        first = self.tenant.run("-o", "json", "bulk-add", path, "--yes", code=1)
        self.assertEqual([(one["state"], "not all of it" in one["message"]) for one in json.loads(first.stdout)], [("failed", True), ("already", False)])
        again = self.tenant.run("-o", "json", "bulk-add", path, "--yes")
        self.assertIn("0 to be made, 1 there already, 1 made before", again.stderr)
        self.assertEqual([(one["state"], one["message"]) for one in json.loads(again.stdout)], [("done", "All of it is there."), ("already", "Already there: left unchanged.")])
        user = self.read("half.done@contoso.com")["id"]
        self.assertEqual([one["displayName"] for one in self.straight.all(f"/users/{user}/sponsors?$select=displayName")], ["Max Methods"])
        self.assertEqual({one["state"] for one in self.tenant.json("bulk-add", path, "--yes")}, {"already"})

    def test_5d_a_template_says_what_nobody_else_does(self):
        plain = self.tenant.config.read_text()
        self.addCleanup(self.tenant.config.write_text, plain)
        folder = self.tenant.folder / "user-templates"
        folder.mkdir(mode=0o700)
        self.addCleanup(lambda: [path.unlink() for path in folder.iterdir()] and folder.rmdir())
        (folder / "guest desk.yaml").write_text('username: "{f}{last}"\ncity: Oslo\n')
        self.tenant.config.write_text(plain.replace("    endpoints:", "    template: office\n    endpoints:", 1) +
                                      'templates:\n  office:\n    username: "{first}.{last}"\n    department: Sales\n    mustChange: false\n')
        self.assertIn("(default of demo)", self.tenant.run("template").stdout.splitlines()[0])
        self.assertEqual(self.tenant.run("template", "guest desk").stdout, 'mailNickname: "{f}{last}"\ncity: "Oslo"\n')
        for words, wanted in (((), ("jose.muller", "José Müller", "Sales", None)), (("--use-template", "guest desk"), ("jmuller", "José Müller", None, "Oslo")),
                              (sets(department="IT"), ("jose.muller", "José Müller", "IT", None))):
            [plan] = self.tenant.json("add", "--dry-run", *sets(givenName="José", surname="Müller"), *words)
            body = plan["requests"][0]["body"]
            self.assertEqual((body["mailNickname"], body["displayName"], body.get("department"), body.get("city")), wanted)
        path = self.tenant.folder / "short.csv"
        path.write_text("givenName,surname,department\nÅsa,Öberg,\nBo,Ek,IT\nZoë,,\n")
        bad = self.tenant.run("bulk-add", path, "--yes", code=2)
        self.assertRegex(bad.stderr, r"short.csv:4: (displayName|mailNickname)")
        path.write_text("givenName,surname,department\nÅsa,Öberg,\nBo,Ek,IT\n")
        plans = self.tenant.json("bulk-add", path, "--dry-run")
        self.assertEqual([(plan["requests"][0]["body"]["userPrincipalName"], plan["requests"][0]["body"]["department"]) for plan in plans],
                         [("asa.oberg@contoso.com", "Sales"), ("bo.ek@contoso.com", "IT")])
        for name, text, says in (("add", None, "mailNickname cannot be made as the template"), ("users", 'username: "{nose}"', 'bad.yaml:1:1: there is no property "nose"'),
                                 ("users", "username: [a, b]", "bad.yaml:1:15: mailNickname has one value")):
            if text:
                (folder / "bad.yaml").write_text(text)
            done = self.tenant.run(name, *(sets(givenName="Zoë", displayName="Zoë") + ["--yes"] if name == "add" else ()), code=None)
            self.assertIn(says, done.stderr)
            self.assertNotEqual(done.returncode, 0)
        (folder / "bad.yaml").unlink()
        self.tenant.config.write_text(plain.replace("    endpoints:", "    template: offfice\n    endpoints:", 1))
        self.assertRegex(self.tenant.run("users", code=None).stderr, r'config.yaml:\d+:\d+: there is no template "offfice"')

    def test_5e_what_another_user_has_is_copied(self):
        """By the command line, by a file, into a template: what is given comes first, and what cannot be copied is named."""
        like = self.straight.graph("/users/max.methods@contoso.com?$select=id,department,city,usageLocation,assignedLicenses&$expand=manager($select=id)")
        [done] = self.tenant.json("add", "--yes", *sets(givenName="Cora", surname="Copy", mailNickname="cora.copy", copyFrom="max.methods@contoso.com", city="Oslo"))
        self.assertEqual(done["state"], "done", done)
        self.assertRegex(done["message"], r"^Added\. Not copied: .*All Employees \(its members follow from a rule\)")
        user = self.straight.graph("/users/cora.copy@contoso.com?$select=id,displayName,department,city,usageLocation,assignedLicenses&$expand=manager($select=id)")
        self.assertEqual((user["displayName"], user["department"], user["city"], user["usageLocation"]), ("Cora Copy", like["department"], "Oslo", like["usageLocation"]))
        self.assertEqual([one["skuId"] for one in user["assignedLicenses"]], [one["skuId"] for one in like["assignedLicenses"]])
        self.assertEqual(user["manager"]["id"], like["manager"]["id"])
        groups = lambda who: {one["displayName"] for one in self.straight.all(f"/users/{who}/memberOf") if one["@odata.type"].endswith(".group") and "DynamicMembership" not in one["groupTypes"] and one.get("visibility") != "Public"}
        self.assertEqual(groups(user["id"]) - {"Entra"}, groups(like["id"]))
        bad = self.tenant.run("add", "--yes", *sets(displayName="X", mailNickname="x", copyFrom="nobody@contoso.com"), code=None)
        self.assertIn('there is no user "nobody@contoso.com"', bad.stderr + bad.stdout)
        path = self.tenant.folder / "like.csv"
        path.write_text("givenName,surname,mailNickname,copyFrom,department\nDan,Copy,dan.copy,max.methods@contoso.com,\nEva,Copy,eva.copy,,IT\n")
        plans = self.tenant.json("bulk-add", path, "--dry-run")
        self.assertEqual([plan["requests"][0]["body"].get("department") for plan in plans], [like["department"], "IT"])
        made = self.tenant.run("template", "maxlike", "--from", "max.methods@contoso.com")
        self.addCleanup(lambda: os.unlink(made.stdout.strip()))
        self.assertEqual(oct(os.stat(made.stdout.strip()).st_mode & 0o777), "0o600")
        self.assertIn("Not copied: ", made.stderr)
        self.assertIn(f'department: "{like["department"]}"\n', self.tenant.run("template", "maxlike").stdout)
        [plan] = self.tenant.json("add", "--dry-run", "--use-template", "maxlike", *sets(givenName="Flo", surname="Copy", mailNickname="flo.copy"))
        self.assertEqual(plan["requests"][0]["body"]["city"], like["city"])
        for words, says in ((("maxlike", "--from", "max.methods@contoso.com"), "already, and nothing is replaced"), (("a/b", "--from", "max.methods@contoso.com"), "cannot be called"),
                            (("other", "--from", "nobody@contoso.com"), "no user"), (("missing",), "there are maxlike")):
            self.assertIn(says, self.tenant.run("template", *words, code=None).stderr)

    def test_5f_rights_and_roles_come_with_the_account(self):
        """Each by the action that gives it to anybody, as soon as the services know the new one; an administrator is made by name."""
        units = [one for one in self.straight.all("/directory/administrativeUnits?$select=id,displayName,membershipType") if one["membershipType"] != "Dynamic"]
        values = sets(displayName="Rita Right", mailNickname="rita.right", usageLocation="NL", licences="SPE_E3", withoutApps="TEAMS1", administrativeUnit=units[0]["displayName"],
                      fullAccess="max.methods@contoso.com", sendAs="pam.password@contoso.com")
        refused = self.tenant.run("add", "--yes", *values, *sets(roles="Helpdesk Administrator"), code=None)
        self.assertIn("the name must be typed", refused.stdout + refused.stderr)
        self.assertIsNone(self.straight.graph("/users/rita.right@contoso.com?$select=id"))
        wrong = self.tenant.run("add", "--yes", *values, *sets(roles="Helpdesk Wizard"), "--name", "rita.right@contoso.com", code=None)
        self.assertIn("roles: ", wrong.stdout + wrong.stderr)
        self.assertIsNone(self.straight.graph("/users/rita.right@contoso.com?$select=id"))
        [done] = self.tenant.json("add", "--yes", "--name", "rita.right@contoso.com", *values, *sets(roles="Helpdesk Administrator"))
        self.assertEqual((done["state"], done["message"]), ("done", "Added."), done)
        user = done["target"]["id"]
        [licence] = self.straight.graph(f"/users/{user}?$select=assignedLicenses")["assignedLicenses"]
        plans = {plan["servicePlanName"]: plan["servicePlanId"] for sku in self.straight.all("/subscribedSkus") if sku["skuId"] == licence["skuId"] for plan in sku["servicePlans"]}
        self.assertEqual(licence["disabledPlans"], [plans["TEAMS1"]])
        roles = self.straight.all(f"/roleManagement/directory/roleAssignments?$filter=principalId%20eq%20'{user}'&$expand=roleDefinition")
        self.assertEqual([(one["roleDefinition"]["displayName"], one["directoryScopeId"]) for one in roles], [("Helpdesk Administrator", "/")])
        self.assertIn(units[0]["displayName"], [one.get("displayName") for one in self.straight.all(f"/users/{user}/memberOf")])
        rights = self.straight.cmdlet("Get-MailboxPermission", Identity="max.methods@contoso.com", User="rita.right@contoso.com")
        self.assertIn("FullAccess", str(rights))
        self.assertIn("SendAs", str(self.straight.cmdlet("Get-RecipientPermission", Identity="pam.password@contoso.com", Trustee="rita.right@contoso.com")))
        for words, says in ((("--prefill", "roster:displayName=X&mailNickname=x&roles=Global+Administrator&fullAccess=max.methods@contoso.com"), '"roles" is not taken from a link'),
                            (sets(displayName="X", mailNickname="x", usageLocation="NL", licences="FLOW_FREE", withoutApps="NOPE"), 'no licence that is added has an app "NOPE"'),
                            (sets(displayName="X", mailNickname="x2", sendAs="nobody@contoso.com"), "sending as nobody@contoso.com")):
            asked = self.tenant.run("add", "--dry-run", *words, code=None)
            self.assertIn(says, asked.stdout + asked.stderr)
        path = self.tenant.folder / "roles.csv"
        path.write_text("displayName,mailNickname,roles\nX,x,Global Administrator\n")
        self.assertIn("roles is not given to many out of a file", self.tenant.run("bulk-add", path, "--yes", code=2).stderr)
        path.write_text("displayName,mailNickname\nX,x\n")
        self.assertIn("roles is not given to many at once", self.tenant.run("bulk-add", path, "--yes", *sets(roles="Global Administrator"), code=2).stderr)

    def test_5g_the_same_file_again_gives_the_rights_that_were_missing(self):
        """Whose mailbox it is is found out the second time, too."""
        with harness.Tenant("--users", "200", "--fault", "match=POST /groups/*,nth=1,status=403") as tenant:
            path = tenant.folder / "new.csv"
            path.write_text("displayName,mailNickname,usageLocation,licences,group,fullAccess\nNell,nell.new,NL,SPE_E3,Finance Files,max.methods@contoso.com\n")
            [first] = tenant.json("bulk-add", path, "--yes", code=None)
            self.assertIn("not all of it is there: group", first["message"])
            self.assertEqual([one["message"] for one in tenant.json("bulk-add", path, "--yes", code=None)], ["All of it is there."])

    def test_6_it_is_taken_back(self):
        [entry] = [one for one in self.tenant.journal() if one["action"] == "add-user" and one["targetUserPrincipalName"].startswith("ann.new")]
        self.tenant.run("undo", "--yes", "--name", "ann.new@contoso.com", entry["id"])
        self.assertIsNone(self.straight.graph(f"/users/{entry['targetId']}"))


class Edit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tenant = harness.Tenant("--users", "100", "--throttle-units", "0")
        cls.straight = Straight(cls.tenant)

    @classmethod
    def tearDownClass(cls):
        cls.tenant.close()

    def writes(self, *words, code=0):
        """What came of it, and the bodies that were written."""
        before = len(self.tenant.ledger())
        done = self.tenant.json(*words, code=code)
        return done, [line["body"] for line in self.tenant.ledger()[before:] if harness.is_write(line)]

    def read(self, user):
        found = self.straight.graph(f"/users/{user}?$select={SELECT},otherMails&$expand=manager($select=userPrincipalName)")
        return {name: value for name, value in found.items() if not name.startswith("@")}

    def test_1_what_differs_is_written_and_taken_back(self):
        user = self.straight.id("pam.password")
        before = self.read(user)
        wanted = sets(department="Sales & Co", mobilePhone="", city="", jobTitle=before["jobTitle"] or "", manager="max.methods@contoso.com", division="North",
                      extensionAttribute4="x", primaryAddress="pam.new@contoso.com", addAliases="pam.more@contoso.com", otherMails="pam@home.example")
        [done], written = self.writes("edit", user, "--yes", *wanted)
        self.assertEqual(done["state"], "done", done)
        self.assertEqual(written[:2], [{"department": "Sales & Co", "employeeOrgData": {"division": "North"}, "city": None, "onPremisesExtensionAttributes": {"extensionAttribute4": "x"}},
                                       {"mobilePhone": None, "otherMails": ["pam@home.example"]}])
        after = self.read(user)
        self.assertEqual((after["department"], after["mobilePhone"], after["city"], after["manager"]["userPrincipalName"]), ("Sales & Co", None, None, "max.methods@contoso.com"))
        self.assertEqual(after["proxyAddresses"][0], "SMTP:pam.new@contoso.com")
        self.assertEqual({one.lower() for one in after["proxyAddresses"]} - {one.lower() for one in before["proxyAddresses"]}, {"smtp:pam.new@contoso.com", "smtp:pam.more@contoso.com"})
        [again], written = self.writes("edit", user, "--yes", *wanted)
        self.assertEqual((again["state"], written), ("already", []))
        [back], _written = self.writes("undo", str(self.tenant.journal()[0]["id"]), "--yes")
        self.assertEqual((back["state"], self.read(user)), ("done", before | {"employeeOrgData": {"division": None}}))

    def test_2_several_have_values_of_their_own(self):
        users = [self.straight.id(name) for name in ("pam.password", "ella.enabled")]
        plans, written = self.writes("edit", *users, "--dry-run", *sets(jobTitle="{displayName} of {department}", userPrincipalName="{f}.{last}@contoso.onmicrosoft.com"))
        self.assertEqual(written, [])
        bodies = [request["body"] for plan in plans for request in plan["requests"]]
        self.assertEqual([body["userPrincipalName"] for body in bodies[1::2]], ["p.password@contoso.onmicrosoft.com", "e.enabled@contoso.onmicrosoft.com"])
        self.assertEqual([body["jobTitle"].split(" of ")[0] for body in bodies[::2]], ["Pam Password", "Ella Enabled"])
        names = [self.straight.user(user, "userPrincipalName")["userPrincipalName"].split("@")[0] for user in users]
        done, _written = self.writes("edit", *users, "--yes", *sets(userPrincipalName="{mailNickname}@contoso.onmicrosoft.com"))
        self.assertEqual([one["state"] for one in done], ["done", "done"], done)
        self.assertEqual([self.straight.user(user, "userPrincipalName")["userPrincipalName"] for user in users], [f"{name}@contoso.onmicrosoft.com" for name in names])
        refused = self.tenant.run("edit", *users, "--yes", *sets(userPrincipalName="ann@contoso.com"), code=2)
        self.assertIn("userPrincipalName is one user's", refused.stderr)

    def test_2a_several_change_their_domain(self):
        """The sign-in name first, then the address that goes with it; the old one stays, and undo brings both back."""
        users = [self.straight.id(name) for name in ("max.methods", "cleo.onceover")]
        before = [self.straight.user(user, "userPrincipalName,mail,mailNickname,proxyAddresses") for user in users]
        new = "{mailNickname}@contoso.onmicrosoft.com"
        done, written = self.writes("edit", *users, "--yes", *sets(userPrincipalName=new, primaryAddress=new))
        self.assertEqual([one["state"] for one in done], ["done", "done"], done)
        for user, was in zip(users, before):
            now, wanted = self.straight.user(user, "userPrincipalName,mail,proxyAddresses"), f"{was['mailNickname']}@contoso.onmicrosoft.com"
            self.assertEqual((now["userPrincipalName"], now["mail"], now["proxyAddresses"][0]), (wanted, wanted, f"SMTP:{wanted}"))
            self.assertIn(f"smtp:{was['mail']}", now["proxyAddresses"])
            kinds = ["address" if "EmailAddresses" in str(body) else "name" for body in written if was["mailNickname"] in str(body)]
            self.assertEqual(kinds, ["name", "address"])
        entry = [one for one in self.tenant.journal() if one["action"] == "edit-user"][0]
        back = self.tenant.json("undo", "--run", str(entry["id"]), "--yes", code=None)
        self.assertEqual([one["state"] for one in back], ["done", "done"], back)
        for user, was in zip(users, before):
            now = self.straight.user(user, "userPrincipalName,mail,proxyAddresses")
            self.assertEqual((now["userPrincipalName"], now["mail"]), (was["userPrincipalName"], was["mail"]))
            self.assertEqual({one.lower() for one in now["proxyAddresses"]}, {one.lower() for one in was["proxyAddresses"]})

    def test_3_what_cannot_be_is_said(self):
        """Nothing is written, but for what another service took before."""
        cases = (("sid.synced", sets(department="X"), "comes from Active Directory"), ("pam.password", sets(city="{nope}"), "no property"),
                 ("pam.password", sets(manager="nobody@contoso.com"), "nobody@contoso.com"), ("una.unlicensed", sets(addAliases="una@contoso.com"), "mailbox"),
                 ("pam.password", sets(userPrincipalName="max.methods@contoso.com"), "already exists"),
                 ("pam.password", sets(department="X", seen='{"department":"never"}'), "was changed meanwhile"))
        for user, values, says in cases:
            with self.subTest(says):
                [done], written = self.writes("edit", self.straight.id(user), "--yes", *values, code=None)
                self.assertEqual((done["state"], says in done["message"] + (done.get("hint") or "")), ("failed", True), done)
                self.assertEqual([body for body in written if "userPrincipalName" not in body], [])
        old = self.straight.id("cleo.onceover")
        [done], _written = self.writes("edit", old, "--yes", *sets(extensionAttribute1="x"), code=1)
        self.assertIn("Exchange keeps these attributes", done["hint"])
        bad = self.tenant.run("edit", old, "--yes", *sets(displayName=""), code=2)
        self.assertIn("displayName cannot be cleared", bad.stderr)


class Profile(unittest.TestCase):
    def test_a_person_changes_the_profile_in_a_request_of_its_own_and_takes_it_back(self):
        with harness.Tenant("--users", "100", "--approve-after", "1") as tenant:
            [done] = tenant.json("--tenant", "device", "edit", "pam.password@contoso.com", "--yes", *sets(aboutMe="Pam.", skills="Go", city="Delft"))
            self.assertEqual((done["state"], done["message"]), ("done", "Changed: City, About, Skills."), done)
            bodies = [line["body"] for line in tenant.writes("PATCH")]
            self.assertEqual(bodies, [{"city": "Delft"}, {"aboutMe": "Pam.", "skills": ["Go"]}])
            [back] = tenant.json("--tenant", "device", "undo", str(tenant.journal()[0]["id"]), "--yes")
            self.assertEqual(back["state"], "done", back)
            self.assertEqual([line["body"] for line in tenant.writes("PATCH")][-1], {"aboutMe": None, "skills": []})
            [refused] = tenant.json("edit", "pam.password@contoso.com", "--yes", *sets(aboutMe="X"), code=None)
            self.assertIn("a person's to change", refused["message"])


class Witness(unittest.TestCase):
    """What another program sends to the same routes: names of properties in its own capitals, members that are not said left out."""

    def test_the_bodies_of_a_third_client_are_understood(self):
        with harness.Tenant("--users", "100") as tenant:
            straight = Straight(tenant)
            made = straight.graph("/users", method="POST", body={
                "accountEnabled": True, "displayName": "Wim Witness", "userPrincipalName": "wim.witness@contoso.com", "mailNickName": "wim.witness",
                "passwordProfile": {"forceChangePasswordNextSignIn": True, "forceChangePasswordNextSignInWithMfa": False, "password": "Blue-42-horses"},
                "givenName": "Wim", "surName": "Witness", "usageLocation": "NL", "officeLocation": "Delft", "jobTitle": "Tester", "companyName": "Contoso", "department": "IT",
                "preferredLanguage": "nl-NL"})
            read = straight.user(made["id"], "mailNickname,surname,officeLocation,preferredLanguage,passwordProfile")
            self.assertEqual((read["mailNickname"], read["surname"], read["officeLocation"], read["preferredLanguage"]), ("wim.witness", "Witness", "Delft", "nl-NL"))
            straight.graph(f"/users/{made['id']}/manager/$ref", method="PUT", body={"@odata.id": f"{straight.at['graph']}/v1.0/users/{straight.id('max.methods')}"})
            self.assertEqual(straight.graph(f"/users/{made['id']}/manager?$select=id")["id"], straight.id("max.methods"))
            guest = straight.graph("/invitations", method="POST", body={
                "invitedUserEmailAddress": "gwen@fabrikam.com", "inviteRedirectUrl": "https://myapplications.microsoft.com", "invitedUserDisplayName": "Gwen Guest", "sendInvitationMessage": True,
                "invitedUserMessageInfo": {"customizedMessageBody": "Welcome", "messageLanguage": "en-US", "ccRecipients": [{"emailAddress": {"address": "max.methods@contoso.com"}}]}})
            self.assertEqual((guest["status"], guest["invitedUserDisplayName"], guest["resetRedemption"]), ("PendingAcceptance", "Gwen Guest", False))
            self.assertEqual(straight.user(guest["invitedUser"]["id"], "userType,displayName")["userType"], "Guest")


class Many(unittest.TestCase):
    def test_each_is_made_once_though_a_fifth_fails_and_the_first_run_is_killed(self):
        """ROSTER_ROWS=5000 tries as many; what it took is printed."""
        rows, began = int(os.environ.get("ROSTER_ROWS", "300")), time.monotonic()
        with harness.Tenant("--users", "100", "--throttle-units", "0", "--throttle-writes", "0",
                            "--fault", "match=POST */v1.0/users,share=0.2,seed=7,status=500") as tenant:
            tenant.settle_after(3)
            straight, path = Straight(tenant), tenant.folder / "many.csv"
            path.write_text("displayName,mailNickname,usageLocation,manager\n" + "".join(f"Many {n},many{n},NL,max.methods@contoso.com\n" for n in range(rows)))
            command = ("bulk-add", path, "--yes", "--name", str(rows))
            first = subprocess.Popen(tenant.command(*command), env=tenant.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            harness.wait_for(lambda: tenant.ledger_path.read_text().count('"status": 201') + tenant.ledger_path.read_text().count('"status":201') >= rows // 3, "a third of them")
            first.kill()
            first.wait()
            runs = 0
            states = ["failed"]
            while set(states) - {"done", "already"} and runs < 12:
                tenant.run("settle", code=None)
                result = tenant.folder / f"result{runs}.csv"
                tenant.run(*command[:-1], str(rows), "--result", result, code=None)
                states = [line.split(",")[3] for line in result.read_text().splitlines()[1:]]
                runs += 1
            self.assertEqual((len(states), set(states) - {"done", "already"}), (rows, set()))
            found = straight.all("/users?$select=id,userPrincipalName&$filter=startsWith(userPrincipalName,'many')&$expand=manager($select=userPrincipalName)")
            self.assertEqual(sorted(one["userPrincipalName"] for one in found), sorted(f"many{n}@contoso.com" for n in range(rows)))
            self.assertEqual({(one.get("manager") or {}).get("userPrincipalName") for one in found}, {"max.methods@contoso.com"})
            there, newest = {one["userPrincipalName"]: one["id"] for one in found}, {}
            for entry in sorted(tenant.journal(), key=lambda one: int(one["id"])):
                newest[entry["targetUserPrincipalName"]] = (entry["state"], entry["targetId"])
            self.assertEqual(newest, {name: ("done", id) for name, id in there.items()})
            self.assertEqual({line.split(",")[1]: line.split(",")[2] for line in result.read_text().splitlines()[1:]}, there)
            print(f"{rows} rows, a fifth of the answers 500, killed once: {runs} more runs, {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    harness.main()
