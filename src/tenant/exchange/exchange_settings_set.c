/* Settings of a mailbox of which not every value fits: junk mail, language, working hours, booking. */
#include "tenant/exchange/exchange_handlers.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* --- junk mail: nobody trusts his own organisation --- */

static bool is_own(const struct cmdlet_call *call, const char *text)
{
    const struct seed_people *people = store_people(call->tenant->store);
    const char *at = strchr(text, '@'), *domain = at ? at + 1 : text;
    return !strcasecmp(domain, people->domain) || !strcasecmp(domain, people->initial_domain);
}

void cmdlet_set_junk(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    const struct json *trusted = call_get(call, "TrustedSendersAndDomains"),
                      *add = json_kind(trusted) == JSON_OBJECT ? exchange_member(trusted, "add") : trusted;
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    for (const struct json *one = json_text(add) ? add : json_first(add); one && !call->reply->status;
         one = json_text(add) ? NULL : json_next(one))
        if (is_own(call, json_text_or(one, "")))
            call_fail(call, 400, EX_VALIDATION,
                      "'%s' can't be added to the safe senders: it's an accepted domain of your organization.",
                      json_text(one));
    if (!call->reply->status)
        exchange_keep_part(call, &mailbox);
}

/* --- language and time zone --- */

static bool is_zone(const char *text)
{
    size_t length = strlen(text), ends = strlen(" Standard Time");
    return !strcmp(text, "UTC") || (length > ends && !strcmp(text + length - ends, " Standard Time"));
}

/* A format is one of the language's, or null: the language's own. */
static bool format_fits(struct cmdlet_call *call, const char *name, const char *language, const char *before,
                        const char *own)
{
    const char *given = call_text(call, name);
    bool cleared = call_get(call, name) && !given;
    if (cleared || !strcmp(given ? given : before, own) || !strcmp(given ? given : before, "yyyy-MM-dd"))
        return true;
    call_fail(call, 400, EX_ARGUMENT, "The %s \"%s\" isn't valid for the language \"%s\".", name,
              given ? given : before, language);
    return false;
}

static bool region_fits(struct cmdlet_call *call, const struct json *before)
{
    const char *language = call_text(call, "Language"), *zone = call_text(call, "TimeZone"), *date, *time;
    if (zone && !is_zone(zone)) {
        call_fail(call, 400, EX_ARGUMENT, "The time zone value \"%s\" isn't valid.", zone);
        return false;
    }
    language = language ? language : json_text_or(json_get(before, "Language"), "");
    if (!mailbox_culture(language, &date, &time)) {
        call_fail(call, 400, EX_ARGUMENT, "The language \"%s\" isn't a specific culture that's supported.", language);
        return false;
    }
    return format_fits(call, "DateFormat", language, json_text_or(json_get(before, "DateFormat"), ""), date) &&
           format_fits(call, "TimeFormat", language, json_text_or(json_get(before, "TimeFormat"), ""), time);
}

void cmdlet_set_region(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    const char *date, *time;
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    auto_json struct json *before = mailbox_part(call->tenant, &mailbox, MAILBOX_REGION);
    if (!region_fits(call, before))
        return;
    exchange_keep_part(call, &mailbox);
    struct json *after = mailbox_part(call->tenant, &mailbox, MAILBOX_REGION);
    (void)mailbox_culture(json_text_or(json_get(after, "Language"), ""), &date, &time);
    if (!json_text(json_get(after, "DateFormat")))
        json_set_text(after, "DateFormat", date);
    if (!json_text(json_get(after, "TimeFormat")))
        json_set_text(after, "TimeFormat", time);
    if (call_true(call, "LocalizeDefaultFolderName"))
        json_set_text(after, "@folders", json_text_or(json_get(after, "Language"), ""));
    mailbox_keep(call->tenant, mailbox.number, MAILBOX_REGION, after);
}

/* --- working hours --- */

static const char *const day_names[] = {"Sunday",   "Monday",   "Tuesday",     "Wednesday", "Thursday", "Friday",
                                        "Saturday", "Weekdays", "WeekendDays", "AllDays",   "None"};
static const unsigned day_bits[] = {1, 2, 4, 8, 16, 32, 64, 62, 65, 127, 0};

/* The days in a list with commas, as bits; -1: one of them is none. */
static int days_of(const char *text)
{
    unsigned days = 0;
    while (*text) {
        size_t length = strcspn(text, ","), i = 0, count = sizeof day_bits / sizeof *day_bits;
        while (i < count && (strlen(day_names[i]) != length || strncasecmp(day_names[i], text, length) != 0))
            i++;
        if (i == count)
            return -1;
        days |= day_bits[i];
        text += length + (text[length] == ',');
        text += strspn(text, " ");
    }
    return (int)days;
}

/* As .NET writes flags: a name for all of them where there is one, else each. */
static void write_days(struct json *part, unsigned days)
{
    auto_buf struct buf out = buf_make(256);
    for (size_t i = 7; i < sizeof day_bits / sizeof *day_bits; i++)
        if (day_bits[i] == days) {
            json_set_text(part, "WorkDays", day_names[i]);
            return;
        }
    for (size_t i = 0; i < 7; i++)
        if (days & day_bits[i])
            buf_printf(&out, "%s%s", out.length ? ", " : "", day_names[i]);
    json_set_text(part, "WorkDays", buf_text(&out));
}

static bool is_hour(const char *text)
{
    return strlen(text) == strlen("08:00:00") && isdigit((unsigned char)text[0]) && isdigit((unsigned char)text[1]) &&
           text[2] == ':' && text[5] == ':' && strcmp(text, "24:00:00") < 0;
}

void cmdlet_set_hours(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    const char *days = call_text(call, "WorkDays"), *zone = call_text(call, "WorkingHoursTimeZone");
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    auto_json struct json *before = mailbox_part(call->tenant, &mailbox, MAILBOX_HOURS);
    const char *start = call_text(call, "WorkingHoursStartTime"), *end = call_text(call, "WorkingHoursEndTime");
    start = start ? start : json_text_or(json_get(before, "WorkingHoursStartTime"), "");
    end = end ? end : json_text_or(json_get(before, "WorkingHoursEndTime"), "");
    if (days && days_of(days) < 0)
        call_fail(call, 400, EX_TRANSFORM,
                  "Cannot process argument transformation on parameter 'WorkDays'. Cannot convert value \"%s\" to type "
                  "\"Microsoft.Exchange.Data.Storage.Management.DaysOfWeek\".",
                  days);
    else if (zone && !is_zone(zone))
        call_fail(call, 400, EX_ARGUMENT, "The time zone value \"%s\" isn't valid.", zone);
    else if (!is_hour(start) || !is_hour(end) || strcmp(start, end) >= 0)
        call_fail(call, 400, EX_ARGUMENT, "The working hours must start before they end.");
    if (call->reply->status)
        return;
    exchange_keep_part(call, &mailbox);
    struct json *after = mailbox_part(call->tenant, &mailbox, MAILBOX_HOURS);
    if (days)
        write_days(after, (unsigned)days_of(days));
    mailbox_keep(call->tenant, mailbox.number, MAILBOX_HOURS, after);
}

/* --- booking: of rooms and equipment --- */

void cmdlet_set_booking(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    const struct json *delegates = call_get(call, "ResourceDelegates");
    if (!call_mailbox(call, "Identity", &mailbox))
        return;
    if (mailbox.kind != MAILBOX_ROOM && mailbox.kind != MAILBOX_EQUIPMENT) {
        call_fail(call, 400, EX_TASK,
                  "The calendar processing settings of '%s' can be changed only on resource mailboxes.", mailbox.upn);
        return;
    }
    struct json *named = delegates ? exchange_resolved(call, delegates, exchange_recipient_name) : NULL;
    if (delegates && !named)
        return;
    exchange_keep_part(call, &mailbox);
    if (!named)
        return;
    struct json *after = mailbox_part(call->tenant, &mailbox, MAILBOX_BOOKING);
    json_set(after, "ResourceDelegates", exchange_edit_list(json_get(after, "ResourceDelegates"), named));
    json_free(named);
    mailbox_keep(call->tenant, mailbox.number, MAILBOX_BOOKING, after);
}

/* It runs some time later, and nothing shows it. */
void cmdlet_start_assistant(struct cmdlet_call *call)
{
    struct mailbox mailbox;
    (void)call_mailbox(call, "Identity", &mailbox);
}
