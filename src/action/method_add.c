/* A telephone or an address that is registered for a user, signing in by text message, and the default method (REQUESTS §6.5, §16.4). */
#include "action/rows.h"
#include "action/thing.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static struct http_request *read_list(struct flow *flow, const char *segment)
{
    return graph_get(
        flow->arena, flow->endpoints,
        graph_user_path(flow->arena, flow->target->id, arena_printf(flow->arena, "/authentication/%s", segment)));
}

static struct http_request *write_method(struct flow *flow, const char *method, const char *rest, const char *body,
                                         long status)
{
    struct http_request *write = graph_write(
        flow->arena, flow->endpoints, method,
        graph_user_path(flow->arena, flow->target->id, arena_printf(flow->arena, "/authentication/%s", rest)), body,
        status, status == 201 ? "{}" : NULL);
    if (status == 201)
        write->repeat = HTTP_CONSUMES;
    return write;
}

/* --- set-phone-method: each type has one id in every tenant, and is there once --- */

static const struct {
    const char *choice, *type, *id;
} types[] = {{"mobile", "mobile", "3179e48a-750b-4051-897c-87b9720928f7"},
             {"alternate", "alternateMobile", "b6332ec1-7057-4abe-9331-3d72feddfe41"},
             {"office", "office", "e37fc753-ff3b-4958-9484-eaa9425c82bc"}};

struct phone {
    bool there;
};

static size_t wanted_type(struct flow *flow)
{
    const char *type = flow->restore ? change_restored(flow, "type") : flow_value(flow, "type");
    for (size_t i = 0; type && i < sizeof types / sizeof types[0]; i++)
        if (!strcmp(types[i].choice, type))
            return i;
    return 0;
}

/* Undo of a phone that was not there takes it away. */
static const char *wanted_number(struct flow *flow)
{
    return flow->restore ? change_restored(flow, "number") : flow_value(flow, "telephone");
}

static struct http_request *read_phones(struct flow *flow)
{
    return read_list(flow, "phoneMethods");
}

static const struct json *phone_in(struct flow *flow, const struct json *now)
{
    for (const struct json *one = json_first(json_get(now, "value")); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "id"), ""), types[wanted_type(flow)].id))
            return one;
    return NULL;
}

static bool digits_same(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a == ' ')
            a++;
        while (*b == ' ')
            b++;
        if (*a != *b)
            return false;
        if (!*a)
            return true;
    }
}

static int unreadable(struct flow *flow)
{
    flow_refuse(flow, ERR_PARSE, "the list of methods came in a form that cannot be read", "try again");
    return -1;
}

static int phone_same(struct flow *flow, const struct json *now)
{
    if (json_kind(json_get(now, "value")) != JSON_ARRAY)
        return unreadable(flow);
    const struct json *phone = phone_in(flow, now);
    const char *number = json_text_or(json_get(phone, "phoneNumber"), ""), *wanted = wanted_number(flow);
    struct phone *p = flow->state = arena_alloc(flow->arena, sizeof *p);
    p->there = phone != NULL;
    if (!wanted)
        return !phone;
    if (strchr(number, 'X')) /* masked: the service's answer is what there is to go by */
        return change_reads_back(flow);
    return phone && digits_same(number, wanted);
}

static const char *phone_keep(struct flow *flow, const struct json *now)
{
    const char *number = json_text(json_get(phone_in(flow, now), "phoneNumber"));
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    json_member_text(&w, "type", types[wanted_type(flow)].choice);
    if (number)
        json_member_text(&w, "number", number);
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

static struct http_request *phone_write(struct flow *flow)
{
    const struct phone *p = flow->state;
    size_t type = wanted_type(flow);
    const char *at = arena_printf(flow->arena, "phoneMethods/%s", types[type].id), *number = wanted_number(flow);
    if (!number)
        return write_method(flow, "DELETE", at, NULL, 204);
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&body);
    json_open(&w, '{');
    json_member_text(&w, "phoneNumber", number);
    json_member_text(&w, "phoneType", types[type].type);
    json_close(&w);
    const char *text = arena_strdup(flow->arena, buf_text(&body));
    return p->there ? write_method(flow, "PATCH", at, text, 204)
                    : write_method(flow, "POST", "phoneMethods", text, 201);
}

static const char *phone_say(struct flow *flow, enum change_end end)
{
    const char *type = types[wanted_type(flow)].choice;
    if (!wanted_number(flow))
        return arena_printf(flow->arena, "The %s phone is registered no more.", type);
    return arena_printf(flow->arena,
                        end == CHANGE_ALREADY ? "The %s phone has this number already." : "The %s phone is registered.",
                        type);
}

static const struct change set_phone = {.read = read_phones,
                                        .same = phone_same,
                                        .keep = phone_keep,
                                        .write = phone_write,
                                        .say = phone_say,
                                        .lags = "Reading does not show it yet.",
                                        .done_first = true};

/* "+31 612345678": as the service wants it. */
static bool is_number(struct param_values values, struct err *e)
{
    const char *number = param_value_of(values, "telephone");
    if (!number)
        return true;
    size_t code = *number == '+' ? strspn(number + 1, "0123456789") : 0;
    const char *rest = number + 1 + code;
    size_t digits = code && *rest == ' ' ? strspn(rest + 1, "0123456789") : 0;
    if (code <= 3 && digits >= 4 && (!rest[1 + digits] || rest[1 + digits] == 'x'))
        return true;
    return err_set(e, ERR_USAGE, "telephone: \"%s\" is no telephone number as the service takes it", number) ||
           err_hint(e, "country code, a blank, the number: +31 612345678");
}

/* --- set-sms-sign-in --- */

static bool wants_sms(struct flow *flow)
{
    const char *on = flow->restore ? change_restored(flow, "on") : flow_value(flow, "on");
    return !on || strcmp(on, "false") != 0;
}

static int sms_same(struct flow *flow, const struct json *now)
{
    if (json_kind(json_get(now, "value")) != JSON_ARRAY)
        return unreadable(flow);
    const struct json *phone = phone_in(flow, now);
    const char *state = json_text_or(json_get(phone, "smsSignInState"), "");
    if (!phone) {
        flow_refuse(flow, ERR_NOT_FOUND, "the user has no mobile phone registered",
                    "register one first (set-phone-method)");
        return -1;
    }
    return (!strcmp(state, "ready") || !strcmp(state, "phoneNumberNotUnique")) == wants_sms(flow);
}

static const char *sms_keep(struct flow *flow, const struct json *now)
{
    (void)now;
    return wants_sms(flow) ? "{\"on\":\"false\"}" : "{\"on\":\"true\"}";
}

static struct http_request *sms_write(struct flow *flow)
{
    return write_method(flow, "POST",
                        arena_printf(flow->arena, "phoneMethods/%s/%s", types[0].id,
                                     wants_sms(flow) ? "enableSmsSignIn" : "disableSmsSignIn"),
                        NULL, 204);
}

static const char *sms_say(struct flow *flow, enum change_end end)
{
    return arena_printf(flow->arena, "Signing in by text message is %s%s.", wants_sms(flow) ? "on" : "off",
                        end == CHANGE_ALREADY ? " already" : ", read back");
}

static const struct change set_sms = {
    .read = read_phones, .same = sms_same, .keep = sms_keep, .write = sms_write, .say = sms_say};

/* --- add-email-method --- */

static struct http_request *read_emails(struct flow *flow)
{
    return read_list(flow, "emailMethods");
}

static int email_same(struct flow *flow, const struct json *now)
{
    const struct json *list = json_get(now, "value"), *first = json_first(list);
    const char *is = json_text_or(json_get(first, "emailAddress"), "");
    if (json_kind(list) != JSON_ARRAY)
        return unreadable(flow);
    if (!first)
        return 0;
    if (!strcasecmp(is, flow_value(flow, "address")))
        return 1;
    flow_refuse(flow, ERR_REFUSED, arena_printf(flow->arena, "%s is registered, and there is one at most", is),
                "remove it first (remove-method)");
    return -1;
}

static struct http_request *email_write(struct flow *flow)
{
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&body);
    json_open(&w, '{');
    json_member_text(&w, "emailAddress", flow_value(flow, "address"));
    json_close(&w);
    return write_method(flow, "POST", "emailMethods", arena_strdup(flow->arena, buf_text(&body)), 201);
}

static const struct change add_email = {
    .read = read_emails,
    .same = email_same,
    .keeps = "{}",
    .write = email_write,
    .done = "The address is registered: it helps to reset the password, not to sign in.",
    .already = "The address is registered already.",
};

static bool is_address(struct param_values values, struct err *e)
{
    const char *address = param_value_of(values, "address"), *at = address ? strchr(address, '@') : NULL;
    return !address || (at && at != address && strchr(at, '.') && !strpbrk(address, " ,;<>")) ||
           err_set(e, ERR_USAGE, "address: \"%s\" is no e-mail address", address);
}

/* --- set-default-method --- */

#define PREFERRED "userPreferredMethodForSecondaryAuthentication"

static struct http_request *read_preference(struct flow *flow)
{
    return graph_beta(flow->arena, read_list(flow, "signInPreferences"));
}

static const char *wanted_method(struct flow *flow)
{
    return flow->restore ? change_restored(flow, PREFERRED) : flow_value(flow, "method");
}

static int method_same(struct flow *flow, const struct json *now)
{
    const char *wanted = wanted_method(flow);
    if (json_true(json_get(now, "isSystemPreferredAuthenticationMethodEnabled"))) {
        flow_refuse(flow, ERR_REFUSED, "the service chooses the safest method for this user by itself",
                    "a default counts where system-preferred authentication is off");
        return -1;
    }
    if (!wanted) {
        flow_refuse(flow, ERR_REFUSED, "there was no default before", "set one that is wanted (set-default-method)");
        return -1;
    }
    return !strcmp(json_text_or(json_get(now, PREFERRED), ""), wanted);
}

static struct http_request *method_write(struct flow *flow)
{
    return graph_beta(flow->arena,
                      write_method(flow, "PATCH", "signInPreferences",
                                   arena_printf(flow->arena, "{\"" PREFERRED "\":\"%s\"}", wanted_method(flow)), 204));
}

static const char *method_say(struct flow *flow, enum change_end end)
{
    return arena_printf(flow->arena, "The default second factor is %s%s.", wanted_method(flow),
                        end == CHANGE_ALREADY ? " already" : ", read back");
}

static const struct change set_default = {
    .read = read_preference, .same = method_same, .kept = PREFERRED, .write = method_write, .say = method_say};

#define ANY_OF(...)   ((const char *const[]){__VA_ARGS__, NULL})
#define PHONE_WRITES  ANY_OF("UserAuthMethod-Phone.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All")
#define METHOD_WRITES ANY_OF("UserAuthenticationMethod.ReadWrite.All")
#define METHOD_ROLES  ANY_OF("Authentication Administrator", "Privileged Authentication Administrator")
#define COMMON                                                                                                         \
    .group = GROUP_MFA, .touches = TOUCHES_METHODS, .roles = METHOD_ROLES,                                             \
    .role_for_admins = "Privileged Authentication Administrator"

const struct action method_add_actions[] = {
    {
        .name = "set-phone-method",
        .label = "Set phone for MFA",
        .flags = ACTION_DESTRUCTIVE | ACTION_NO_GUESTS,
        .help =
            "Register a telephone for the second factor, or change its number: who asks for it by phone may be anybody.",
        .confirm = "Register a telephone for {target}? Whoever holds it passes the second factor.",
        .params = THING_PARAMS({.name = "telephone",
                                .label = "Number",
                                .kind = PARAM_TEXT,
                                .required = true,
                                .maximum = 40,
                                .check = is_number,
                                .help = "country code, a blank, the number: +31 612345678"},
                               {.name = "type",
                                .label = "Telephone",
                                .kind = PARAM_CHOICE,
                                .otherwise = "mobile",
                                .help = "mobile, alternate (needs a mobile one) or office",
                                .choices = ANY_OF("mobile", "alternate", "office")}),
        .needs = PHONE_WRITES,
        .change = &set_phone,
        .undo = "set-phone-method",
        COMMON,
    },
    {
        .name = "set-sms-sign-in",
        .label = "Set SMS sign-in",
        .flags = ACTION_BULK | ACTION_NO_GUESTS,
        .help = "Whether the user may sign in with the mobile number and a text message in place of the password.",
        .confirm = "Set whether {target} may sign in by text message?",
        .params = THING_PARAMS(
            {.name = "on", .label = "On", .kind = PARAM_BOOL, .otherwise = "true", .help = "false: off"}),
        .needs = PHONE_WRITES,
        .change = &set_sms,
        .undo = "set-sms-sign-in",
        COMMON,
    },
    {
        .name = "add-email-method",
        .label = "Add e-mail for reset",
        .flags = ACTION_DESTRUCTIVE | ACTION_NO_GUESTS,
        .help = "Register an address by which the user can reset the password.",
        .confirm = "Register an address for {target}? Whoever reads its mail can take part in resetting the password.",
        .params = THING_PARAMS({.name = "address",
                                .label = "Address",
                                .kind = PARAM_TEXT,
                                .required = true,
                                .maximum = 254,
                                .check = is_address,
                                .help = "another one than the user's own mailbox"}),
        .needs = ANY_OF("UserAuthMethod-Email.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"),
        .change = &add_email,
        COMMON,
    },
    {
        .name = "set-default-method",
        .label = "Set default MFA method",
        .flags = ACTION_NO_GUESTS,
        .help = "Which second factor the user is asked for first.",
        .confirm = "Set the default second factor of {target}?",
        .params = THING_PARAMS(
            {.name = "method",
             .label = "Method",
             .kind = PARAM_CHOICE,
             .required = true,
             .help = "one that a registered method backs",
             .choices = ANY_OF("push", "oath", "sms", "voiceMobile", "voiceAlternateMobile", "voiceOffice")}),
        .needs = METHOD_WRITES,
        .change = &set_default,
        .undo = "set-default-method",
        COMMON,
    },
    {.name = NULL},
};
