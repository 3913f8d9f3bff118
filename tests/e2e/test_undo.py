"""Whatever undoable actions were done in whatever order: all taken back in reverse, the tenant is what it was."""
import concurrent.futures
import json
import os
import random
import unittest

import harness
from actions import (COLLEAGUE, EXPENSES, FLOWN, GROUP, HOLD, LIST, MERGE, OPENERS, QUICK, SENDERS, SWEPT, ROLE_GROUP, appoint, assignments, behalf, blocked_phones, bypassed, devices, flow_rule, grants, in_role_group, join_role_group, let, let_look,
                     let_send_for, lookers, make_rule, owners, principal, protocols, reachable, roles, rule, sweep)
from actions import part, phone_number, wiped_phones
from actions import BERLIN, eligible, owned, phones_of, preferred, units
from harness import Tenant
from straight import Straight

USERS = ("pam.password", "ella.enabled", "enzo.enforced", "cleo.onceover", "una.unlicensed", "tia.tap", "max.methods")
PROPERTIES = ("MessageCopyForSentAsEnabled", "RetentionPolicy", "RetentionHoldEnabled", "EndDateForRetentionHold", "LitigationHoldDuration", "RetentionComment",
              "IssueWarningQuota", "MaxSendSize", "RecipientLimits", "AcceptMessagesOnlyFromSendersOrMembers", "RejectMessagesFromSendersOrMembers",
              "RequireSenderAuthenticationEnabled", "MailTip")
SETTINGS = {"Get-MailboxRegionalConfiguration": ("Language", "DateFormat", "TimeFormat", "TimeZone"),
            "Get-MailboxCalendarConfiguration": ("WorkDays", "WorkingHoursStartTime", "WorkingHoursEndTime"),
            "Get-MailboxJunkEmailConfiguration": ("TrustedSendersAndDomains", "BlockedSendersAndDomains"),
            "Get-CalendarProcessing": ("AllowConflicts", "ResourceDelegates", "BookingWindowInDays", "AdditionalResponse"), "Get-User": ("VIP",)}
STEPS = 20 if not harness.SANITIZED else 8
SEEDS = range(1, int(os.environ.get("ROSTER_SEEDS", 2 if harness.SANITIZED else 5)) + 1)
PLACES = (GROUP, LIST, "VPN Users", "Project Falcon")


def values(dice):
    """Each undoable action with values of chance."""
    group = [f"group={place}" for place in dice.sample(PLACES, dice.randint(1, 2))]
    return {
        "block-sign-in": (), "unblock-sign-in": (), "rerequire-mfa": (), "clear-immutable-id": (), "convert-to-shared": (), "disable-forwarding": (),
        "disable-out-of-office": (), "delete-user": (),
        "set-mfa-state": (f"state={dice.choice(('enforced', 'enabled', 'disabled'))}",),
        "set-password-expiry": (f"expires={dice.choice(('never', 'policy'))}",),
        "convert-mailbox": (f"type={dice.choice(('regular', 'shared', 'room', 'equipment'))}",),
        "set-forwarding": (f"address={dice.choice(('someone@elsewhere.example', 'gloria.global@contoso.com'))}", f"keep_copy={dice.choice(('true', 'false'))}"),
        "set-out-of-office": ("message=" + dice.choice(("away", "gone & <lost>\nfor long")), f"audience={dice.choice(('none', 'known', 'all'))}")
        + dice.choice(((), ("until=+7d",), ("from=2030-01-02", "until=2030-02-03"), ("until=+7d", "calendar=blocked", "meetings=decline-new", "decline_text=Don't"))) + dice.choice(((), ("external=outside",))),
        "add-to-group": tuple(group), "remove-from-group": tuple(group),
        **{name: (f"device={dice.choice(('LAPTOP-59614', 'LAPTOP-63561', 'LAPTOP-22753'))}",) for name in ("disable-device", "enable-device")},
        "remove-grant": (f"grant={MERGE}",), "remove-app-assignment": ("assignment=Contoso Expenses",),
        "remove-role": ("assignment=User Administrator",), "remove-app-owner": (f"app={EXPENSES}", f"owner={COLLEAGUE}"), "remove-role-group-member": (f"group={ROLE_GROUP}",),
        "give-role": ("role=License Administrator",) + dice.choice(((), ("as=eligible",), ("until=+4h", "reason=x"), ("role=Groups Administrator",), (f"unit={BERLIN}",))),
        "take-role": dice.choice((("role=User Administrator",), ("role=License Administrator", "as=eligible"), ("role=License Administrator", "as=scheduled"))),
        "set-user-type": (f"type={dice.choice(('guest', 'member'))}",), "hand-over-groups": (f"user={COLLEAGUE}",),
        "set-phone-method": (f"telephone=+31 6{dice.randint(10000000, 99999999)}",), "set-sms-sign-in": (f"on={dice.choice(('true', 'false'))}",),
        "set-default-method": (f"method={dice.choice(('push', 'oath', 'sms'))}",),
        "give-onedrive-access": (f"user={COLLEAGUE}",), "remove-onedrive-access": (f"user={COLLEAGUE}",), "set-onedrive-limit": (f"gigabytes={dice.randint(150, 900)}",),
        **{name: (f"unit={BERLIN}",) for name in ("join-administrative-unit", "leave-administrative-unit")},
        "disable-service-principal": (f"app={MERGE}",), "enable-service-principal": (f"app={MERGE}",),
        "hide-from-address-list": (), "show-in-address-list": (),
        "start-litigation-hold": dice.choice(((), ("days=30", "note=Kept"))),
        "assign-phone-number": (f"number={dice.choice(('+31201230002', '+31201230003'))}",), "unassign-phone-number": (),
        "disable-archive": (), "give-send-on-behalf": (f"user={COLLEAGUE}",), "allow-phone": ("device=Pixel 9",), "wipe-phone": ("device=Pixel 9",),
        "give-folder-permission": dice.choice((("user=Default", "right=Reviewer"), (f"user={COLLEAGUE}", "right=Editor", "delegate=yes"), (f"user={COLLEAGUE}", "right=Author"))),
        "set-mail-apps": dice.choice((("owa=off", "smtp=on"), ("imap=off", "ews=on"), ("smtp=organisation", "owa=on"))),
        "set-sent-copies": (f"sent_as={dice.choice(('on', 'off'))}",),
        "set-retention": dice.choice((("policy=", "hold=on"), ("policy=Delete after a year", "hold_until=2030-01-02"), ("deleted_days=30", "hold_until="))),
        "set-mailbox-language": dice.choice((("language=nl-NL", "rename_folders=true"), ("language=de-DE", "timezone=UTC"), ("language=en-GB", "date_format=yyyy-MM-dd"))),
        "set-working-hours": dice.choice((("days=Monday, Tuesday",), ("days=AllDays", "start=06:00"), ("end=18:30",))),
        "set-mailbox-limits": dice.choice((("warning=1 GB",), ("recipients=10", "largest_sent=10MB"))),
        "set-delivery": dice.choice(((f"only_from={COLLEAGUE}", f"only_from={LIST}"), ("only_from=", "inside_only=on"), ("mailtip=Away & gone", f"not_from={COLLEAGUE}"))),
        "set-safe-senders": dice.choice((("trust=good.example", "block=bad.example"), ("untrust=partner.example", "unblock=bad.example"))),
        "set-booking": dice.choice((("conflicts=on", f"delegates={COLLEAGUE}"), ("days_ahead=0", "answer_text=Look <here>"))),
        "set-priority-account": (f"priority={dice.choice(('on', 'off'))}",), "block-phone": ("device=Pixel 9",),
        "disable-sweep-rule": ("rule=Tidy",), "disable-transport-rule": ("rule=Tidy",),
        "remove-send-on-behalf": (f"user={COLLEAGUE}",), "remove-folder-permission": (f"user={dice.choice((COLLEAGUE, 'Default'))}",),
        "disable-all-inbox-rules": ("hidden=true",), "clear-audit-bypass": (),
        **{name: (f"everything={dice.choice(('true', 'false'))}",) for name in ("freeze-protocols", "restore-protocols")},
        "clear-contact-data": dice.choice(((), ("phone=false",), ("mails=false",))),
        "edit-user": dice.choice((("department=Legal", "city=", "mobilePhone=+31 6", "division=South"), ("otherMails=", "jobTitle={displayName}"), ("faxNumber=1", "extensionAttribute2=x"))),
        "disable-inbox-rule": ("rule=Bills",), "enable-inbox-rule": ("rule=Bills",),
        **{name: (f"user={COLLEAGUE}",) for name in ("give-full-access", "remove-full-access", "give-send-as", "remove-send-as")},
        "set-onedrive-sharing": (f"level={dice.choice(('nobody', 'existing-guests', 'guests'))}",),
        "manage-licences": dice.choice((("add=POWER_BI_STANDARD",), ("remove=POWER_BI_STANDARD",), ("add=FLOW_FREE", "remove=POWER_BI_STANDARD"),
                                        ("add=SPB", "replace=true"))),
    }


def state(straight, user, members):
    """All that these actions can change of one user."""
    found = straight.user(user, "accountEnabled,passwordPolicies,onPremisesImmutableId,usageLocation,mobilePhone,otherMails,department,city,jobTitle,faxNumber,employeeOrgData,onPremisesExtensionAttributes")
    if not found:
        return None
    mailbox, replies = straight.mailbox(user) or {}, straight.replies(user)
    if replies and replies["AutoReplyState"] != "Scheduled":  # then the times have no effect
        for name in ("StartTime", "EndTime", "CreateOOFEvent", "AutoDeclineFutureRequestsWhenOOF", "DeclineMeetingMessage"):
            replies.pop(name, None)
    return {
        "enabled": found["accountEnabled"], "immutable": found["onPremisesImmutableId"], "location": found["usageLocation"],
        "policies": found["passwordPolicies"] or "None",  # the same to the service
        "licences": straight.licences(user), "sharing": straight.sharing(user), "replies": replies,
        "mfa": straight.mfa(user).replace("enforced", "enabled"),  # the service goes from one to the other by itself
        "mailbox": [mailbox.get(name) for name in ("RecipientTypeDetails", "ForwardingAddress", "ForwardingSmtpAddress", "DeliverToMailboxAndForward", "HiddenFromAddressListsEnabled", *PROPERTIES)],
        "number": phone_number(straight, user), "archive": mailbox.get("ArchiveGuid"), "wiped": wiped_phones(straight, user),
        "settings": [part(cmdlet, *names)(straight, user) for cmdlet, names in SETTINGS.items()],
        "groups": [place for place in PLACES if user in members[place]],
        "profile": [found[name] for name in ("department", "city", "jobTitle", "faxNumber", "onPremisesExtensionAttributes")] + [found["employeeOrgData"] or {"division": None}],
        "contact": (found["mobilePhone"], found["otherMails"]), "protocols": protocols(straight, user), "bypassed": bypassed(straight, user),
        "other rules": (SWEPT(straight, user), FLOWN(straight, user)), "delegates": (behalf(straight, user), lookers(straight, user)),
        "role group": in_role_group()(straight, user), "tenant": (principal(MERGE)(straight, user), owners(straight, user)),
        "roles": (roles(straight, user), eligible(straight, user)), "units": units(straight, user), "type": straight.user(user, "userType"), "owned": owned(straight, user), "phones": (phones_of(straight, user), preferred(straight, user)), "onedrive": (straight.site_admins(user), straight.limit(user)),
        "hold": HOLD(straight, user), "blocked": blocked_phones(straight, user),
        "grants": grants(straight, user), "assignments": assignments(straight, user),
        "rules": rule("Bills")(straight, user), "devices": devices(straight, user), "openers": OPENERS(straight, user), "senders": SENDERS(straight, user),
    }


def states(straight, users):
    members = {place: straight.members(straight.group(place)) for place in PLACES}
    return {user: state(straight, user, members) for user in users}


def undo(tenant, entry):
    """The words that take an entry back: as the action that does it, with the name typed."""
    return ["undo", str(entry), "--name", next(one["targetUserPrincipalName"] for one in tenant.journal() if one["id"] == entry), "--yes"]


class Undo(unittest.TestCase):
    maxDiff = None

    def test_every_undoable_action_takes_part(self):
        with Tenant(*QUICK) as tenant:
            undoable = {row["name"] for row in tenant.json("actions") if row["undo"] and "creates" not in row["flags"]}
        # a source of authority needs a synced user, a restored one is deleted first: both have a test of their own
        self.assertEqual(set(values(random.Random(0))), undoable - {"set-source-of-authority", "restore-user"})

    def play(self, seed):
        dice = random.Random(seed)
        with Tenant(*QUICK) as tenant:
            straight = Straight(tenant)
            users = {name: straight.id(name) for name in USERS}
            for user in users.values():
                make_rule(dice.random() < 0.5)(straight, user)
                reachable(straight, user)
                for prepare in (sweep, let_send_for, let_look) if dice.random() < 0.5 and straight.mailbox(user) else ():
                    prepare(straight, user)
            flow_rule(straight, user)
            appoint(straight, users["una.unlicensed"])
            join_role_group(straight, users["pam.password"])
            let("Set-MailboxAuditBypassAssociation", AuditBypassEnabled=True)(straight, users["pam.password"])
            before = states(straight, users.values())
            done, story = [], []
            for _ in range(STEPS):
                name = dice.choice(USERS)
                action, given = dice.choice(sorted(values(dice).items()))
                if (name, action) == ("una.unlicensed", "add-to-group"):
                    continue  # lists take recipients alone: it fails half way, and a failure is not undone
                if action == "edit-user" and roles(straight, users[name]):
                    continue  # the phone of an administrator is refused, the rest is written: half way, too
                words = ["do", action, users[name], *(word for value in given for word in ("--set", value)), "--name", f"{name}@contoso.com", "--yes"]
                ran = tenant.run("-o", "json", *words, code=None)
                outcome = json.loads(ran.stdout)[0] if ran.stdout else {"state": "no user", "message": ran.stderr}
                story.append((name, action, given, outcome["state"], outcome["message"]))
                self.assertIn(outcome["state"], ("done", "already", "failed", "no user"), story)
                if outcome["state"] == "done":
                    done.append(tenant.journal()[0]["id"])
            changed = states(straight, users.values()) != before
            for entry in reversed(done):
                back = tenant.run("-o", "json", *undo(tenant, entry), code=None)
                self.assertEqual(back.returncode, 0, (entry, back.stdout, back.stderr, story))
            self.assertEqual(states(straight, users.values()), before, story)
            self.assertEqual({one["state"] for one in tenant.journal() if one["id"] in done}, {"undone"} if done else set())
            return len(done), changed

    def test_the_tenant_is_what_it_was(self):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            runs = {seed: pool.submit(self.play, seed) for seed in SEEDS}
            count = 0
            for seed, run in runs.items():
                with self.subTest(seed=seed):
                    done, changed = run.result()
                    self.assertTrue(changed)
                    count += done
            print(f"{count} actions taken back", flush=True)

    def test_a_source_of_authority_and_a_restored_user_go_back(self):
        with Tenant(*QUICK) as tenant:
            straight = Straight(tenant)
            user = straight.id("sid.synced")
            read = lambda: straight.graph(f"/users/{user}/onPremisesSyncBehavior")["isCloudManaged"]
            tenant.json("do", "set-source-of-authority", user, "--name", "sid.synced@contoso.com", "--yes")
            self.assertTrue(read())
            tenant.json(*undo(tenant, 1))
            self.assertFalse(read())
            other = straight.id("pam.password")
            straight.graph(f"/users/{other}", method="DELETE")
            tenant.json("do", "restore-user", other, "--yes")
            tenant.json(*undo(tenant, tenant.journal()[0]["id"]))
            self.assertTrue(straight.deleted(other))


if __name__ == "__main__":
    harness.main()
