/* Language and hours of a mailbox, and how a room is booked (REQUESTS §7.10). */
#include "action/mailbox_property.h"
#include "action/rows.h"

#include <string.h>

/* --- language and hours --- */

static const struct mailbox_property region[] = {
    {"Language", VALUE_TEXT, .param = "language"},
    {"DateFormat", VALUE_RESET, .param = "date_format"},
    {"TimeFormat", VALUE_RESET, .param = "time_format"},
    {"TimeZone", VALUE_TEXT, .param = "timezone"},
    {"LocalizeDefaultFolderName", VALUE_ALONG, .param = "rename_folders"},
    {.name = NULL},
};
static const struct change set_region = {MAILBOX_PROPERTIES(region)};

/* A neutral culture ("nl") is refused by the service. */
static bool language_good(struct param_values values, struct err *e)
{
    const char *language = param_value_of(values, "language");
    return !language || strchr(language, '-') ||
           err_set(e, ERR_USAGE, "language is one with its country: nl-NL, de-CH, en-US");
}

static const struct mailbox_property hours[] = {
    {"WorkDays", VALUE_WEEK, .param = "days"},
    {"WorkingHoursStartTime", VALUE_HOUR, .param = "start"},
    {"WorkingHoursEndTime", VALUE_HOUR, .param = "end"},
    {"WorkingHoursTimeZone", VALUE_TEXT, .param = "timezone"},
    {.name = NULL},
};
static const struct change set_hours = {MAILBOX_PROPERTIES(hours)};

static bool is_hour(const char *text)
{
    return !text || (strlen(text) == 5 && text[2] == ':' && strspn(text, "0123456789:") == 5 &&
                     strcmp(text, "24:00") < 0 && text[3] < '6');
}

static bool hours_good(struct param_values values, struct err *e)
{
    const char *start = param_value_of(values, "start"), *end = param_value_of(values, "end");
    const char *days = param_value_of(values, "days");
    if (days && !mailbox_property_week(days))
        return err_set(e, ERR_USAGE, "days is Weekdays, AllDays, or names of days with commas");
    if (!is_hour(start) || !is_hour(end))
        return err_set(e, ERR_USAGE, "%s is a time of day: 08:30", is_hour(start) ? "end" : "start");
    return !start || !end || strcmp(start, end) < 0 || err_set(e, ERR_USAGE, "the working hours end before they start");
}

/* --- rooms and equipment --- */

static const struct mailbox_property booking[] = {
    {"AutomateProcessing", VALUE_TEXT, .param = "processing"},
    {"AllowConflicts", VALUE_SWITCH, .param = "conflicts"},
    {"MaximumConflictInstances", VALUE_NUMBER, .param = "most_conflicts"},
    {"AllowRecurringMeetings", VALUE_SWITCH, .param = "recurring"},
    {"ScheduleOnlyDuringWorkHours", VALUE_SWITCH, .param = "work_hours_only"},
    {"BookingWindowInDays", VALUE_NUMBER, .param = "days_ahead"},
    {"MaximumDurationInMinutes", VALUE_NUMBER, .param = "longest"},
    {"MinimumDurationInMinutes", VALUE_NUMBER, .param = "shortest"},
    {"AddOrganizerToSubject", VALUE_SWITCH, .param = "organizer_in_subject"},
    {"DeleteComments", VALUE_SWITCH, .param = "drop_text"},
    {"DeleteSubject", VALUE_SWITCH, .param = "drop_subject"},
    {"RemovePrivateProperty", VALUE_SWITCH, .param = "drop_private"},
    {"ProcessExternalMeetingMessages", VALUE_SWITCH, .param = "outside"},
    {"ResourceDelegates", VALUE_WHO, .param = "delegates"},
    {"AddAdditionalResponse", VALUE_SWITCH, .param = "answer"},
    {"AdditionalResponse", VALUE_HTML, .param = "answer_text"},
    {.name = NULL},
};
static const struct change set_booking = {MAILBOX_PROPERTIES(booking)};

const struct action mailbox_calendar_actions[] = {
    {
        .name = "set-mailbox-language",
        .label = "Set mailbox language",
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Set language, formats and time zone of the mailbox.",
        .confirm = "Change language or time zone of the mailbox of {target}?",
        .params =
            (const struct param[]){
                {.name = "language",
                 .label = "Language",
                 .kind = PARAM_TEXT,
                 .maximum = 16,
                 .never_empty = true,
                 .check = language_good,
                 .help = "with its country: nl-NL; the formats become those of the language"},
                KEPT_PARAM("date_format", "Date format", 32, "one that the language has: d-M-yyyy"),
                KEPT_PARAM("time_format", "Time format", 32, "one that the language has: HH:mm"),
                KEPT_PARAM("timezone", "Time zone", 64, "as Windows calls it: W. Europe Standard Time"),
                {.name = "rename_folders",
                 .label = "Rename the folders",
                 .kind = PARAM_BOOL,
                 .otherwise = "false",
                 .help =
                     "Inbox, Calendar and the others get their names in the language; rules and programs may miss them"},
                PARAMS_END},
        .cmdlets = CMDLETS("Get-MailboxRegionalConfiguration", "Set-MailboxRegionalConfiguration"),
        .roles = EXCHANGE_ROLES,
        .prepare = mailbox_property_prepare,
        .change = &set_region,
        .undo = "set-mailbox-language",
    },
    {
        .name = "set-working-hours",
        .label = "Set working hours",
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Set the days and hours that the calendar shows as work.",
        .confirm = "Change the working hours of {target}?",
        .params = (const struct param[]){KEPT_PARAM("days", "Days", 96,
                                                    "Weekdays, or names with commas: Monday, Tuesday"),
                                         KEPT_PARAM("start", "From", 5, "08:30"),
                                         {.name = "end",
                                          .label = "Until",
                                          .kind = PARAM_TEXT,
                                          .maximum = 5,
                                          .never_empty = true,
                                          .check = hours_good,
                                          .help = "17:00"},
                                         KEPT_PARAM("timezone", "Time zone", 64,
                                                    "as Windows calls it: W. Europe Standard Time"),
                                         PARAMS_END},
        .cmdlets = CMDLETS("Get-MailboxCalendarConfiguration", "Set-MailboxCalendarConfiguration"),
        .roles = EXCHANGE_ROLES,
        .prepare = mailbox_property_prepare,
        .change = &set_hours,
        .undo = "set-working-hours",
    },
    {
        .name = "set-booking",
        .label = "Set booking rules",
        .group = GROUP_MAIL_SETTINGS,
        .touches = TOUCHES_MAIL,
        .flags = ACTION_BULK,
        .help = "Say how a room or equipment answers to those who book it.",
        .confirm = "Change the booking rules of {target}?",
        .params =
            (const struct param[]){
                {.name = "processing",
                 .label = "Requests",
                 .kind = PARAM_CHOICE,
                 .otherwise = "unchanged",
                 .choices = (const char *const[]){"unchanged", "AutoAccept", "AutoUpdate", "None", NULL},
                 .help = "AutoAccept: answered by the rules; AutoUpdate: entered, not answered; None: left alone"},
                SWITCH_PARAM("conflicts", "Double bookings", "accepted"),
                NUMBER_PARAM("most_conflicts", "Conflicts of a series", 0, 2147483647,
                             "meetings of a series that may be in conflict"),
                SWITCH_PARAM("recurring", "Series", "accepted"),
                SWITCH_PARAM("work_hours_only", "Working hours alone", "meetings outside working hours are refused"),
                NUMBER_PARAM("days_ahead", "Days ahead", 0, 1080, "how far ahead one may book"),
                NUMBER_PARAM("longest", "Longest, minutes", 0, 2147483647, "0: any length"),
                NUMBER_PARAM("shortest", "Shortest, minutes", 0, 2147483647, "0: any length"),
                SWITCH_PARAM("organizer_in_subject", "Organiser in the subject", "the name stands before the subject"),
                SWITCH_PARAM("drop_text", "Drop the text", "of the request"),
                SWITCH_PARAM("drop_subject", "Drop the subject", "of the request"),
                SWITCH_PARAM("drop_private", "Drop the private mark", "of the request"),
                SWITCH_PARAM("outside", "From outside", "requests from outside the organisation count"),
                LIST_PARAM("delegates", "Delegates", "who decides about requests, the whole list; empty: nobody"),
                SWITCH_PARAM("answer", "Add a text to the answer", "the text below"),
                TEXT_PARAM("answer_text", "Text of the answer", 1024, "empty: none"),
                PARAMS_END},
        .cmdlets = CMDLETS("Get-CalendarProcessing", "Set-CalendarProcessing"),
        .roles = EXCHANGE_ROLES,
        .prepare = mailbox_property_prepare,
        .change = &set_booking,
        .undo = "set-booking",
    },
    {.name = NULL},
};
