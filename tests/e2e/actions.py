"""Every action of `roster actions`: on whom and with which values it is tried, how its state is read back past roster, and
what it refuses. A row that is missing here fails the tests."""
import base64
import dataclasses
import json
import typing

from straight import Straight

SIZE = ("--users", "100", "--throttle-units", "0", "--throttle-writes", "0")
QUICK = SIZE + ("--mfa-delay", "40", "--anyone-provisions")
GROUP, LIST, SYNCED, RULED, ROLES = "Finance Files", "Sales Announcements", "Printers Amsterdam", "All Employees", "Helpdesk Operators"
COLLEAGUE = "max.methods@contoso.com"
BERLIN, LICENCES = "Branch Office Berlin", "4d6ac14f-3453-41d0-bef9-a3e0c569773a"
USER_ADMINISTRATOR, EXPENSES = "fe930be7-5e62-47db-91af-98c3a49a38b1", "7a0e64b8-7a2c-4d5f-9b61-3f2a0c7d1e23"
CRM = "5e0f64b8-7a2c-4d5f-9b61-3f2a0c7d1e24"
MERGE = "5e0f64b8-7a2c-4d5f-9b61-3f2a0c7d1e21"  # the service principal "Mail Merge Pro"
FAILED, UNCLEAR, REFUSED, USAGE = ("failed", 1), ("failed", 2), ("refused", 4), (None, 2)
NO_MAILBOX = "does the user have an Exchange licence?"
TAP_POLICY = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass"


@dataclasses.dataclass
class Refusal:
    """`says`: all of it stands in message and hint, or on standard error when it is one of usage."""
    what: str
    user: typing.Union[str, typing.Callable]  # a function of `straight`: whom it gives
    says: tuple
    values: tuple = ()
    end: tuple = FAILED
    tenant: tuple = ()
    before: typing.Optional[typing.Callable] = None
    named: bool = True
    unreadable: bool = False  # nobody can read the state back in this tenant


@dataclasses.dataclass
class Try:
    user: typing.Union[str, typing.Callable]  # the first part of a named user's address, or a function of `straight`
    read: typing.Callable  # of (straight, id): the state that counts
    wanted: typing.Any  # that state afterwards, or a function of (before, after)
    values: tuple = ()
    again: str = "already"
    before: typing.Optional[typing.Callable] = None  # what (straight, id) must be made first
    tenant: tuple = ()
    refusals: tuple = ()
    changes: bool = True  # False: nothing that can be read back

    def fits(self, before, after):
        return self.wanted(before, after) if callable(self.wanted) else after == self.wanted


def prop(*names):
    """Properties of the user, the only one alone."""
    def read(straight, user):
        found = straight.user(user, ",".join(names))
        return found[names[0]] if len(names) == 1 else {name: found[name] for name in names}
    return read


def mailbox(*names):
    def read(straight, user):
        found = straight.mailbox(user)
        return found and tuple(found[name] for name in names)
    return read


def other(before, after):
    return before != after


def force(straight, user):
    return straight.user(user, "passwordProfile")["passwordProfile"]["forceChangePasswordNextSignIn"]


def passwords(straight, user):
    return straight.user(user, "lastPasswordChangeDateTime")["lastPasswordChangeDateTime"], force(straight, user)


def exists(straight, user):
    return (straight.graph(f"/users/{user}?$select=id") is not None, straight.deleted(user))


def delete(straight, user):
    straight.graph(f"/users/{user}", method="DELETE")


def give(sku):
    return lambda straight, user: straight.graph(f"/users/{user}/assignLicense", {"addLicenses": [{"skuId": sku, "disabledPlans": []}], "removeLicenses": []})


def in_groups(*names):
    def read(straight, user):
        return tuple(user in straight.members(straight.group(name)) for name in names)
    return read


def join(straight, user):
    straight.graph(f"/groups/{straight.group(GROUP)}/members/$ref", {"@odata.id": f"{straight.at['graph']}/v1.0/directoryObjects/{user}"})
    straight.cmdlet("Add-DistributionGroupMember", Identity=straight.group(LIST), Member=user, BypassSecurityGroupManagerCheck=True)


def part(cmdlet, *names):
    def read(straight, user):
        rows = straight.cmdlet(cmdlet, Identity=user)
        return rows and tuple(rows[0][name] for name in names)
    return read


def forward(straight, user):
    straight.cmdlet("Set-Mailbox", Identity=user, ForwardingSmtpAddress="smtp:someone@elsewhere.example", DeliverToMailboxAndForward=True)


def rule(*names):
    """Whether each of these rules is on; None: there is none."""
    def read(straight, user):
        on = {row["Name"]: row["Enabled"] for row in straight.cmdlet("Get-InboxRule", Mailbox=user, IncludeHidden=True) or ()}
        return tuple(on.get(name) for name in names)
    return read


def make_rule(enabled=True):
    def before(straight, user):
        if rule("Bills")(straight, user) == (None,):
            straight.cmdlet("New-InboxRule", Mailbox=user, Name="Bills", SubjectContainsWords=["invoice"], ForwardTo=["someone@elsewhere.example"])
        straight.cmdlet("Enable-InboxRule" if enabled else "Disable-InboxRule", Mailbox=user, Identity="Bills", Confirm=False)
    return before


def holders(cmdlet, name, right):
    def read(straight, user):
        return tuple(sorted(row[name] for row in straight.cmdlet(cmdlet, Identity=user) or () if right in row["AccessRights"]))
    return read


OPENERS, SENDERS = holders("Get-MailboxPermission", "User", "FullAccess"), holders("Get-RecipientPermission", "Trustee", "SendAs")


def let(cmdlet, **parameters):
    return lambda straight, user: straight.cmdlet(cmdlet, Identity=user, Confirm=False, **parameters)


def differ(*change):
    """That the two lists differ by just these names."""
    return lambda before, after: set(before) ^ set(after) == set(change)


def tap_policy(**settings):
    return lambda straight, _user: straight.graph(
        TAP_POLICY, {"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"} | settings, "PATCH")


def shrink(straight, user):
    """Another licence, with which a shared mailbox must be small."""
    has = [one["skuId"] for one in straight.user(user, "assignedLicenses")["assignedLicenses"]]
    straight.graph(f"/users/{user}/assignLicense", {"addLicenses": [{"skuId": SPB, "disabledPlans": []}], "removeLicenses": has})


def kiosk(straight, user):
    has = [one["skuId"] for one in straight.user(user, "assignedLicenses")["assignedLicenses"]]
    straight.graph(f"/users/{user}/assignLicense", {"addLicenses": [{"skuId": F3, "disabledPlans": []}], "removeLicenses": has})


def large(straight):
    """Somebody whose mailbox is over 50 GB, whose licences are his own."""
    for row in straight.cmdlet("Get-Mailbox"):
        size = straight.cmdlet("Get-MailboxStatistics", Identity=row["UserPrincipalName"])[0]["TotalItemSize"]
        user = row["ExternalDirectoryObjectId"]
        states = straight.user(user, "licenseAssignmentStates")["licenseAssignmentStates"]
        if "GB" in size and float(size.split()[0]) > 50 and not any(state["assignedByGroup"] and state["state"] == "Active" for state in states):
            return user
    raise AssertionError("nobody has a mailbox over 50 GB")


SPB, F3, FREE = "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46", "66b55226-6b4f-492c-910c-a3b7a3c9d993", "a403ebcc-fae0-4ca2-8c8c-7a907fd6c235"


def grouped(straight):
    return straight.id("gil.grouped")


NO_GUEST = Refusal("guest", "paula.partner", ("another tenant", "home tenant"))


PRIVILEGED = Refusal("an administrator, not named", "gloria.global", ("holds a directory role", "--name gloria.global@"), named=False, end=REFUSED)
PRIVILEGED_METHOD = dataclasses.replace(PRIVILEGED, values=("method=phone",))
NO_RIGHT = ("Insufficient privileges", "Privileged Authentication Administrator")
WITHOUT_P2 = ("--licence", "p1")
VIEW_ONLY = ("--exchange-roles", "ViewOnlyOrganizationManagement")
EXPORTS = ("--exchange-roles", "OrganizationManagement,MailboxImportExport")
NO_ROLE = ("--exchange-roles", "none")


def devices(straight, user):
    """Which of the user's devices are enabled."""
    return {row["displayName"]: row["accountEnabled"] for row in straight.all(f"/users/{user}/registeredDevices")}


def phones(straight, user):
    return [row["DeviceFriendlyName"] for row in straight.cmdlet("Get-MobileDeviceStatistics", Mailbox=user) or ()]


def grants(straight, user):
    return {one["clientId"]: one["scope"] for one in straight.all(f"/users/{user}/oauth2PermissionGrants")}


def assignments(straight, user):
    return {one["resourceDisplayName"]: one["appRoleId"] for one in straight.all(f"/users/{user}/appRoleAssignments")}


def rules_by(cmdlet, on, *given):
    """Whether the rule "Tidy" is on, of a mailbox or of all."""
    def read(straight, user):
        rows = straight.cmdlet(cmdlet, **({"Mailbox": user} if given else {})) or ()
        return {row["Name"]: row[on] in (True, "Enabled") for row in rows}.get("Tidy")
    return read


SWEPT, FLOWN = rules_by("Get-SweepRule", "Enabled", "Mailbox"), rules_by("Get-TransportRule", "State")


def sweep(straight, user):
    if SWEPT(straight, user) is None:
        straight.cmdlet("New-SweepRule", Mailbox=user, Name="Tidy", Provider="Exchange16", Sender="bank@elsewhere.example")


def flow_rule(straight, user):
    if FLOWN(straight, user) is None:
        straight.cmdlet("New-TransportRule", Name="Tidy", BlindCopyTo=[COLLEAGUE])


def behalf(straight, user):
    return tuple(sorted((straight.mailbox(user) or {}).get("GrantSendOnBehalfTo", ())))


def let_send_for(straight, user):
    straight.cmdlet("Set-Mailbox", Identity=user, GrantSendOnBehalfTo={"@odata.type": "#Exchange.GenericHashTable", "Add": [COLLEAGUE]})


def calendar(straight, user):
    return f"{user}:" + next(row["FolderId"] for row in straight.cmdlet("Get-MailboxFolderStatistics", Identity=user) if row["FolderType"] == "Calendar")


def calendar_items(straight, user):
    rows = straight.cmdlet("Get-MailboxFolderStatistics", Identity=user)
    return rows and next(row["ItemsInFolder"] for row in rows if row["FolderType"] == "Calendar")


def lookers(straight, user):
    return straight.mailbox(user) and {row["User"]: (row["AccessRights"], row["SharingPermissionFlags"]) for row in straight.cmdlet("Get-MailboxFolderPermission", Identity=calendar(straight, user))}


def let_look(straight, user):
    if COLLEAGUE not in lookers(straight, user):
        straight.cmdlet("Add-MailboxFolderPermission", Identity=calendar(straight, user), User=COLLEAGUE, AccessRights=["Editor"], SharingPermissionFlags="Delegate")


PROTOCOLS = ("ImapEnabled", "PopEnabled", "SmtpClientAuthenticationDisabled", "MAPIEnabled", "OWAEnabled", "EwsEnabled", "ActiveSyncEnabled", "OutlookMobileEnabled")


def protocols(straight, user):
    rows = straight.cmdlet("Get-CASMailbox", Identity=user)
    return rows and tuple(rows[0][name] for name in PROTOCOLS)


def bypassed(straight, user):
    rows = straight.cmdlet("Get-MailboxAuditBypassAssociation", Identity=user)
    return rows and rows[0]["AuditBypassEnabled"]


def let_pass(straight, user):
    if not straight.passes(user):
        straight.graph(f"/users/{user}/authentication/temporaryAccessPassMethods", {"isUsableOnce": False})


def reachable(straight, user):
    straight.graph(f"/users/{user}", {"mobilePhone": "+31 6 00000000", "otherMails": ["x@elsewhere.example"]}, "PATCH")


def roles(straight, user):
    return sorted(one["roleDefinitionId"] for one in straight.all(f"/roleManagement/directory/roleAssignments?$filter=principalId%20eq%20'{user}'"))


def appoint(straight, user):
    if USER_ADMINISTRATOR not in roles(straight, user):
        straight.graph("/roleManagement/directory/roleAssignments", {"principalId": user, "roleDefinitionId": USER_ADMINISTRATOR, "directoryScopeId": "/"})


def eligible(straight, user):
    return sorted(one["roleDefinitionId"] for one in straight.all(f"/roleManagement/directory/roleEligibilityScheduleInstances?$filter=principalId%20eq%20'{user}'"))


def units(straight, user):
    return sorted(one["displayName"] for one in straight.all(f"/users/{user}/memberOf/microsoft.graph.administrativeUnit"))


def join_unit(straight, user):
    berlin = next(one["id"] for one in straight.all("/directory/administrativeUnits") if one["displayName"] == BERLIN)
    straight.graph(f"/directory/administrativeUnits/{berlin}/members/$ref", {"@odata.id": f"{straight.at['graph']}/v1.0/users/{user}"})


def let_open(straight, user):
    site = straight.site(user)
    if not site:
        return
    body = {"secondaryAdministratorsFieldsData": {"siteId": site["SiteId"].removeprefix("/Guid(").removesuffix(")/"), "secondaryAdministratorLoginNames": [f"i:0#.f|membership|{COLLEAGUE}"]}}
    straight.open(straight.at["sharepoint"] + "/_api/SPOInternalUseOnly.Tenant/SetSiteSecondaryAdministrators", json.dumps(body).encode(), straight.token("sharepoint") | {"Content-Type": "application/json"})


def phones_of(straight, user):
    return {one["phoneType"]: (one["phoneNumber"], one["smsSignInState"]) for one in straight.all(f"/users/{user}/authentication/phoneMethods")}


def register(straight, user):
    if "mobile" not in phones_of(straight, user):
        straight.graph(f"/users/{user}/authentication/phoneMethods", {"phoneNumber": "+31 611111111", "phoneType": "mobile"})


def emails(straight, user):
    return [one["emailAddress"] for one in straight.all(f"/users/{user}/authentication/emailMethods")]


def preferred(straight, user):
    return straight.graph(f"/users/{user}/authentication/signInPreferences", version="beta")["userPreferredMethodForSecondaryAuthentication"]


def orders(straight, user):
    return {row["deviceName"]: sorted(one["actionName"] for one in row["deviceActionResults"]) for row in straight.all(f"/users/{user}/managedDevices")}


def owned(straight, user):
    return sorted(one["displayName"] for one in straight.all(f"/users/{user}/ownedObjects/microsoft.graph.group"))


def own(straight, user):
    straight.graph(f"/groups/{straight.group(GROUP)}/owners/$ref", {"@odata.id": f"{straight.at['graph']}/v1.0/users/{user}"})


def has_photo(straight, user):
    return straight.graph(f"/users/{user}/photo") is not None


def pictured(straight):
    """Somebody with a photo."""
    return next(row["id"] for row in straight.all("/users?$select=id,userPrincipalName,accountEnabled") if row["accountEnabled"] and has_photo(straight, row["id"]))


def pend(straight, user):
    address = straight.user(user, "mail")["mail"]
    if not address:
        return
    straight.graph("/invitations", {"invitedUserEmailAddress": address, "inviteRedirectUrl": "https://x", "resetRedemption": True, "invitedUser": {"id": user}})


def one_more(name):
    return lambda before, after: after["LAPTOP-59614"] == sorted(before["LAPTOP-59614"] + [name])


LAPTOP = ("device=LAPTOP-59614",)


def principal(app):
    return lambda straight, _user: straight.graph(f"/servicePrincipals/{app}")["accountEnabled"]


def credentials(straight, _user):
    app = straight.graph(f"/applications/{EXPENSES}")
    return len(app["passwordCredentials"]), len(app["keyCredentials"]), len(straight.all(f"/applications/{EXPENSES}/federatedIdentityCredentials"))


def owners(straight, _user):
    return [one["userPrincipalName"] for one in straight.all(f"/applications/{EXPENSES}/owners")]


BUDGET = "https://contoso-my.sharepoint.com/personal/max_methods/Documents/Budget 2026.xlsx"
SUPPLIERS = "https://contoso.sharepoint.com/sites/finance/Shared Documents/Suppliers.docx"
ROLE_GROUP = "Discovery Management"


def open_for(file):
    """Who may open a file beside its owner: a permission a word."""
    address = base64.urlsafe_b64encode(file.encode()).decode().rstrip("=")
    def read(straight, _user):
        return sorted("above" if "inheritedFrom" in one else one["link"]["scope"] for one in straight.all(f"/shares/u!{address}/driveItem/permissions") if one["roles"] != ["owner"])
    return read


def in_role_group(name=ROLE_GROUP):
    return lambda straight, user: user in [row["ExternalDirectoryObjectId"] for row in straight.cmdlet("Get-RoleGroupMember", Identity=name)]


def join_role_group(straight, user):
    if not in_role_group()(straight, user):
        straight.cmdlet("Add-RoleGroupMember", Identity=ROLE_GROUP, Member=user, BypassSecurityGroupManagerCheck=True)


HOLD = mailbox("LitigationHoldEnabled", "SingleItemRecoveryEnabled", "RetainDeletedItemsFor")


def blocked_phones(straight, user):
    rows = straight.cmdlet("Get-CASMailbox", Identity=user)
    return rows and (rows[0]["ActiveSyncBlockedDeviceIDs"], rows[0]["ActiveSyncAllowedDeviceIDs"])


NUMBERS = "/admin/teams/telephoneNumberManagement/numberAssignments"


def phone_number(straight, user):
    return next(((one["telephoneNumber"], one["numberType"], one["assignmentCategory"]) for one in straight.all(NUMBERS) if one["assignmentTargetId"] == user), None)


def bar_phone(straight, user):
    phone = straight.cmdlet("Get-MobileDeviceStatistics", Mailbox=user)[0]["DeviceID"]
    straight.cmdlet("Set-CASMailbox", Identity=user, ActiveSyncBlockedDeviceIDs={"@odata.type": "#Exchange.GenericHashTable", "add": phone})


def wiped_phones(straight, user):
    return [row["DeviceFriendlyName"] for row in straight.cmdlet("Get-MobileDeviceStatistics", Mailbox=user) or () if row.get("DeviceWipeRequestTime")]


def archived(straight, user):
    """Has an archive, where the licence gives one."""
    if mailbox("ArchiveStatus")(straight, user) != ("None",):
        return
    try:
        straight.cmdlet("Enable-Mailbox", Identity=user, Archive=True)
    except AssertionError as error:
        if "can't have an archive" not in str(error):
            raise


def deleted_items(straight, user):
    return [row["Subject"] for row in straight.cmdlet("Get-RecoverableItems", Identity=user) or ()]


def allow_phone(straight, user):
    phone = straight.cmdlet("Get-MobileDeviceStatistics", Mailbox=user)[0]["DeviceID"]
    straight.cmdlet("Set-CASMailbox", Identity=user, ActiveSyncAllowedDeviceIDs={"@odata.type": "#Exchange.GenericHashTable", "add": phone})


def managed(straight, user):
    return {row["deviceName"]: row["managementState"] for row in straight.all(f"/users/{user}/managedDevices")}


def blocked(straight, user):
    return bool(straight.cmdlet("Get-BlockedSenderAddress", SenderAddress=straight.user(user, "userPrincipalName")["userPrincipalName"]))


def without(*names):
    return lambda before, after: set(before) - set(after) == set(names) and set(after) < set(before)


def exchange(values=(), user="pam.password"):
    """What every action on mailboxes refuses."""
    return (Refusal("no mailbox", "una.unlicensed", (NO_MAILBOX,), values),
            Refusal("cmdlet not allowed", user, ("Exchange",), values, tenant=VIEW_ONLY),
            Refusal("no role in Exchange", user, ("Exchange",), values, tenant=NO_ROLE, unreadable=True))


NOTHING = (Refusal("nothing to change", "pam.password", ("nothing is to be changed",)),)
NO_ROLE_RIGHT = ("--roles", "User.Read.All,Directory.Read.All,GroupMember.ReadWrite.All,RoleManagement.Read.Directory,RoleEligibilitySchedule.Read.Directory")


def groups(action):
    return (Refusal("by rule", "pam.password", (RULED, "follow from a rule"), (f"group={RULED}",)),
            Refusal("synced", "pam.password", (SYNCED, "synchronised from Active Directory"), (f"group={SYNCED}",)),
            Refusal("synced distribution list", "pam.password", ("Plant Amsterdam", "Active Directory"), ("group=Plant Amsterdam",)),
            Refusal("a part of a name", "pam.password", ('no group is called "Li"', "whole name"), ("group=Li",), UNCLEAR),
            Refusal("unknown", "pam.password", ('no group "Nonsense"', "whole name"), ("group=Nonsense",)),
            Refusal("one of two unknown: neither is touched", "pam.password", ('no group "Nonsense"',), (f"group={GROUP}", "group=Nonsense")),
            Refusal("carries a role", "pam.password" if action == "add-to-group" else "riley.roles",
                    ("Insufficient privileges", "RoleManagement.ReadWrite.Directory"), (f"group={ROLES}",), tenant=NO_ROLE_RIGHT),
            Refusal("none named", "pam.password", ("group",), (), USAGE))


MAIL_FORWARD = mailbox("ForwardingAddress", "ForwardingSmtpAddress", "DeliverToMailboxAndForward")

TABLE = {
    "block-sign-in": Try("pam.password", prop("accountEnabled"), False, refusals=(PRIVILEGED,)),
    "unblock-sign-in": Try("reception.shared", prop("accountEnabled"), True),
    "reset-password": Try("pam.password", passwords, lambda before, after: before[0] != after[0] and not after[1], again="done", refusals=(
        PRIVILEGED, NO_GUEST,
        Refusal("an administrator, named", "gloria.global", NO_RIGHT),
        Refusal("synced", "sid.synced", ("synchronised from Active Directory", "Set-ADAccountPassword")),
        Refusal("federated", "frances.federated", ("federated user", "identity provider")))),
    "reset-password-must-change": Try("pam.password", passwords, lambda before, after: before[0] != after[0] and after[1], again="done", refusals=(
        PRIVILEGED, NO_GUEST, Refusal("federated", "frances.federated", ("federated user",)))),
    "revoke-sessions": Try("pam.password", prop("signInSessionsValidFromDateTime"), other, again="done", refusals=(PRIVILEGED,)),
    "rerequire-mfa": Try("pam.password", Straight.mfa, "enabled"),
    "set-mfa-state": Try("ella.enabled", Straight.mfa, "enforced", ("state=enforced",), refusals=(
        Refusal("no state", "ella.enabled", ("state",), (), USAGE), Refusal("unknown state", "ella.enabled", ("enforced, enabled, disabled",), ("state=x",), USAGE))),
    "require-password-change": Try("pam.password", force, True, again="done", refusals=(
        NO_GUEST, Refusal("an administrator", "gloria.global", NO_RIGHT),
        Refusal("synced", "sid.synced", ("synchronised from Active Directory", "Set-ADUser")),
        Refusal("federated", "frances.federated", ("federated user",)))),
    "set-password-expiry": Try("pam.password", prop("passwordPolicies"), "DisablePasswordExpiration", ("expires=never",), refusals=(
        Refusal("synced", "sid.synced", ("on-premises mastered", "Active Directory"), ("expires=never",)),
        Refusal("no choice", "pam.password", ("expires",), (), USAGE))),
    "clear-immutable-id": Try("cleo.onceover", prop("onPremisesImmutableId"), None, refusals=(
        Refusal("synced", "sid.synced", ("belongs to the sync", "set-source-of-authority")),
        Refusal("federated", "frances.federated", ("federated domain",)))),
    "set-source-of-authority": Try(
        "sid.synced", lambda straight, user: straight.graph(f"/users/{user}/onPremisesSyncBehavior")["isCloudManaged"], True, refusals=(
            Refusal("not named", "sid.synced", ("the name must be typed", "--name sid.synced@"), named=False, end=REFUSED),
            Refusal("not synced", "una.unlicensed", ("synchronized from on-premises only",)))),
    "delete-user": Try("pam.password", exists, (False, True), again="no user", refusals=(
        Refusal("not named", "pam.password", ("the name must be typed", "--name pam.password@"), named=False, end=REFUSED),
        Refusal("an administrator, named", "gloria.global", NO_RIGHT))),
    "restore-user": Try("pam.password", exists, (True, False), before=delete),
    "dismiss-risk": Try("rita.risk", Straight.risk, ("dismissed", "none"), refusals=(
        Refusal("no licence for risk", "rita.risk", ("not licensed",), tenant=WITHOUT_P2, unreadable=True),)),
    "confirm-compromised": Try("pam.password", Straight.risk, ("confirmedCompromised", "high"), refusals=(
        PRIVILEGED, Refusal("no licence for risk", "pam.password", ("not licensed",), tenant=WITHOUT_P2, unreadable=True))),
    "manage-licences": Try("una.unlicensed", Straight.licences, [(FREE, ()), (SPB, ())], ("add=SPB", "add=POWER_BI_STANDARD"), refusals=(
        Refusal("no usage location", "noel.nowhere", ("no usage location", "usage_location"), ("add=POWER_BI_STANDARD",)),
        Refusal("no country", "noel.nowhere", ("two capital letters",), ("add=POWER_BI_STANDARD", "usage_location=xx")),
        Refusal("no seats", "una.unlicensed", ("available licenses", "no seat of VISIOCLIENT", "buy seats"), ("add=VISIOCLIENT",)),
        Refusal("of a group", grouped, ("comes from a group", "remove the user from the group"), ("remove=SPE_E3",)),
        Refusal("unknown", "una.unlicensed", ('no licence "NOSUCH"', "skuPartNumber"), ("add=NOSUCH",)))),
    "reprocess-licences": Try("gil.grouped", prop("licenseAssignmentStates"), other, again="done"),
    "create-tap": Try("pam.password", Straight.passes, lambda before, after: not before and [one[1:] for one in after] == [(90, True)], ("lifetime=90",),
                      again="done", refusals=(
        Refusal("off", "pam.password", ("off in this tenant", "switch it on"), before=tap_policy(state="disabled")),
        Refusal("excluded", "tom.tapless", ("does not offer", "policy's targets")),
        Refusal("not in scope", "pam.password", ("does not offer", "policy's targets"), before=lambda straight, user: tap_policy(
            includeTargets=[{"targetType": "group", "id": straight.group("VPN Users" if user not in straight.members(straight.group("VPN Users")) else GROUP)}])(straight, user)),
        NO_GUEST,
        Refusal("too long", "pam.password", ("60 to 480 minutes",), ("lifetime=40000",)),
        Refusal("far too short", "pam.password", ("10 to 43200",), ("lifetime=5",), USAGE),
        Refusal("only one-time", "pam.password", ("one-time",), ("once=false",), before=tap_policy(isUsableOnce=True)))),
    "reset-mfa-methods": Try("max.methods", Straight.methods, lambda before, after: len(before) == 14 and len(after) == 1, refusals=(PRIVILEGED,)),
    "send-mfa-push": Try("pam.password", lambda straight, _: straight.secrets() or [], [], again="done", changes=False, refusals=(
        Refusal("denied", "dirk.driveless", ("Denied",)),
        Refusal("no answer", "ella.enabled", ("No answer",)),
        Refusal("number matching", "emilie", ("number matching",)),
        Refusal("no telephone there", "noel.nowhere", ("PhoneAppUnreachable", "default authentication method")),
        Refusal("no default method", "rita.risk", ("NoDefaultAuthenticationMethodIsConfigured",)))),
    "convert-to-shared": Try("pam.password", mailbox("RecipientTypeDetails"), ("SharedMailbox",), refusals=exchange() + (
        Refusal("over 50 GB", large, ("larger than 50 GB",), before=shrink),)),
    "convert-mailbox": Try("pam.password", mailbox("RecipientTypeDetails"), ("RoomMailbox",), ("type=room",), refusals=exchange(("type=room",)) + (
        Refusal("no licence", "reception.shared", ("no Exchange Online license", "licence"), ("type=regular",)),
        Refusal("no type", "pam.password", ("type",), (), USAGE))),
    "hide-from-address-list": Try("pam.password", mailbox("HiddenFromAddressListsEnabled"), (True,), before=let("Set-Mailbox", HiddenFromAddressListsEnabled=False), refusals=exchange()),
    "show-in-address-list": Try("pam.password", mailbox("HiddenFromAddressListsEnabled"), (False,), before=let("Set-Mailbox", HiddenFromAddressListsEnabled=True), refusals=exchange()[:1] + (
        Refusal("synced", "sid.synced", ("being synchronized", "Active Directory")),)),
    "set-mail-apps": Try("pam.password", part("Get-CASMailbox", "OWAEnabled", "SmtpClientAuthenticationDisabled", "EwsEnabled"), (False, True, True), ("owa=off", "smtp=off", "ews=on"),
                         before=let("Set-CASMailbox", OWAEnabled=True, SmtpClientAuthenticationDisabled=None, EwsEnabled=None), refusals=exchange(("owa=off",)) + NOTHING + (
        Refusal("no such state", "pam.password", ("unchanged, on, off",), ("owa=organisation",), USAGE),)),
    "set-sent-copies": Try("pam.password", mailbox("MessageCopyForSentAsEnabled", "MessageCopyForSendOnBehalfEnabled"), (True, False), ("sent_as=on",), refusals=exchange(("sent_as=on",))[:1] + NOTHING + (
        Refusal("a room", "pam.password", ("user and shared mailboxes",), ("sent_as=on",), before=let("Set-Mailbox", Type="Room")),)),
    "set-retention": Try("pam.password", mailbox("RetentionPolicy", "RetentionHoldEnabled", "StartDateForRetentionHold", "EndDateForRetentionHold", "RetainDeletedItemsFor"),
                         ("Delete after a year", True, None, "2030-01-02T08:00:00Z", "30.00:00:00"),
                         ("policy=Delete after a year", "hold=on", "hold_until=2030-01-02T08:00:00Z", "deleted_days=30"), refusals=exchange(("hold=on",))[:1] + NOTHING + (
        Refusal("no such policy", "pam.password", ("Couldn't find the retention policy",), ("policy=Keep",)),
        Refusal("too long", "pam.password", ("1 to 30",), ("deleted_days=31",), USAGE))),
    "set-mailbox-language": Try("pam.password", part("Get-MailboxRegionalConfiguration", "Language", "DateFormat", "TimeZone"), ("nl-NL", "d-M-yyyy", "Romance Standard Time"),
                                ("language=nl-NL", "timezone=Romance Standard Time", "rename_folders=true"), refusals=exchange(("language=nl-NL",))[:1] + NOTHING + (
        Refusal("neutral", "pam.password", ("with its country",), ("language=nl",), USAGE),
        Refusal("no such language", "pam.password", ("isn't a specific culture",), ("language=xx-XX",)),
        Refusal("no such zone", "pam.password", ("time zone value",), ("timezone=Mars",)),
        Refusal("another language's format", "pam.password", ("isn't valid for the language",), ("language=nl-NL", "date_format=M/d/yyyy")))),
    "set-working-hours": Try("pam.password", part("Get-MailboxCalendarConfiguration", "WorkDays", "WorkingHoursStartTime", "WorkingHoursEndTime"),
                             ("Monday, Tuesday", "09:30:00", "16:00:00"), ("days=monday,Tuesday", "start=09:30", "end=16:00"), refusals=exchange(("end=16:00",))[:1] + NOTHING + (
        Refusal("no time of day", "pam.password", ("time of day",), ("end=9",), USAGE),
        Refusal("ends before it starts", "pam.password", ("end before they start",), ("start=10:00", "end=09:00"), USAGE),
        Refusal("no such day", "pam.password", ("names of days",), ("days=Someday",), USAGE))),
    "set-mailbox-limits": Try("pam.password", mailbox("IssueWarningQuota", "MaxSendSize", "RecipientLimits"), ("1 GB (1,073,741,824 bytes)", "20 MB (20,971,520 bytes)", "100"),
                              ("warning=1GB", "largest_sent=20 MB", "recipients=100"), refusals=exchange(("recipients=100",))[:1] + NOTHING + (
        Refusal("no size", "pam.password", ("is a size",), ("warning=much",), USAGE),
        Refusal("not rising", "pam.password", ("rise in this order",), ("warning=2GB", "full=1GB"), USAGE),
        Refusal("above the licence", "pam.password", ("what its license gives",), ("full=400GB",)),
        Refusal("too large a message", "pam.password", ("between 1 MB and 150 MB",), ("largest_sent=1GB",)))),
    "set-delivery": Try("pam.password", mailbox("AcceptMessagesOnlyFromSendersOrMembers", "RequireSenderAuthenticationEnabled", "MailTip"),
                        lambda before, after: len(after[0]) == 2 and after[1] and "On leave" in after[2], (f"only_from={COLLEAGUE}", f"only_from={LIST}", "inside_only=on", "mailtip=On leave"),
                        refusals=exchange(("inside_only=on",))[:1] + NOTHING + (
        Refusal("nobody", "pam.password", ("there is no recipient", "nobody@contoso.com"), ("only_from=nobody@contoso.com",)),
        Refusal("too long a tip", "pam.password", ("longer than 175",), ("mailtip=" + "x" * 176,)))),
    "set-safe-senders": Try("pam.password", part("Get-MailboxJunkEmailConfiguration", "TrustedSendersAndDomains", "BlockedSendersAndDomains"),
                            lambda before, after: "good.example" in after[0] and "gone.example" not in after[0] and after[1] == ["bad@evil.example"], ("trust=good.example", "untrust=gone.example", "block=bad@evil.example"),
                            before=let("Set-MailboxJunkEmailConfiguration", TrustedSendersAndDomains=["gone.example", "kept.example"], BlockedSendersAndDomains=[]),
                            refusals=exchange(("block=x@y.example",))[:1] + NOTHING + (
        Refusal("the own domain", "pam.password", ("can't be added to the safe senders",), ("trust=contoso.com",)),)),
    "set-booking": Try("pam.password", part("Get-CalendarProcessing", "AutomateProcessing", "BookingWindowInDays", "ResourceDelegates"), lambda before, after: after[:2] == ("AutoUpdate", 30) and len(after[2]) == 1,
                       ("processing=AutoUpdate", "days_ahead=30", f"delegates={COLLEAGUE}"), before=let("Set-Mailbox", Type="Room"), refusals=exchange(("days_ahead=30",))[:1] + NOTHING + (
        Refusal("no resource", "pam.password", ("only on resource mailboxes",), ("days_ahead=30",)),
        Refusal("too far", "pam.password", ("0 to 1080",), ("days_ahead=2000",), USAGE))),
    "set-priority-account": Try("pam.password", part("Get-User", "VIP"), (True,), ("priority=on",), refusals=exchange(("priority=on",)) + (
        Refusal("not said", "pam.password", ("priority",), (), USAGE),)),
    "disable-archive": Try("pam.password", mailbox("ArchiveStatus"), ("None",), before=archived, refusals=exchange()[:1] + (
        Refusal("on hold", "pam.password", ("while the mailbox is on hold",), before=lambda straight, user: (archived(straight, user), let("Set-Mailbox", LitigationHoldEnabled=True)(straight, user))),
        Refusal("not named", "pam.password", ("the name must be typed",), named=False, end=REFUSED, before=archived))),
    "expand-archive": Try("pam.password", mailbox("AutoExpandingArchiveEnabled"), (True,), before=archived, refusals=exchange()[:1] + (
        Refusal("no archive", "max.methods", ("enable the archive first",)),)),
    "start-retention": Try("pam.password", mailbox("RetentionPolicy"), lambda before, after: before == after, again="done", changes=False, refusals=exchange()),
    "restore-deleted-items": Try("ella.enabled", deleted_items, lambda before, after: any("Minutes" in one for one in before) and not any("Minutes" in one for one in after) and len(after) == 1, ("subject=Minutes",),
                                 tenant=EXPORTS, refusals=(Refusal("no role for it", "pam.password", ("Exchange",), unreadable=True),)),
    "give-send-on-behalf": Try("pam.password", behalf, lambda before, after: set(after) - set(before) == {COLLEAGUE}, (f"user={COLLEAGUE}",), refusals=exchange((f"user={COLLEAGUE}",)) + (
        Refusal("nobody", "pam.password", ('no recipient "nobody@contoso.com"',), ("user=nobody@contoso.com",)),)),
    "give-folder-permission": Try("pam.password", lookers, lambda before, after: after[COLLEAGUE] == (["Editor"], "Delegate,CanViewPrivateItems"), (f"user={COLLEAGUE}", "right=Editor", "delegate=private"),
                                  refusals=exchange((f"user={COLLEAGUE}", "right=Reviewer"))[:1] + (
        Refusal("nobody", "pam.password", ('no recipient "x@contoso.com"',), ("user=x@contoso.com", "right=Reviewer")),
        Refusal("no delegate but an editor", "pam.password", ("delegate",), (f"user={COLLEAGUE}", "right=Reviewer", "delegate=yes"), USAGE),
        Refusal("a right of calendars", "pam.password", ("only on calendar folders",), (f"user={COLLEAGUE}", "right=LimitedDetails", "folder=Contacts")))),
    "allow-phone": Try("sid.synced", blocked_phones, lambda before, after: (after[1], after[0]) == (before[0], []), ("device=Pixel 9",), before=bar_phone, refusals=(
        Refusal("no such phone", "sid.synced", ('no phone "x"',), ("device=x",)),)),
    "wipe-phone": Try("sid.synced", wiped_phones, ["Pixel 9"], ("device=Pixel 9",), refusals=(
        Refusal("not named", "sid.synced", ("the name must be typed",), ("device=Pixel 9",), named=False, end=REFUSED),
        Refusal("no such phone", "sid.synced", ('no phone "x"',), ("device=x",)))),
    "assign-phone-number": Try("pam.password", phone_number, lambda before, after: (before, after) == (None, ("+31201230002", "callingPlan", "primary")), ("number=+31201230002",), refusals=(
        Refusal("somebody's", "pam.password", ("somebody else has the number", "unassign-phone-number"), ("number=+31201230001",)),
        Refusal("a conference's", "pam.password", ("is in use, by no user",), ("number=+31201230009",)),
        Refusal("none of the tenant's", "pam.password", ("the tenant has no number", "directRouting"), ("number=+31209999999",)),
        Refusal("no licence", "una.unlicensed", ("license for Teams Phone",), ("number=+31201230002",)),
        Refusal("has one", "rob.remediated", ("the user has the number +31201230001",), ("number=+31201230002",)),
        Refusal("no number", "pam.password", ("with its country",), ("number=0201230002",), USAGE))),
    "unassign-phone-number": Try("rob.remediated", phone_number, None, refusals=(
        Refusal("somebody else's", "pam.password", ("does not have that number",), ("number=+31201230001",)),)),
    "cancel-meetings": Try("pam.password", calendar_items, lambda before, after: after < before, ("days=365",), again="done", changes=False, refusals=exchange(("days=365",)) + (
        Refusal("too far", "pam.password", ("1 to 1825",), ("days=2000",), USAGE),
        Refusal("not named", "pam.password", ("the name must be typed",), named=False, end=REFUSED))),
    "enable-archive": Try("pam.password", mailbox("ArchiveStatus"), ("Active",), refusals=exchange() + (
        Refusal("no plan for it", "pam.password", ("can't have an archive",), before=kiosk),)),
    "disable-forwarding": Try("pam.password", MAIL_FORWARD, (None, None, False), before=forward, refusals=exchange()[:1]),
    "set-forwarding": Try("pam.password", MAIL_FORWARD, (None, "smtp:someone@elsewhere.example", False), ("address=someone@elsewhere.example", "keep_copy=false"),
                          refusals=exchange(("address=someone@elsewhere.example",)) + (
        Refusal("no address", "pam.password", ("e-mail address",), ("address=xx",)),
        Refusal("to itself", "pam.password", ("forward to itself",), ("address=pam.password@contoso.com",)))),
    "disable-inbox-rule": Try("pam.password", rule("Bills"), (False,), ("rule=Bills",), before=make_rule(), refusals=exchange(("rule=Bills",))[:1] + (
        Refusal("no role for rules", "pam.password", ("Exchange",), ("rule=Bills",), tenant=VIEW_ONLY, unreadable=True),
        Refusal("no such rule", "pam.password", ('no inbox rule "Bills"', "roster show"), ("rule=Bills",)),
        Refusal("no rule named", "pam.password", ("rule",), (), USAGE))),
    "enable-inbox-rule": Try("pam.password", rule("Bills"), (True,), ("rule=Bills",), before=make_rule(False), refusals=exchange(("rule=Bills",))[:1]),
    "delete-inbox-rule": Try("pam.password", rule("Bills"), (None,), ("rule=Bills",), again="no inbox rule", before=make_rule(), refusals=exchange(("rule=Bills",))[:1]),
    "disable-device": Try("pam.password", devices, lambda before, after: after == before | {"LAPTOP-59614": False}, ("device=LAPTOP-59614",), refusals=(
        Refusal("no such device", "pam.password", ('no device "x"', "--panel devices"), ("device=x",)),
        Refusal("of an application, no Windows", "pam.password", ("Windows devices alone", "Cloud Device Administrator"), ("device=iPhone of pam.password",)),
        Refusal("no permission", "pam.password", ("needs the permission Device.ReadWrite.All",), ("device=LAPTOP-59614",), REFUSED, ("--roles", "User.Read.All,RoleManagement.Read.Directory,GroupMember.Read.All")))),
    "enable-device": Try("cleo.onceover", devices, lambda before, after: after == before | {"LAPTOP-63561": True}, ("device=LAPTOP-63561",), refusals=(
        Refusal("no such device", "cleo.onceover", ('no device "x"',), ("device=x",)),)),
    "block-phone": Try("sid.synced", blocked_phones, lambda before, after: (after[0], after[1]) == (before[1], []), ("device=Pixel 9",), before=allow_phone, refusals=(
        Refusal("no such phone", "sid.synced", ('no phone "x"',), ("device=x",)),)),
    "remove-phone": Try("sid.synced", phones, [], ("device=Pixel 9",), again="no phone", refusals=exchange(("device=Pixel 9",), "sid.synced")[:2] + (
        Refusal("no such phone", "sid.synced", ('no phone "x"',), ("device=x",)),
        Refusal("two of a name", "max.methods", ("2 phones are called", "the id of one"), ("device=Pixel 9",), UNCLEAR))),
    "disable-all-inbox-rules": Try("pam.password", rule("Bills"), (False,), ("hidden=true",), before=make_rule(), refusals=exchange()[:1] + (
        Refusal("no role for rules", "pam.password", ("Exchange",), tenant=VIEW_ONLY, unreadable=True),)),
    "remove-role": Try("pam.password", roles, [], ("assignment=user administrator",), again="no directory role", before=appoint, refusals=(
        Refusal("no such role", "pam.password", ('no directory role of his own "x"',), ("assignment=x",)),)),
    "give-role": Try("pam.password", roles, [LICENCES, USER_ADMINISTRATOR], ("role=user administrator", "role=License Administrator"), refusals=(
        Refusal("not named", "pam.password", ("the name must be typed",), ("role=User Administrator",), named=False, end=REFUSED),
        Refusal("no such role", "pam.password", ('no role is called "User"', "User Administrator"), ("role=User",), UNCLEAR),
        Refusal("nothing like it", "pam.password", ('no role "Nonsense"', "whole name"), ("role=Nonsense",)),
        Refusal("no such unit", "pam.password", ('no administrative unit "x"',), ("role=User Administrator", "unit=x")),
        Refusal("two units", "pam.password", ("2 administrative units are called",), ("role=User Administrator", "unit=Projects"), UNCLEAR),
        Refusal("ends at once", "pam.password", ("five minutes",), ("role=User Administrator", "until=+1m"), USAGE),
        Refusal("no licence for an end", "pam.password", ("Entra ID P2",), ("role=User Administrator", "until=+4h", "reason=x"), tenant=WITHOUT_P2),
        Refusal("no reason", "pam.password", ("JustificationRule", "reason"), ("role=User Administrator", "until=+4h")))),
    "take-role": Try("pam.password", roles, [], ("role=user administrator",), before=appoint, refusals=(
        Refusal("not named", "pam.password", ("the name must be typed",), ("role=User Administrator",), named=False, end=REFUSED, before=appoint),
        Refusal("no such role", "pam.password", ('no role "Nonsense"',), ("role=Nonsense",)))),
    "join-administrative-unit": Try("pam.password", units, differ(BERLIN), (f"unit={BERLIN}",), refusals=(
        Refusal("by rule", "pam.password", ("Branch Amsterdam", "follow from a rule"), ("unit=Branch Amsterdam",)),
        Refusal("two of a name", "pam.password", ("2 administrative units are called", "unit's id"), ("unit=Projects",), UNCLEAR),
        Refusal("no such unit", "pam.password", ('no administrative unit "x"',), ("unit=x",)))),
    "leave-administrative-unit": Try("pam.password", units, differ(BERLIN), (f"unit={BERLIN}",), before=join_unit),
    "disable-service-principal": Try("max.methods", principal(MERGE), False, (f"app={MERGE}",), refusals=(
        Refusal("not named", "max.methods", ("the name must be typed",), (f"app={MERGE}",), named=False, end=REFUSED),
        Refusal("Microsoft's own", "max.methods", ("Microsoft's own",), ("app=00000003-0000-0000-c000-000000000000",)),
        Refusal("no id", "max.methods", ("is no id",), ("app=Mail Merge Pro",), USAGE))),
    "enable-service-principal": Try("max.methods", principal(CRM), True, (f"app={CRM}",)),
    "remove-app-credentials": Try("max.methods", credentials, (0, 0, 0), (f"app={EXPENSES}",), refusals=(
        Refusal("from elsewhere", "max.methods", ("no application", "disable it for all"), (f"app={MERGE}",)),)),
    "remove-app-owner": Try("max.methods", owners, [], (f"app={EXPENSES}", f"owner={COLLEAGUE}"), again="no ownership"),
    "remove-link": Try("max.methods", open_for(BUDGET), [], (f"file={BUDGET}",), refusals=(
        Refusal("no such file", "max.methods", ("no such file", "audit log"), ("file=https://contoso.sharepoint.com/x",)),
        Refusal("from above", "max.methods", ("from the folder above",), (f"file={SUPPLIERS}", "link=members")),
        Refusal("no address", "max.methods", ("no address",), ("file=Budget 2026.xlsx",), USAGE))),
    "remove-role-group-member": Try("pam.password", in_role_group(), False, (f"group={ROLE_GROUP}",), before=join_role_group, refusals=(
        Refusal("no such role group", "pam.password", ('no role group "Nonsense"', "Organization Management"), ("group=Nonsense",)),
        Refusal("no role in Exchange", "pam.password", ("Exchange",), (f"group={ROLE_GROUP}",), tenant=NO_ROLE, unreadable=True))),
    "start-litigation-hold": Try("pam.password", HOLD, lambda before, after: after == (True, *before[1:]) or after == (False, True, "30.00:00:00"), refusals=exchange()[:1]),
    "end-litigation-hold": Try("pam.password", HOLD, lambda before, after: not after[0], before=let("Set-Mailbox", LitigationHoldEnabled=True), refusals=(
        Refusal("not named", "pam.password", ("the name must be typed",), named=False, end=REFUSED, before=let("Set-Mailbox", LitigationHoldEnabled=True)),)),
    "release-sender": Try("rita.risk", blocked, False, refusals=exchange(user="rita.risk")[1:2]),
    "retire-device": Try("pam.password", managed, lambda before, after: after == before | {"LAPTOP-59614": "retirePending"}, ("device=LAPTOP-59614",), refusals=(
        Refusal("no such device", "pam.password", ('no device that Intune manages "x"',), ("device=x",)),
        Refusal("no Intune", "pam.password", ("not applicable to target tenant",), ("device=x",), tenant=("--licence", "none"), unreadable=True))),
    "disable-sweep-rule": Try("pam.password", SWEPT, False, ("rule=tidy",), before=sweep, refusals=(Refusal("no such rule", "pam.password", ('no sweep rule "x"',), ("rule=x",)),)),
    "disable-transport-rule": Try("pam.password", FLOWN, False, ("rule=tidy",), before=flow_rule, refusals=(
        Refusal("not named", "pam.password", ("the name must be typed",), ("rule=tidy",), named=False, end=REFUSED, before=flow_rule),
        Refusal("no such rule", "pam.password", ('no mail flow rule "x"',), ("rule=x",)))),
    "remove-send-on-behalf": Try("pam.password", behalf, lambda before, after: set(before) - set(after) == {COLLEAGUE}, (f"user={COLLEAGUE}",), again="no delegate", before=let_send_for, refusals=(
        Refusal("nobody", "pam.password", ('no delegate "x"',), ("user=x",)),)),
    "remove-folder-permission": Try("pam.password", lookers, lambda before, after: set(before) - set(after) == {COLLEAGUE}, (f"user={COLLEAGUE}",), again="no right", before=let_look, refusals=(
        Refusal("nobody", "pam.password", ('"x" has no right on that folder', "--panel mail"), ("user=x",)),
        Refusal("no such folder", "pam.password", ('no folder "Nowhere"',), ("folder=Nowhere", "user=x")))),
    "freeze-protocols": Try("pam.password", protocols, (False, False, True, False, False, False, False, False), ("everything=true",), refusals=exchange()[:1]),
    "restore-protocols": Try("pam.password", protocols, (True, True, None, True, True, None, True, True), ("everything=true",),
                             before=let("Set-CASMailbox", ImapEnabled=False, OWAEnabled=False), refusals=exchange()[:1]),
    "clear-audit-bypass": Try("pam.password", bypassed, False, before=let("Set-MailboxAuditBypassAssociation", AuditBypassEnabled=True), refusals=exchange()[:1]),
    "edit-user": Try("pam.password", prop("department", "mobilePhone"), {"department": "Sales", "mobilePhone": None}, ("department=Sales", "mobilePhone="), refusals=(
        Refusal("nothing to change", "pam.password", ("nothing is to be changed",)),
        Refusal("synchronised", "sid.synced", ("comes from Active Directory",), ("department=Sales",)),
        Refusal("a bad name", "pam.password", ("userPrincipalName",), ("userPrincipalName=x",), USAGE))),
    "clear-contact-data": Try("pam.password", prop("mobilePhone", "otherMails"), {"mobilePhone": None, "otherMails": []}, before=reachable, refusals=(
        PRIVILEGED, Refusal("nothing to clear", "pam.password", ("neither the phone",), ("phone=false", "mails=false"), USAGE))),
    "remove-method": Try("pam.password", Straight.passes, [], ("method=temporaryAccessPass",), again="no authentication method", before=let_pass, refusals=(
        PRIVILEGED_METHOD, Refusal("no such method", "max.methods", ('no authentication method "x"', "--panel overview"), ("method=x",)))),
    "remove-grant": Try("max.methods", grants, without(MERGE), (f"grant={MERGE}",), again="no consent", refusals=(
        Refusal("no such consent", "max.methods", ('no consent "x"', "--panel apps"), ("grant=x",)),)),
    "remove-app-assignment": Try("max.methods", assignments, without("Mail Merge Pro"), ("assignment=mail merge pro",), again="no assignment", refusals=(
        Refusal("no such assignment", "pam.password", ('no assignment "x"',), ("assignment=x",)),)),
    "give-full-access": Try("pam.password", OPENERS, differ(COLLEAGUE), (f"user={COLLEAGUE}",), refusals=exchange((f"user={COLLEAGUE}",)) + (
        Refusal("nobody", "pam.password", ("Couldn't find the recipient",), ("user=nobody@contoso.com",)),)),
    "remove-full-access": Try("pam.password", OPENERS, differ(COLLEAGUE), (f"user={COLLEAGUE}",),
                              before=let("Add-MailboxPermission", User=COLLEAGUE, AccessRights=["FullAccess"]), refusals=exchange((f"user={COLLEAGUE}",))[:1]),
    "give-send-as": Try("pam.password", SENDERS, differ(COLLEAGUE), (f"user={COLLEAGUE}",), refusals=exchange((f"user={COLLEAGUE}",))[:1]),
    "remove-send-as": Try("pam.password", SENDERS, differ(COLLEAGUE), (f"user={COLLEAGUE}",),
                          before=let("Add-RecipientPermission", Trustee=COLLEAGUE, AccessRights=["SendAs"]), refusals=exchange((f"user={COLLEAGUE}",))[:1]),
    "set-out-of-office": Try(
        "pam.password", Straight.replies, lambda _before, after: after["AutoReplyState"] == "Enabled" and after["ExternalAudience"] == "Known" and
        "away &lt;b&gt; &amp; gone" in after["InternalMessage"] and after["ExternalMessage"] == after["InternalMessage"],
        ("message=away <b> & gone", "audience=known"), refusals=exchange(("message=x",)) + (
            Refusal("a calendar without an end", "pam.password", ("does not go with",), ("message=x", "calendar=blocked"), USAGE),
            Refusal("ends before it begins", "pam.password", ("end before it begins",), ("message=x", "from=2030-12-01", "until=2030-11-30"), USAGE),
            Refusal("no message", "pam.password", ("message",), (), USAGE))),
    "disable-out-of-office": Try("ella.enabled", Straight.replies, lambda before, after: after == before | {"AutoReplyState": "Disabled"},
                                 refusals=exchange(user="ella.enabled")),
    "add-to-group": Try("cleo.onceover", in_groups(GROUP, LIST), (True, True), (f"group={GROUP}", f"group={LIST}"), refusals=groups("add-to-group") + (
        Refusal("no recipient", "una.unlicensed", ("couldn't be found", "recipient"), (f"group={LIST}",)),)),
    "remove-from-group": Try("cleo.onceover", in_groups(GROUP, LIST), (False, False), (f"group={GROUP}", f"group={LIST}"), before=join,
                             refusals=groups("remove-from-group")),
    "provision-onedrive": Try("dirk.driveless", Straight.drive, lambda before, after: before is None and "/personal/dirk_driveless" in after, refusals=(
        Refusal("no licence", "una.unlicensed", ("did not take the request", "licence with SharePoint")),
        Refusal("guest", "paula.partner", ("did not take the request",)),
        Refusal("an application with a secret", "dirk.driveless", ("Unsupported app only token", "certificate"), tenant=("--certificate-only",), unreadable=True))),
    "set-onedrive-sharing": Try("enzo.enforced", Straight.sharing, 0, ("level=nobody",), refusals=(
        Refusal("no OneDrive", "dirk.driveless", ("no OneDrive yet", "provision-onedrive")),
        Refusal("further than the tenant", "enzo.enforced", ("can't be less restrictive",), ("level=anyone",)),
        Refusal("an application with a secret", "enzo.enforced", ("Unsupported app only token", "certificate"), tenant=("--certificate-only",), unreadable=True))),
    "give-onedrive-access": Try("enzo.enforced", Straight.site_admins, differ(COLLEAGUE), (f"user={COLLEAGUE}",), refusals=(
        Refusal("no OneDrive", "dirk.driveless", ("no OneDrive yet", "provision-onedrive"), (f"user={COLLEAGUE}",)),
        Refusal("nobody", "enzo.enforced", ("does not exist",), ("user=nobody@contoso.com",)),
        Refusal("an application itself", "enzo.enforced", ("name a colleague",), ("user=me",)),
        Refusal("an application with a secret", "enzo.enforced", ("Unsupported app only token", "certificate"), (f"user={COLLEAGUE}",), tenant=("--certificate-only",), unreadable=True))),
    "remove-onedrive-access": Try("enzo.enforced", Straight.site_admins, differ(COLLEAGUE), (f"user={COLLEAGUE}",), before=let_open, refusals=(
        Refusal("the owner", "enzo.enforced", ("the owner of the OneDrive",), ("user=enzo.enforced@contoso.com",)),)),
    "set-onedrive-limit": Try("enzo.enforced", Straight.limit, (512000, 460800), ("gigabytes=500",), refusals=(
        Refusal("more is in it", "enzo.enforced", ("in it already", "below_use"), ("gigabytes=1",)),
        Refusal("too much", "enzo.enforced", ("gigabytes",), ("gigabytes=99999",), USAGE),
        Refusal("no OneDrive", "dirk.driveless", ("no OneDrive yet",), ("gigabytes=500",)))),
    "confirm-safe": Try("rita.risk", Straight.risk, ("confirmedSafe", "none"), refusals=(
        Refusal("no licence for risk", "rita.risk", ("not licensed",), tenant=WITHOUT_P2, unreadable=True),)),
    "retry-provisioning": Try("pam.password", prop("serviceProvisioningErrors"), [], again="done", changes=False),
    "delete-device": Try("pam.password", devices, without("LAPTOP-59614"), LAPTOP, again="no device", refusals=(
        Refusal("no such device", "pam.password", ('no device "x"',), ("device=x",)),
        Refusal("of an application, no Windows", "pam.password", ("Windows devices alone",), ("device=iPhone of pam.password",)))),
    "sync-device": Try("pam.password", orders, one_more("syncDevice"), LAPTOP, again="done", refusals=(
        Refusal("no such device", "pam.password", ('no device that Intune manages "x"',), ("device=x",)),)),
    "lock-device": Try("pam.password", orders, one_more("remoteLock"), LAPTOP, again="done"),
    "restart-device": Try("pam.password", orders, one_more("rebootNow"), LAPTOP, again="done"),
    "wipe-device": Try("pam.password", managed, lambda before, after: after == before | {"LAPTOP-59614": "wipePending"}, LAPTOP, again="done", refusals=(
        Refusal("not named", "pam.password", ("the name must be typed",), LAPTOP, named=False, end=REFUSED),)),
    "resend-invitation": Try("paula.partner", prop("externalUserState"), "PendingAcceptance", again="done", before=pend, changes=False, refusals=(
        Refusal("one of the tenant's own", "pam.password", ("account of the tenant's own",)),)),
    "reset-redemption": Try("paula.partner", prop("externalUserState"), "PendingAcceptance", again="done", refusals=(
        Refusal("not named", "paula.partner", ("the name must be typed",), named=False, end=REFUSED),
        Refusal("another's address", "paula.partner", ("doesn't match any emails",), ("address=other@fabrikam.example",)))),
    "set-user-type": Try("paula.partner", prop("userType"), "Member", ("type=member",)),
    "convert-to-internal": Try("paula.partner", prop("userPrincipalName"), "paula@contoso.com", ("userPrincipalName=paula@contoso.com",), again="but the user is paula@contoso.com", refusals=(
        Refusal("not named", "paula.partner", ("the name must be typed",), ("userPrincipalName=paula@contoso.com",), named=False, end=REFUSED),
        Refusal("of another domain", "paula.partner", ("domain portion",), ("userPrincipalName=paula@fabrikam.com",)),
        Refusal("taken", "paula.partner", ("already exists",), ("userPrincipalName=pam.password@contoso.com",)))),
    "set-phone-method": Try("pam.password", phones_of, {"mobile": ("+31 612345678", "ready")}, ("telephone=+31 612345678",), refusals=(
        Refusal("not named", "pam.password", ("the name must be typed",), ("telephone=+31 612345678",), named=False, end=REFUSED),
        Refusal("no number", "pam.password", ("no telephone number", "country code"), ("telephone=0612345678",), USAGE),
        Refusal("no mobile phone first", "pam.password", ("needs a mobile phone first",), ("telephone=+31 612345678", "type=alternate")), dataclasses.replace(NO_GUEST, values=("telephone=+31 612345678",)))),
    "set-sms-sign-in": Try("pam.password", phones_of, {"mobile": ("+31 611111111", "notEnabled")}, ("on=false",), before=register, refusals=(
        Refusal("no phone", "pam.password", ("no mobile phone registered", "set-phone-method")),
        Refusal("not by policy", "max.methods", ("not enabled by policy",)))),
    "add-email-method": Try("pam.password", emails, ["x@elsewhere.example"], ("address=x@elsewhere.example",), refusals=(
        Refusal("there is one", "max.methods", ("there is one at most", "remove-method"), ("address=x@elsewhere.example",)),
        Refusal("no address", "pam.password", ("no e-mail address",), ("address=x",), USAGE))),
    "set-default-method": Try("max.methods", preferred, "oath", ("method=oath",), refusals=(
        Refusal("not registered", "pam.password", ("no method that can be used this way",), ("method=sms",)),)),
    "hand-over-groups": Try("pam.password", owned, [], (f"user={COLLEAGUE}",), before=own, refusals=(
        Refusal("nobody", "pam.password", ("does not exist",), ("user=nobody@contoso.com",)),
        Refusal("oneself", "pam.password", ("somebody else is to own them",), ("user=pam.password@contoso.com",)))),
    "remove-photo": Try(pictured, has_photo, False),
    "purge-user": Try("pam.password", exists, (False, False), before=delete, again="no user"),
    "add-onedrive-shortcut": Try("pam.password", Straight.shortcuts, ["Finance"], ("site=https://contoso.sharepoint.com/sites/finance",), refusals=(
        Refusal("no OneDrive", "dirk.driveless", ("no OneDrive yet", "provision-onedrive"), ("site=Finance",)),
        Refusal("unknown site", "pam.password", ('no site "Nowhere"', "address"), ("site=Nowhere",)),
        Refusal("a part of a name", "pam.password", ('no site is called "i"', "address"), ("site=i",), UNCLEAR),
        Refusal("several sites", "pam.password", ("2 sites are called", "address"), ("site=Handbook",), UNCLEAR),
        Refusal("unknown library", "pam.password", ('no library "No"', "leave library empty"), ("site=Finance", "library=No")),
        Refusal("no site", "pam.password", ("site",), (), USAGE))),
}


class Trial:
    """A Try or a Refusal in one tenant: the user is found, what must be there is made, and roster gets its words."""

    def __init__(self, tenant, name, what):
        self.tenant, self.name, self.what, self.straight = tenant, name, what, Straight(tenant)
        self.user = what.user(self.straight) if callable(what.user) else self.straight.id(what.user)
        self.address = self.straight.user(self.user, "userPrincipalName")["userPrincipalName"]
        if what.before:
            what.before(self.straight, self.user)

    def words(self, named=True):
        words = ["do", self.name, self.user]
        for value in self.what.values:
            words += ["--set", value]
        # a deleted user is called otherwise, and needs no name typed
        return words + (["--name", self.address] if named and self.name != "restore-user" else [])

    def read(self):
        return TABLE[self.name].read(self.straight, self.user)
