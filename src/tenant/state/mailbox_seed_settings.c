/* Settings of a mailbox that its owner sees: language, working hours, how a room is booked. */
#include "tenant/state/mailbox.h"

#include <string.h>
#include <strings.h>

bool mailbox_culture(const char *language, const char **date, const char **time)
{
    static const struct {
        const char *language, *date, *time;
    } cultures[] = {
        {"en-US", "M/d/yyyy", "h:mm tt"}, {"en-GB", "dd/MM/yyyy", "HH:mm"}, {"nl-NL", "d-M-yyyy", "HH:mm"},
        {"de-DE", "dd.MM.yyyy", "HH:mm"}, {"fr-FR", "dd/MM/yyyy", "HH:mm"}, {"ja-JP", "yyyy/MM/dd", "H:mm"},
    };
    for (size_t i = 0; i < sizeof cultures / sizeof *cultures; i++)
        if (!strcasecmp(cultures[i].language, language)) {
            *date = cultures[i].date;
            *time = cultures[i].time;
            return true;
        }
    return false;
}

struct json *mailbox_seed_region(const struct tenant *tenant, const struct mailbox *mailbox)
{
    char scratch[SEED_TEXT];
    const char *language = mailbox_user_text(&mailbox->user, "preferredLanguage", scratch), *date, *time;
    struct json *object = json_new_object();
    (void)tenant;
    if (!mailbox_culture(language, &date, &time))
        (void)mailbox_culture(language = strncmp(language, "de", 2) ? "en-US" : "de-DE", &date, &time);
    json_set_text(object, "Language", language);
    json_set_text(object, "TimeZone", "W. Europe Standard Time");
    json_set_text(object, "DateFormat", date);
    json_set_text(object, "TimeFormat", time);
    json_set(object, "DefaultFolderNameMatchingUserLanguage", json_new_bool(true));
    return object;
}

struct json *mailbox_seed_hours(const struct tenant *tenant, const struct mailbox *mailbox)
{
    struct json *object = json_new_object();
    (void)tenant, (void)mailbox;
    json_set_text(object, "WorkDays", "Weekdays");
    json_set_text(object, "WorkingHoursStartTime", "08:00:00");
    json_set_text(object, "WorkingHoursEndTime", "17:00:00");
    json_set_text(object, "WorkingHoursTimeZone", "W. Europe Standard Time");
    return object;
}

struct json *mailbox_seed_booking(const struct tenant *tenant, const struct mailbox *mailbox)
{
    bool resource = mailbox->kind == MAILBOX_ROOM || mailbox->kind == MAILBOX_EQUIPMENT;
    struct json *object = json_new_object();
    (void)tenant;
    json_set_text(object, "AutomateProcessing", resource ? "AutoAccept" : "AutoUpdate");
    json_set_bool(object, "AllowConflicts", false);
    json_set_number(object, "MaximumConflictInstances", 0);
    json_set_bool(object, "AllowRecurringMeetings", true);
    json_set_bool(object, "ScheduleOnlyDuringWorkHours", false);
    json_set_number(object, "BookingWindowInDays", 180);
    json_set_number(object, "MaximumDurationInMinutes", 1440);
    json_set_number(object, "MinimumDurationInMinutes", 0);
    json_set_bool(object, "AddOrganizerToSubject", true);
    json_set_bool(object, "DeleteComments", true);
    json_set_bool(object, "DeleteSubject", true);
    json_set_bool(object, "RemovePrivateProperty", true);
    json_set_bool(object, "ProcessExternalMeetingMessages", false);
    json_set(object, "ResourceDelegates", json_new_array());
    json_set_bool(object, "AddAdditionalResponse", false);
    json_set_text(object, "AdditionalResponse", "");
    return object;
}

struct json *mailbox_seed_person(const struct tenant *tenant, const struct mailbox *mailbox)
{
    struct json *object = json_new_object();
    (void)tenant, (void)mailbox;
    json_set_bool(object, "VIP", false);
    return object;
}
