/* P07 and P09: devices that are new, and those that a kit registered. */
#include "base/alloc.h"
#include "codec/json.h"
#include "research/found.h"
#include "research/lists.h"
#include <string.h>
#include <strings.h>

/* A device, as audit, directory, Intune and Exchange know it. */
struct seen {
    const char *name, *ids[2];   /* ids: as the record has it, and as the directory knows it; "" */
    int64_t time;                /* registered, enrolled or first synchronised */
    const struct fact *facts[4]; /* what proves it; NULL-terminated unless full */
    bool registered;             /* joined or registered, not only managed or synchronised */
    bool mail_only;              /* a mail partnership */
    bool marked;                 /* carries the marks of a kit */
};

struct seen_devices {
    struct seen *at;
    size_t count;
};

static void add_fact(struct seen *device, const struct fact *fact)
{
    for (size_t i = 0; i < sizeof device->facts / sizeof device->facts[0]; i++)
        if (!device->facts[i] || device->facts[i]->record == fact->record) {
            device->facts[i] = fact;
            return;
        }
}

static bool has_id(const struct seen *device, const char *id)
{
    return *id && (!strcasecmp(device->ids[0], id) || !strcasecmp(device->ids[1], id));
}

/* By its id; by its name where one of both has none, or where the record is of another service (`loosely`), whose ids differ. */
static struct seen *find_seen(struct seen_devices *devices, const char *name, const char *id, bool loosely)
{
    for (size_t i = 0; i < devices->count; i++)
        if (has_id(&devices->at[i], id))
            return &devices->at[i];
    for (size_t i = 0; i < devices->count; i++)
        if (*name && !strcasecmp(devices->at[i].name, name) && (loosely || !*id || !*devices->at[i].ids[0]))
            return &devices->at[i];
    return NULL;
}

/* By its name, when it was seen at the same time. */
static struct seen *find_at(struct seen_devices *devices, const char *name, int64_t time)
{
    for (size_t i = 0; i < devices->count; i++)
        if (*name && !strcasecmp(devices->at[i].name, name) &&
            found_near(devices->at[i].time, time, MINUTES(LIMIT_DEVICE_SAME)))
            return &devices->at[i];
    return NULL;
}

static struct seen *push(struct seen_devices *devices, struct seen device)
{
    devices->at = xrealloc(devices->at, (devices->count + 1) * sizeof *devices->at);
    devices->at[devices->count] = device;
    return &devices->at[devices->count++];
}

static bool has_kit_version(struct judging *judging, const char *name, const char *version)
{
    const struct list_row *row = lists_find(judging->lists, LIST_DEVICE_MARKS, version);
    return !strncasecmp(name, "DESKTOP-", 8) && row && !strcmp(row->fields[0], "os-version");
}

static const char *device_name(struct judging *judging, const struct audit *audit)
{
    const struct json *target = audit_target(audit, "Device", 0);
    const char *name = json_text_or(json_get(target, "displayName"), "");
    return text_of(judging, "%s", *name ? name : audit_new(audit, "Device.DisplayName"));
}

/* Whether a row of the audit is about the subject: it names nobody else, and no other row says whose the device is. */
static bool is_ours(struct judging *judging, struct audits audits, size_t at)
{
    const struct audit *audit = audits.at[at];
    if (audit->on_subject || audit_target(audit, "User", 0))
        return audit->on_subject;
    for (size_t i = 0; i < audits.count; i++)
        if (!audits.at[i]->on_subject && audit_target(audits.at[i], "User", 0) &&
            !strcasecmp(device_name(judging, audits.at[i]), device_name(judging, audit)))
            return false;
    return true;
}

/* Devices of the audit log of the window. A row that names none belongs to the device before it. */
static void take_audits(struct judging *judging, struct seen_devices *devices)
{
    struct audits audits = audits_of(judging, "P07", IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < audits.count; i++) {
        const struct audit *audit = audits.at[i];
        if (!is_ours(judging, audits, i))
            continue;
        const char *name = device_name(judging, audit);
        const char *id = json_text_or(json_get(audit_target(audit, "Device", 0), "id"), "");
        struct seen *device = find_seen(devices, name, id, false),
                    *last = devices->count ? devices->at + devices->count - 1 : NULL;
        if (!device && !*name && !*id && last && found_near(last->time, audit->fact.time, MINUTES(LIMIT_DEVICE_SAME)))
            device = last;
        if (!device)
            device = push(devices,
                          (struct seen){.name = name, .ids = {id, ""}, .time = audit->fact.time, .registered = true});
        device->marked |= lists_device_name(judging->lists, name) ||
                          has_kit_version(judging, name, audit_new(audit, "DeviceOSVersion"));
        add_fact(device, &audit->fact);
    }
}

/* Devices of the directory: those of the window where the audit could not be read, and at any time those of a kit. */
static void take_directory(struct judging *judging, struct seen_devices *devices)
{
    const struct evidence *evidence = judging->evidence;
    for (size_t i = 0; i < evidence->devices_count; i++) {
        const struct device *row = &evidence->devices[i];
        struct seen *device = find_seen(devices, "", row->id, false);
        device = device ? device : find_seen(devices, row->name, row->device_id, false);
        device = device ? device : find_at(devices, row->name, row->fact.time);
        bool new = row->fact.time >= judging->from && !evidence_has(evidence, RESEARCH_AUDITS);
        if (!device && (new || row->marked))
            device = push(devices, (struct seen){.name = row->name,
                                                 .ids = {row->device_id, row->id},
                                                 .time = row->fact.time,
                                                 .registered = true});
        if (device) {
            device->ids[1] = has_id(device, row->device_id) ? row->id : row->device_id;
            device->marked |= row->marked;
            add_fact(device, &row->fact);
        }
    }
}

/* Devices that Intune manages, and mail partnerships, that are new in the window. */
static void take_items(struct judging *judging, struct seen_devices *devices)
{
    static const struct {
        enum research_source source;
        const char *time, *name, *id;
        bool mail_only;
    } lists[] = {{RESEARCH_MANAGED_DEVICES, "enrolledDateTime", "deviceName", "azureADDeviceId", false},
                 {RESEARCH_MOBILE_DEVICES, "FirstSyncTime", "DeviceFriendlyName", "DeviceId", true}};
    for (size_t l = 0; l < 2; l++) {
        size_t count;
        const struct item *items = evidence_items(judging->evidence, lists[l].source, &count);
        for (size_t i = 0; i < count; i++) {
            const char *name = item_text(&items[i], lists[l].name), *id = item_text(&items[i], lists[l].id);
            int64_t time = item_time(&items[i], lists[l].time);
            struct seen *device = find_seen(devices, name, id, true);
            for (size_t d = 0; lists[l].mail_only && !device && d < devices->count; d++)
                if (devices->at[d].registered && found_near(devices->at[d].time, time, MINUTES(LIMIT_DEVICE_SAME)))
                    device = &devices->at[d];
            if (time < judging->from || time > judging->evidence->until)
                continue;
            if (!device)
                device = push(devices, (struct seen){.name = *name ? name : id,
                                                     .ids = {id, ""},
                                                     .time = time,
                                                     .mail_only = lists[l].mail_only});
            add_fact(device, &items[i].fact);
        }
    }
}

static struct seen_devices devices_of(struct judging *judging)
{
    struct seen_devices devices = {NULL, 0};
    take_audits(judging, &devices);
    take_directory(judging, &devices);
    take_items(judging, &devices);
    return devices;
}

/* Whether the device is still there, and enabled. */
static enum finding_state state_of(const struct evidence *evidence, const struct seen *device)
{
    for (size_t i = 0; i < evidence->devices_count; i++) {
        const struct device *row = &evidence->devices[i];
        if (has_id(device, row->device_id) || has_id(device, row->id) ||
            (*device->name && !strcasecmp(device->name, row->name)))
            return row->enabled ? FINDING_ACTIVE : FINDING_PAST;
    }
    if (!device->registered)
        return FINDING_ACTIVE; /* it is in the list of what is managed, or synchronises, now */
    return evidence_whole(evidence, RESEARCH_DEVICES) ? FINDING_PAST : FINDING_UNKNOWN;
}

static void prove(struct judging *judging, struct finding *finding, const struct seen *device)
{
    for (size_t i = 0; i < sizeof device->facts / sizeof device->facts[0] && device->facts[i]; i++)
        finding_evidence(judging, finding, device->facts[i], "device=%s", device->name);
}

/* ---- P07 ---- */

static bool is_resource(struct judging *judging, const struct sign_in *row, const char *role)
{
    return lists_marked(lists_find(judging->lists, LIST_RESOURCES, row->resource_id), 2, role);
}

static bool single_factor_before(struct judging *judging, int64_t time)
{
    struct sign_ins rows = sign_ins_of(judging, SUCCEEDED);
    for (size_t i = 0; i < rows.count; i++)
        if (rows.at[i]->single_factor == TRI_YES && rows.at[i]->fact.time <= time &&
            rows.at[i]->fact.time >= time - MINUTES(LIMIT_DEVICE_BROKER) &&
            is_resource(judging, rows.at[i], "device-registration"))
            return true;
    return false;
}

static void find_new(struct judging *judging)
{
    struct seen_devices devices = devices_of(judging);
    for (size_t i = 0; i < devices.count; i++) {
        const struct seen *device = &devices.at[i];
        if (device->time < judging->from)
            continue;
        bool high = device->registered && single_factor_before(judging, device->time);
        struct finding *finding = finding_add(judging,
                                              &(struct finding_fact){.severity = device->mail_only ? SEVERITY_LOW
                                                                                 : high            ? SEVERITY_HIGH
                                                                                                   : SEVERITY_MEDIUM,
                                                                     .time = device->time,
                                                                     .about = device->name,
                                                                     .state = state_of(judging->evidence, device),
                                                                     .by_subject = true},
                                              "new device %s%s", *device->name ? device->name : "(without a name)",
                                              device->mail_only ? " synchronises mail" : "");
        prove(judging, finding, device);
        if (high)
            finding_more(judging, finding, "it was registered after a sign-in with a single factor");
    }
    xfree(devices.at);
}

/* ---- P09 ---- */

/* The sign-ins around a registration. */
struct around {
    const struct sign_in *broker; /* a stray one of the broker to the registration service shortly before; NULL: none */
    const struct sign_in *token;  /* a stray one by a primary refresh token shortly after; NULL: none */
    bool device_code;             /* one of them began with a device code */
};

static bool has_device_code(const struct sign_in *row)
{
    return !strcasecmp(row->protocol, "deviceCode") || !strcasecmp(row->transfer, "deviceCodeFlow");
}

static bool is_broker(struct judging *judging, const struct sign_in *row)
{
    return lists_marked(lists_find(judging->lists, LIST_CLIENTS_KNOWN, row->app_id), 2, "broker") &&
           is_resource(judging, row, "device-registration");
}

static bool is_token(const struct sign_in *row)
{
    static const char provider[] = "Windows-AzureAD-Authentication-Provider";
    return !strcasecmp(row->token_type, "primaryRefreshToken") && row->managed != TRI_YES && row->os != OS_IOS &&
           row->os != OS_ANDROID && strcasecmp(row->bound, "bound") != 0 &&
           strcasecmp(row->app, "Windows Sign In") != 0 && !strcasestr(row->place.agent, provider);
}

static struct around around_of(struct judging *judging, int64_t time)
{
    struct around around = {NULL, NULL, false};
    struct sign_ins rows = sign_ins_of(judging, SUCCEEDED | STRAY);
    for (size_t i = 0; time && i < rows.count; i++) {
        const struct sign_in *row = rows.at[i];
        if (row->fact.time <= time && row->fact.time >= time - MINUTES(LIMIT_DEVICE_BROKER) && is_broker(judging, row))
            around.broker = row;
        if (!around.token && row->fact.time >= time && row->fact.time <= time + MINUTES(LIMIT_DEVICE_TOKEN) &&
            is_token(row))
            around.token = row;
    }
    around.device_code = (around.broker && has_device_code(around.broker)) ||
                         (around.token && has_device_code(around.token));
    return around;
}

/* How many devices were registered in the quarter of an hour that begins with this one. */
static size_t burst_from(const struct seen_devices *devices, const struct seen *first)
{
    size_t count = 0;
    for (size_t i = 0; i < devices->count; i++)
        count += devices->at[i].registered && devices->at[i].time >= first->time &&
                 devices->at[i].time <= first->time + MINUTES(LIMIT_DEVICE_BURST_MINUTES);
    return first->registered && first->time ? count : 0;
}

static void drop_new(struct judging *judging, const char *name)
{
    struct finding *finding = found_about(judging, "P07", name);
    if (finding)
        finding_drop(judging, finding);
}

static struct finding *add_rogue(struct judging *judging, const struct seen *device, const struct around *around,
                                 bool critical, const char *text)
{
    const struct sign_in *first = around->broker ? around->broker : around->token;
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){.severity = critical ? SEVERITY_CRITICAL : SEVERITY_HIGH,
                               .time = device->time,
                               .about = device->name,
                               .place = first ? &first->place : NULL,
                               .undated = device->time < judging->from,
                               .state = state_of(judging->evidence, device),
                               .by_subject = true},
        "%s", text);
    prove(judging, finding, device);
    if (around->broker) {
        finding_evidence(judging, finding, &around->broker->fact, "appId=%s", around->broker->app_id);
        finding_place(judging, finding, &around->broker->place);
    }
    if (around->token) {
        finding_evidence(judging, finding, &around->token->fact, "incomingTokenType=%s", around->token->token_type);
        finding_place(judging, finding, &around->token->place);
        if (!strcasecmp(around->token->bound, "unbound"))
            finding_more(judging, finding, "its token is bound to no device");
    }
    drop_new(judging, device->name);
    return finding;
}

static void find_burst(struct judging *judging, const struct seen_devices *devices)
{
    for (size_t i = 0; i < devices->count; i++) {
        const struct seen *first = &devices->at[i];
        size_t count = burst_from(devices, first);
        if (count < LIMIT_DEVICE_BURST)
            continue;
        struct around around = around_of(judging, first->time);
        bool marked = false;
        for (size_t j = 0; j < devices->count; j++)
            marked |= devices->at[j].marked &&
                      found_near(devices->at[j].time, first->time, MINUTES(LIMIT_DEVICE_BURST_MINUTES));
        struct finding *finding = add_rogue(
            judging, first, &around, around.token && (marked || around.device_code),
            text_of(judging, "%zu devices were registered within %d minutes", count, LIMIT_DEVICE_BURST_MINUTES));
        for (size_t j = 0; j < devices->count; j++)
            if (devices->at[j].registered && devices->at[j].time >= first->time &&
                devices->at[j].time <= first->time + MINUTES(LIMIT_DEVICE_BURST_MINUTES)) {
                prove(judging, finding, &devices->at[j]);
                drop_new(judging, devices->at[j].name);
            }
        return;
    }
}

/* Whether the one finding about a burst tells of this device already. */
static bool is_told(struct judging *judging, const struct seen *device)
{
    struct findings findings = findings_of(judging, "P09");
    for (size_t i = 0; i < findings.count; i++)
        for (size_t j = 0; j < findings.at[i]->evidence_count; j++)
            if (device->facts[0] && findings.at[i]->evidence[j].record == device->facts[0]->record)
                return true;
    return false;
}

static void find_rogue(struct judging *judging)
{
    struct seen_devices devices = devices_of(judging);
    find_burst(judging, &devices);
    for (size_t i = 0; i < devices.count; i++) {
        const struct seen *device = &devices.at[i];
        struct around around = around_of(judging, device->time);
        bool through_broker = around.broker && (around.device_code || around.token);
        if (!device->registered || (!device->marked && !through_broker) || is_told(judging, device))
            continue;
        add_rogue(
            judging, device, &around, around.token && (device->marked || around.device_code),
            text_of(judging, "device %s was registered%s%s%s", device->name,
                    around.broker ? text_of(judging, " through the broker from %s", around.broker->place.address) : "",
                    device->marked ? " with the marks of a kit" : "",
                    around.token ? ", then used a primary refresh token" : ""));
    }
    xfree(devices.at);
}

static const struct indicator rows[] = {
    {
        .id = "P07",
        .name = "device.new",
        .title = "A device was registered, enrolled or first synchronised",
        .why = "A device of the intruder's has tokens of its own.",
        .false_positives = "new hardware",
        .steps = {"S4"},
        .needs = {RESEARCH_AUDITS, RESEARCH_DEVICES, RESEARCH_MANAGED_DEVICES, RESEARCH_MOBILE_DEVICES,
                  RESEARCH_SOURCES},
        .find = find_new,
    },
    {
        .id = "P09",
        .name = "device.rogue",
        .title = "A device was registered by a phishing kit",
        .why = "Its primary refresh token outlives the end of all sessions and a new password.",
        .false_positives = "old Windows images, Autopilot",
        .steps = {"S4", "S5", "S13"},
        .flags = INDICATOR_UNEXPLAINABLE | INDICATOR_DATELESS,
        .needs = {RESEARCH_AUDITS, RESEARCH_DEVICES, RESEARCH_SIGN_INS, RESEARCH_SOURCES},
        .find = find_rogue,
    },
};

const struct indicator_rows device_rules = {rows, sizeof rows / sizeof rows[0]};
