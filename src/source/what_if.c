/* The what-if of Conditional Access: a sign-in that is described, as a request. It is a POST and changes nothing (REQUESTS §2.5). */
#include "api/graph/graph.h"
#include "base/guid.h"
#include "codec/json.h"
#include "source/rows.h"
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define VALUES(...)                                                                                                    \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

enum { BODY = 4096 };

const struct source_input what_if_inputs[] = {
    {"application", "Application", "office, exchange, sharepoint, teams, azure, graph, or an application id", NULL},
    {"user-action", "User action", "instead of an application",
     VALUES("registerSecurityInformation", "registerOrJoinDevices")},
    {"platform", "Platform", NULL, VALUES("windows", "macOS", "iOS", "android", "linux", "windowsPhone")},
    {"client", "Client", NULL,
     VALUES("browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other")},
    {"country", "Country", "two letters, such as NL; it goes with an address", NULL},
    {"address", "IP address", "such as 203.0.113.7", NULL},
    {"flow", "Flow", NULL, VALUES("deviceCodeFlow", "authenticationTransfer")},
    {"user-risk", "User risk", NULL, VALUES("none", "low", "medium", "high")},
    {"sign-in-risk", "Sign-in risk", NULL, VALUES("none", "low", "medium", "high")},
    {"compliant", "Compliant device", NULL, VALUES("yes", "no")},
    {.name = NULL},
};
enum { APPLICATION, ACTION, PLATFORM, CLIENT, COUNTRY, ADDRESS, FLOW, USER_RISK, SIGN_IN_RISK, COMPLIANT, INPUTS };
_Static_assert(COUNT_OF(what_if_inputs) == INPUTS + 1, "a name for each input");

/* --- what is asked --- */

static const char *const *find_value(const char *const *values, const char *text)
{
    while (*values && strcasecmp(*values, text) != 0)
        values++;
    return *values ? values : NULL;
}

static bool take_pair(struct arena *arena, const char *pair, const char *out[INPUTS], struct err *e)
{
    size_t length = strcspn(pair, "="), i = 0;
    while (i < INPUTS &&
           (strlen(what_if_inputs[i].name) != length || strncmp(what_if_inputs[i].name, pair, length) != 0))
        i++;
    if (i == INPUTS || !pair[length]) {
        auto_buf struct buf names = buf_make(BODY);
        for (i = 0; i < INPUTS; i++)
            buf_printf(&names, "%s%s", i ? ", " : "", what_if_inputs[i].name);
        err_set(e, ERR_USAGE, "\"%s\" describes no sign-in", pair);
        return err_hint(e, "name=value, parted by commas, of %s", buf_text(&names));
    }
    const struct source_input *input = &what_if_inputs[i];
    const char *value = pair + length + 1;
    const char *const *known = input->values ? find_value(input->values, value) : &value;
    if (!known) {
        auto_buf struct buf values = buf_make(BODY);
        for (const char *const *one = input->values; *one; one++)
            buf_printf(&values, "%s%s", one == input->values ? "" : ", ", *one);
        err_set(e, ERR_USAGE, "%s is not \"%s\"", input->name, value);
        return err_hint(e, "one of %s", buf_text(&values));
    }
    out[i] = **known ? arena_strdup(arena, *known) : NULL;
    return true;
}

static bool take_all(struct arena *arena, const char *text, const char *out[INPUTS], struct err *e)
{
    static const char between[] = ",\n";
    for (const char *at = text + strspn(text, ", \n"); *at; at += strspn(at, ", \n")) {
        size_t length = strcspn(at, between);
        if (!take_pair(arena, arena_strndup(arena, at, length), out, e))
            return false;
        at += length;
    }
    return true;
}

/* Names for the applications that people ask about; ids as they are. */
static const char *application_of(struct arena *arena, const char *text, struct err *e)
{
    static const struct {
        const char *name, *id;
    } names[] = {
        {"office", "4765445b-32c6-49b0-83e6-1d93765276ca"},     {"exchange", "00000002-0000-0ff1-ce00-000000000000"},
        {"sharepoint", "00000003-0000-0ff1-ce00-000000000000"}, {"teams", "1fec8e78-bce4-4aaf-ab1b-5451cc387264"},
        {"azure", "797f4846-ba00-4fd7-ba43-dac1f8f63013"},      {"graph", "00000003-0000-0000-c000-000000000000"}};
    char id[GUID_TEXT];
    struct guid guid;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (!strcasecmp(names[i].name, text))
            return names[i].id;
    if (guid_parse(text, strlen(text), &guid))
        return arena_strdup(arena, guid_format(&guid, id));
    err_set(e, ERR_USAGE, "\"%s\" is no application", text);
    err_hint(e, "%s", what_if_inputs[APPLICATION].help);
    return NULL;
}

static void put(struct json_writer *w, const char *name, const char *text)
{
    if (!text)
        return;
    json_member_text(w, name, text);
}

static void put_conditions(struct json_writer *w, const char *const in[INPUTS])
{
    json_name(w, "signInConditions");
    json_open(w, '{');
    put(w, "devicePlatform", in[PLATFORM]);
    put(w, "clientAppType", in[CLIENT]);
    put(w, "country", in[COUNTRY]);
    put(w, "ipAddress", in[ADDRESS]);
    put(w, "userRiskLevel", in[USER_RISK]);
    put(w, "signInRiskLevel", in[SIGN_IN_RISK]);
    if (in[FLOW]) {
        json_name(w, "authenticationFlow");
        json_open(w, '{');
        put(w, "transferMethod", in[FLOW]);
        json_close(w);
    }
    if (in[COMPLIANT]) {
        json_name(w, "deviceInfo");
        json_open(w, '{');
        json_member_bool(w, "isCompliant", !strcmp(in[COMPLIANT], "yes"));
        json_close(w);
    }
    json_close(w);
}

static void put_body(const struct reading *reading, const char *const in[INPUTS], const char *application,
                     struct buf *out)
{
    struct json_writer w = json_writer(out);
    json_open(&w, '{');
    json_name(&w, "signInIdentity");
    json_open(&w, '{');
    put(&w, "@odata.type", "#microsoft.graph.userSignIn");
    put(&w, "userId", reading->subject);
    json_close(&w);
    json_name(&w, "signInContext");
    json_open(&w, '{');
    if (in[ACTION]) {
        put(&w, "@odata.type", "#microsoft.graph.userActionContext");
        put(&w, "userAction", in[ACTION]);
    } else {
        put(&w, "@odata.type", "#microsoft.graph.applicationContext");
        json_name(&w, "includeApplications");
        json_open(&w, '[');
        json_put_text(&w, application);
        json_close(&w);
    }
    json_close(&w);
    put_conditions(&w, in);
    json_member_bool(&w, "appliedPoliciesOnly", false);
    json_close(&w);
}

enum source_step what_if_step(struct reading *reading, const struct http_reply *reply)
{
    const char *in[INPUTS] = {NULL}, *application;
    struct err e = {.code = ERR_OK};
    auto_buf struct buf body = buf_make(BODY);
    if (reply)
        return pages_step(reading, reply);
    if (!take_all(reading->arena, reading->text, in, &e) ||
        !(application = application_of(reading->arena, in[APPLICATION] ? in[APPLICATION] : "office", &e)))
        return reading_stop(reading, NULL, &e);
    put_body(reading, in, application, &body);
    reading->request = graph_write(reading->arena, reading->endpoints, "POST", "/identity/conditionalAccess/evaluate",
                                   buf_text(&body), 0, NULL);
    reading->request->repeat = HTTP_READ;
    return pages_once(reading);
}
