/* Times between people and UTC. */
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const char *const weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
enum { DAYS = sizeof weekdays / sizeof weekdays[0], DATE = 10 };

static bool from_now(const char *text, int64_t now, int64_t *ms)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {{'m', 60000}, {'h', 3600000}, {'d', 86400000}};
    char *end;
    long count = strtol(text + 1, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (end > text + 1 && count >= 0 && count < 100000 && end[0] == units[i].unit && !end[1]) {
            *ms = now + count * units[i].ms;
            return true;
        }
    return false;
}

/* A day by its name; its midnight in `day`. */
static bool named_day(const char *name, size_t length, struct tm *day)
{
    bool tomorrow = length == 8 && !strncasecmp(name, "tomorrow", length);
    if (tomorrow || (length == 5 && !strncasecmp(name, "today", length))) {
        day->tm_mday += tomorrow;
        return true;
    }
    for (int i = 0; length == 3 && i < DAYS; i++)
        if (!strncasecmp(name, weekdays[i], 3)) {
            int ahead = (i - day->tm_wday + DAYS) % DAYS;
            day->tm_mday += ahead ? ahead : DAYS;
            return true;
        }
    return false;
}

/* "2026-11-30", one that the calendar has. */
static bool dated_day(const char *text, struct tm *day)
{
    char whole[CLOCK_TEXT];
    int64_t ignored;
    snprintf(whole, sizeof whole, "%.10sT00:00:00Z", text);
    if (!clock_parse(whole, strlen(whole), &ignored))
        return false;
    day->tm_year = (int)strtol(text, NULL, 10) - 1900;
    day->tm_mon = (int)strtol(text + 5, NULL, 10) - 1;
    day->tm_mday = (int)strtol(text + 8, NULL, 10);
    return true;
}

static bool two_digits(const char **at, int *number)
{
    if ((*at)[0] != ':' || strspn(*at + 1, "0123456789") != 2)
        return false;
    *number = ((*at)[1] - '0') * 10 + ((*at)[2] - '0');
    *at += 3;
    return true;
}

/* "8:00", "18:00", "18:00:30". */
static bool time_of_day(const char *text, struct tm *day)
{
    int hour = 0, minute = 0, second = 0;
    size_t digits = strspn(text, "0123456789");
    for (size_t i = 0; i < digits && i < 3; i++)
        hour = hour * 10 + (text[i] - '0');
    const char *at = text + digits;
    if (!digits || digits > 2 || !two_digits(&at, &minute) || (*at && !two_digits(&at, &second)) || *at || hour > 23 ||
        minute > 59 || second > 59)
        return false;
    day->tm_hour = hour;
    day->tm_min = minute;
    day->tm_sec = second;
    return true;
}

/* With a zone behind it, as it is shown or as ISO 8601 has it, with or without seconds. */
static bool zoned(const char *text, int64_t *ms)
{
    char whole[CLOCK_TEXT + 8] = "";
    size_t length = strlen(text), at = DATE + 1;
    if (length <= strlen("2026-01-01T08:00") || length >= CLOCK_TEXT || (text[DATE] != 'T' && text[DATE] != ' '))
        return false;
    size_t clock = strspn(text + at, "0123456789:."), zone = at + clock;
    zone += text[zone] == ' ';
    snprintf(whole, sizeof whole, "%.10sT%.*s%s%s", text, (int)clock, text + at, clock == 5 ? ":00" : "", text + zone);
    return text[zone] && clock_parse(whole, strlen(whole), ms);
}

static bool in_viewers_zone(const char *text, int64_t now, int64_t *ms)
{
    time_t seconds = (time_t)(now / 1000);
    struct tm day;
    bool dated = text[0] >= '0' && text[0] <= '9';
    size_t length = strcspn(text, dated ? " T" : " ");
    if (!localtime_r(&seconds, &day))
        return false;
    day.tm_hour = day.tm_min = day.tm_sec = 0;
    day.tm_isdst = -1;
    if (!named_day(text, length, &day) && (length != DATE || !dated_day(text, &day)))
        return false;
    if (day.tm_year < 0 || (text[length] && !time_of_day(text + length + 1, &day))) /* before 1900: a slip */
        return false;
    *ms = (int64_t)mktime(&day) * 1000;
    return true;
}

bool zone_read(const char *text, int64_t now, int64_t *ms)
{
    if (!strcmp(text, "now")) {
        *ms = now;
        return true;
    }
    return text[0] == '+' ? from_now(text, now, ms) : in_viewers_zone(text, now, ms) || zoned(text, ms);
}

char *zone_show(int64_t ms, char out[CLOCK_TEXT])
{
    time_t seconds = (time_t)(ms >= 0 ? ms / 1000 : (ms - 999) / 1000);
    struct tm then;
    out[0] = '\0';
    if (!localtime_r(&seconds, &then) || then.tm_year > 8099 || then.tm_year < -900) /* a year of four digits */
        return clock_format(ms, out);
    long minutes = then.tm_gmtoff / 60, off = labs(minutes);
    size_t at = strftime(out, CLOCK_TEXT, "%Y-%m-%d %H:%M", &then);
    snprintf(out + at, CLOCK_TEXT - at, " %c%02ld:%02ld", minutes < 0 ? '-' : '+', off / 60, off % 60);
    return out;
}
