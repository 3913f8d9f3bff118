"""What the service makes of a value: it moves it on, frames it, keeps a part of it. What counts as reached, and what is told."""
import unittest

import harness
from actions import QUICK, SPB
from harness import Tenant
from straight import Straight

E3, PROJECT = "05e9a617-0261-4cee-bb44-138d3ef5d965", "53818b1b-4a27-454b-8896-0dba576410e6"
SCHEDULE = {"AutoReplyState": "Scheduled", "ExternalAudience": "Known", "StartTime": "2026-01-01T08:00:00Z", "EndTime": "2099-01-08T08:00:00Z"}


class Values(unittest.TestCase):
    def setUp(self):
        self.tenant = self.enterContext(Tenant(*QUICK))
        self.straight = Straight(self.tenant)

    def do(self, action, user, *values, name=None, code=0):
        words = [word for value in values for word in ("--set", value)] + (["--name", name] if name else [])
        return self.tenant.json("do", action, user, *words, "--yes", code=code)[0]

    def test_enabled_that_becomes_enforced_is_reached(self):
        user = self.straight.id("max.methods")
        done = self.do("rerequire-mfa", user)
        self.assertEqual((done["state"], self.straight.mfa(user)), ("done", "enforced"), done)
        self.assertIn("enforced", done["message"])
        self.assertEqual(self.do("rerequire-mfa", user)["state"], "already")
        self.assertEqual(self.do("set-mfa-state", user, "state=disabled")["state"], "done")
        self.assertEqual(self.do("set-mfa-state", user, "state=enabled")["state"], "done")

    def test_a_value_that_the_service_spells_otherwise_is_reached(self):
        """Each action with a value, written in a way that the service does not keep: reached, and so already the second time."""
        self.straight.graph(f"/users/{self.straight.id('cleo.onceover')}", {"passwordPolicies": "DisableStrongPassword"}, "PATCH")
        self.straight.graph(f"/users/{self.straight.id('pam.password')}", {"passwordPolicies": "DisablePasswordExpiration"}, "PATCH")
        gone = self.straight.id("tia.tap")
        self.straight.graph(f"/users/{gone}", method="DELETE")
        self.straight.cmdlet("Set-Mailbox", Identity=self.straight.id("ella.enabled"), Type="Room")
        finance = self.straight.group("Finance Files").upper()
        table = {
            "set-forwarding": (("pam.password", "address= Some.One@ELSEWHERE.Example ", "keep_copy=true"), ("max.methods", "address=ELLA.Enabled@Contoso.COM"),
                               ("rob.remediated", "address=ella.enabled@contoso.onmicrosoft.com")),
            "set-out-of-office": (("pam.password", "message=  Don't \"panic\" – Grüße & <b>\n\n  zwei  \n", "from=2030-01-02T08:00:00+02:00", "until=2030-01-09T08:00:30.5+02:00"),
                                  ("max.methods", "message=日本語 &amp; \u00a0more", "external=&#39;", "audience=known")),
            "give-folder-permission": (("pam.password", "user= MAX.methods@CONTOSO.com ", "right=Reviewer", "folder=calendar"),),
            "set-mail-apps": (("pam.password", "smtp=off", "ews=organisation", "imap=off"), ("pam.password", "smtp=organisation", "imap=on")),
            "set-sent-copies": (("pam.password", "on_behalf=on"),),
            "set-retention": (("pam.password", "policy=delete after a YEAR", "hold_until=2030-01-02T08:00:00+02:00"), ("pam.password", "policy=", "deleted_days=030")),
            "set-mailbox-language": (("pam.password", "language=NL-nl"), ("pam.password", "language=en-GB", "date_format=yyyy-MM-dd")),
            "set-working-hours": (("pam.password", "days=monday,friday , wednesday"), ("pam.password", "days=Saturday, Sunday", "end=16:00")),
            "set-mailbox-limits": (("pam.password", "warning=1.5gb", "largest_sent=20480 KB", "recipients=0100"),),
            "set-delivery": (("pam.password", "only_from= MAX.methods@CONTOSO.com ", "not_from=ella.enabled@contoso.onmicrosoft.com", "mailtip=Don't"), ("pam.password", "only_from=", "mailtip=")),
            "set-safe-senders": (("pam.password", "trust= Good.Example ", "block=x@BAD.example"), ("pam.password", "untrust=GOOD.example", "unblock=X@bad.example")),
            "set-booking": (("ella.enabled", "answer_text=See \"the\" desk & <b>", f"delegates=MAX.methods@CONTOSO.com"),),
            "set-priority-account": (("pam.password", "priority=on"), ("pam.password", "priority=off")),
            "start-litigation-hold": (("pam.password", "days=30", "note=The lawyers' wish", "page=https://contoso.com/hold"),),
            "set-password-expiry": (("cleo.onceover", "expires=never"), ("pam.password", "expires=policy")),
            "set-mfa-state": (("ella.enabled", "state=disabled"),),  # "enabled": see above
            "manage-licences": (("una.unlicensed", "add=A403EBCC-FAE0-4CA2-8C8C-7A907FD6C235", "usage_location=nl"),),
            "add-to-group": (("pam.password", f"group={finance}"), ("max.methods", "group= finance files ")),
            "remove-from-group": (("pam.password", f"group={finance}"),),
            "restore-user": (("tia.tap", "upn=Tia.Again@CONTOSO.com", "reconcile=true"),),
            "convert-mailbox": (("enzo.enforced", "type=room"),),
            "set-onedrive-sharing": (("enzo.enforced", "level=nobody"),),
            "add-onedrive-shortcut": (("pam.password", "site= HTTPS://CONTOSO.sharepoint.com/sites/FINANCE/ "),),
            "disable-device": (("pam.password", "device=laptop-59614"),),
            "enable-device": (("cleo.onceover", "device=laptop-63561"),),
            "edit-user": (("pam.password", "usageLocation=nl", "department= Sales ", "manager=MAX.methods@CONTOSO.com"),
                          ("pam.password", "primaryAddress=Pam.Other@CONTOSO.com", "addAliases=PAM.more@contoso.com")),
            "give-role": (("noel.nowhere", "role= USER administrator "), ("noel.nowhere", "role=Password Administrator", "as=eligible", "unit=branch office BERLIN", "reason=x"),
                          ("noel.nowhere", "role=Groups Administrator", "until=+4h", "reason=x")),
            "give-onedrive-access": (("enzo.enforced", "user= ELLA.Enabled@CONTOSO.com "),),
            "remove-onedrive-access": (("enzo.enforced", "user= ELLA.Enabled@CONTOSO.com "),),
            "set-onedrive-limit": (("enzo.enforced", "gigabytes= 0500"),),
            "set-user-type": (("paula.partner", "type= member "),),
            "set-phone-method": (("pam.password", "telephone= +31 612345678 "),),
            "add-email-method": (("pam.password", "address= X@Elsewhere.example "),),
            "set-default-method": (("max.methods", "method=oath"),),
            "hand-over-groups": (("dirk.driveless", "user= ELLA.Enabled@CONTOSO.com "),),
            "join-administrative-unit": (("pam.password", "unit= branch office BERLIN"),),
            "leave-administrative-unit": (("pam.password", "unit= branch office BERLIN"),),
            "set-source-of-authority": (("sid.synced", "authority= cloud "),),
        }
        who = "user= ELLA.Enabled@CONTOSO.com "
        table |= {name: (("pam.password", who),) for name in ("give-full-access", "remove-full-access", "give-send-as", "remove-send-as", "give-send-on-behalf")}
        unread = {"cancel-meetings", "restore-deleted-items", "assign-phone-number", "unassign-phone-number", "allow-phone", "wipe-phone", "create-tap", "reset-mfa-methods",  # a secret, and a list of what there was: nothing is read back as it was written
                  "remove-method", "disable-all-inbox-rules", "freeze-protocols", "restore-protocols", "clear-contact-data",  # switches alone
                  "remove-role", "disable-service-principal", "enable-service-principal", "remove-app-credentials", "remove-app-owner",  # by id
                  "block-phone", "retire-device", "remove-role-group-member", "remove-link",
                  "take-role", "delete-device", "sync-device", "lock-device", "restart-device", "wipe-device",
                  "reset-redemption", "convert-to-internal",  # what is sent cannot be read
                  "set-sms-sign-in",  # a switch alone
                  "disable-sweep-rule", "disable-transport-rule", "remove-folder-permission", "remove-send-on-behalf",  # as it is listed
                  "remove-phone", "remove-grant", "remove-app-assignment", "disable-inbox-rule", "enable-inbox-rule", "delete-inbox-rule"}  # a number of the service's
        self.assertEqual(set(table) | unread, {one["name"] for one in self.tenant.json("actions") if one["parameters"] and "creates" not in one["flags"]})
        for action, tries in table.items():
            for user, *values in tries:
                with self.subTest(action, values=values):
                    user = gone if user == "tia.tap" else self.straight.id(user)
                    for state in ("done", "already"):
                        name = self.straight.user(user, "userPrincipalName") if action in ("set-source-of-authority", "give-role", "set-phone-method", "add-email-method") else None
                        told = self.do(action, user, *values, name=name and name["userPrincipalName"], code=None)
                        self.assertEqual(told["state"], state, told)

    def test_a_licence_that_a_group_gives_too_is_said_to_stay(self):
        user = self.straight.id("gil.grouped")
        self.straight.graph(f"/users/{user}/assignLicense", {"addLicenses": [{"skuId": E3, "disabledPlans": []}], "removeLicenses": []})
        done = self.do("manage-licences", user, "remove=SPE_E3")
        self.assertEqual(done["state"], "done", done)
        self.assertIn("The user keeps SPE_E3: it comes from the group", done["message"])
        self.assertIn(E3, [sku for sku, _plans in self.straight.licences(user)])
        self.do("manage-licences", user, "remove=SPE_E3", code=1)

    def test_seats_in_their_grace_period_are_given_away(self):
        user = self.straight.id("una.unlicensed")
        self.assertEqual(self.do("manage-licences", user, "add=PROJECTPROFESSIONAL", "usage_location=NL")["state"], "done")
        self.assertIn(PROJECT, [sku for sku, _plans in self.straight.licences(user)])

    def addresses(self, user):
        return self.straight.user(user, "proxyAddresses")["proxyAddresses"]

    def test_addresses_that_go_with_a_licence_are_told(self):
        user = self.straight.id("pam.password")
        self.straight.cmdlet("Set-Mailbox", Identity=user, EmailAddresses={"@odata.type": "#Exchange.GenericHashTable", "Add": ["smtp:pam.alias@contoso.com"]})
        has = self.straight.licences(user)[0][0]
        before = self.addresses(user)
        self.assertIn("smtp:pam.alias@contoso.com", before)
        swapped = self.do("manage-licences", user, "add=SPB", "replace=true")
        self.assertEqual((swapped["state"], self.addresses(user)), ("done", before), swapped)
        self.assertNotIn("Addresses", swapped["message"])
        gone = self.do("manage-licences", user, "remove=SPB")
        self.assertIn("pam.alias@contoso.com", gone["message"])
        self.assertIn("pam.alias@contoso.com", str(self.tenant.journal()[0]["prior"]))
        self.do("manage-licences", user, f"add={has}")
        self.assertEqual(len(self.addresses(user)), 1)

    def test_a_letter_is_corrected_and_schedule_and_senders_stay(self):
        user = self.straight.id("pam.password")
        self.straight.cmdlet("Set-MailboxAutoReplyConfiguration", Identity=user, InternalMessage="Awai", ExternalMessage="Awai", **SCHEDULE)
        before = self.straight.replies(user)
        done = self.do("set-out-of-office", user, "message=Away")
        after = self.straight.replies(user)
        self.assertEqual(done["state"], "done", done)
        self.assertIn("Away", after["InternalMessage"])
        self.assertEqual({name: after[name] for name in SCHEDULE}, {name: before[name] for name in SCHEDULE})
        self.assertEqual(self.do("set-out-of-office", user, "message=Away")["state"], "already")
        moved = self.do("set-out-of-office", user, "message=Away", "until=2099-02-01")
        self.assertEqual((moved["state"], self.straight.replies(user)["EndTime"][:10]), ("done", "2099-02-01"), moved)

    def test_a_hundred_licences_are_all_asked_for(self):
        user = self.straight.id("pam.password")
        names = [f"add=NO_SUCH_PRODUCT_{number}" for number in range(100)]
        done = self.do("manage-licences", user, *names, code=1)
        self.assertIn('"NO_SUCH_PRODUCT_0"', done["message"])
        done = self.do("manage-licences", user, *(["add=" + SPB] * 100), "replace=true")
        self.assertEqual(done["state"], "done", done)

    def test_a_shortcut_to_a_folder_is_none_to_its_library(self):
        user, site = self.straight.id("pam.password"), "site=https://contoso.sharepoint.com/sites/projectfalcon"
        folder = {"name": "Reports", "remoteItem": {"id": "01FALCONREPORTSXK4B7", "parentReference": {"driveId": "b!falcon-documents-Zk1tQx3a"}},
                  "@microsoft.graph.conflictBehavior": "rename"}
        self.straight.graph(f"/users/{user}/drive/root/children", folder, version="beta")
        self.assertEqual(self.do("add-onedrive-shortcut", user, site)["state"], "done")
        self.assertEqual(self.straight.shortcuts(user), ["Project Falcon", "Reports"])
        self.assertEqual(self.do("add-onedrive-shortcut", user, site)["state"], "already")

    def test_a_prompt_waits_for_a_secret_that_is_new_everywhere(self):
        done = self.do("send-mfa-push", self.straight.id("pam.password"))
        self.assertEqual((done["state"], self.straight.secrets()), ("done", []), done)

    def test_a_prompt_that_was_never_sent_is_said_to_be_none(self):
        for fault, known in (("match=POST */oauth2/token,status=400", "no prompt was sent"), ("match=POST */BeginTwoWayAuthentication,status=500", "may have been sent")):
            with self.subTest(fault), Tenant(*QUICK, "--fault", fault) as tenant:
                done = tenant.json("do", "send-mfa-push", Straight(tenant).id("pam.password"), "--yes", code=None)[0]
                self.assertIn(known, done["hint"])
                self.assertNotEqual(done["state"], "done")


if __name__ == "__main__":
    harness.main()
