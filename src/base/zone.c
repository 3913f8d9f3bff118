/* Times between people and UTC. */
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
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

static long offset_at(int64_t seconds)
{
    time_t at = (time_t)seconds;
    struct tm then;
    return localtime_r(&at, &then) ? then.tm_gmtoff : 0;
}

/* When, within a day of `at`, the clock is changed: the first second after it. Found by halving; `*by` is how many seconds it is put forward,
 * 0: it is not changed. */
static int64_t change_near(int64_t at, long *by)
{
    int64_t before = at - 86400, after = at + 86400;
    long from = offset_at(before);
    *by = offset_at(after) - from;
    while (*by && after - before > 1) {
        int64_t middle = before + (after - before) / 2;
        if (offset_at(middle) == from)
            before = middle;
        else
            after = middle;
    }
    return after;
}

/* What the zone says of a day and a time of day. A day without one begins when it begins. */
static enum zone_time resolve(const struct tm *day, bool timed, int64_t *ms)
{
    struct tm then = *day;
    int64_t at = (int64_t)mktime(&then);
    bool is_there = then.tm_hour == day->tm_hour && then.tm_min == day->tm_min && then.tm_sec == day->tm_sec;
    long by;
    int64_t change = change_near(at, &by);
    *ms = at * 1000;
    if (by > 0 && !is_there) {
        *ms = change * 1000;
        return timed ? ZONE_SKIPPED : ZONE_TIME;
    }
    if (by >= 0 || at < change + by || at >= change - by)
        return ZONE_TIME;
    *ms = (at < change ? at : at + by) * 1000;
    return ZONE_TWICE;
}

static enum zone_time in_viewers_zone(const char *text, int64_t now, int64_t *ms)
{
    time_t seconds = (time_t)(now / 1000);
    struct tm day;
    bool dated = text[0] >= '0' && text[0] <= '9';
    size_t length = strcspn(text, dated ? " T" : " ");
    if (!localtime_r(&seconds, &day))
        return ZONE_NONE;
    day.tm_hour = day.tm_min = day.tm_sec = 0;
    day.tm_isdst = -1;
    if (!named_day(text, length, &day) && (length != DATE || !dated_day(text, &day)))
        return ZONE_NONE;
    if (day.tm_year < 0 || (text[length] && !time_of_day(text + length + 1, &day))) /* before 1900: a slip */
        return ZONE_NONE;
    return resolve(&day, text[length], ms);
}

enum zone_time zone_understand(const char *text, int64_t now, int64_t *ms)
{
    *ms = now;
    if (!strcmp(text, "now"))
        return ZONE_TIME;
    if (text[0] == '+')
        return from_now(text, now, ms) ? ZONE_TIME : ZONE_NONE;
    enum zone_time time = in_viewers_zone(text, now, ms);
    return time != ZONE_NONE ? time : zoned(text, ms) ? ZONE_TIME : ZONE_NONE;
}

bool zone_read(const char *text, int64_t now, int64_t *ms)
{
    int64_t understood;
    enum zone_time time = zone_understand(text, now, &understood);
    if (time != ZONE_TIME && time != ZONE_TWICE)
        return false;
    *ms = understood;
    return true;
}

char *zone_step(const char *text, int64_t now, int days, char out[CLOCK_TEXT])
{
    enum { HOUR = 3600000 };
    int64_t ms;
    if (zone_understand(text, now, &ms) == ZONE_NONE) {
        ms = now + HOUR - now % HOUR;
        days = 0;
    }
    time_t seconds = (time_t)(ms / 1000);
    struct tm then;
    snprintf(out, CLOCK_TEXT, "%.20s", text);
    if (!localtime_r(&seconds, &then))
        return out;
    then.tm_mday += days;
    then.tm_isdst = -1;
    if (mktime(&then) != -1 && then.tm_year >= 0 && then.tm_year <= 8099)
        strftime(out, CLOCK_TEXT, then.tm_sec ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M", &then);
    return out;
}

/* "CET-1CEST,M3.5.0,M10.5.0/3" or "<+03>-3": a name, then how far it is from UTC. */
static bool is_rule(const char *zone)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    bool quoted = zone[0] == '<';
    size_t name = quoted ? strcspn(zone, ">") : strspn(zone, letters);
    if (quoted ? zone[name] != '>' : name < 3)
        return false;
    const char *at = zone + name + quoted;
    at += *at == '+' || *at == '-';
    return *at >= '0' && *at <= '9';
}

bool zone_is_known(void)
{
    const char *zone = getenv("TZ"), *folder = getenv("TZDIR");
    char path[4096];
    struct stat about;
    if (!zone || !*zone)
        return true;
    zone += *zone == ':';
    snprintf(path, sizeof path, "%s%s%s",
             *zone == '/' ? ""
             : folder     ? folder
                          : "/usr/share/zoneinfo",
             *zone == '/' ? "" : "/", zone);
    return is_rule(zone) || !strcmp(zone, "UTC") || !strcmp(zone, "GMT") ||
           (!stat(path, &about) && S_ISREG(about.st_mode));
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

char *zone_meaning(enum zone_time time, int64_t ms, char out[ZONE_MEANING])
{
    char when[CLOCK_TEXT];
    zone_show(ms, when);
    if (time == ZONE_SKIPPED)
        snprintf(out, ZONE_MEANING, "This time does not exist: the clock skips it. The next: %s", when);
    else
        snprintf(out, ZONE_MEANING, "%s%s", when,
                 time == ZONE_TWICE ? ", the first of two: the clock is put back. The other takes its offset behind it"
                                    : "");
    return out;
}
