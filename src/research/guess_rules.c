/* Passwords that were guessed, and approvals that were pushed for: A08, A09. */
#include "base/alloc.h"
#include "base/arena.h"
#include "research/indicator.h"
#include "research/lists.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

enum { INVENTED_CLIENT = 700016, NOT_ACCEPTED = 500121 };

/* --- A08 --- */

static bool from_there(const struct sign_in *guess, const struct sign_in *hit)
{
    return address_equal(guess->place.key, hit->place.key) || address_near(guess->place.key, hit->place.key) ||
           (guess->network > 0 && guess->network == hit->network);
}

/* Whether an address failed on five users within twenty minutes: `others` are the sign-ins of anybody from it, oldest first. */
static bool is_spray(struct judging *judging, struct address_key key)
{
    const struct evidence *evidence = judging->evidence;
    const struct sign_in **rows = arena_alloc(judging->arena, (evidence->others_count + 1) * sizeof *rows);
    size_t count = 0, from = 0;
    for (size_t i = 0; i < evidence->others_count; i++)
        if (address_equal(evidence->others[i].place.key, key) && evidence->others[i].error)
            rows[count++] = &evidence->others[i];
    for (size_t i = 0; i < count; i++) {
        size_t users = 0;
        while (rows[i]->fact.time - rows[from]->fact.time > MINUTES(LIMIT_SPRAY_MINUTES))
            from++;
        for (size_t k = from; k <= i && users < LIMIT_SPRAY_USERS; k++) {
            bool again = false;
            for (size_t n = from; n < k && !again; n++)
                again = rows[n]->user_id == rows[k]->user_id;
            users += !again;
        }
        if (users >= LIMIT_SPRAY_USERS)
            return true;
    }
    return false;
}

struct guesses {
    const struct sign_in **at; /* wrong passwords from unfamiliar addresses, oldest first */
    size_t count;
};

static struct guesses guesses_of(struct judging *judging, const struct sign_ins *all)
{
    struct guesses guesses = {arena_alloc(judging->arena, (all->count + 1) * sizeof *guesses.at), 0};
    for (size_t i = 0; i < all->count; i++)
        if (all->at[i]->marks & MARK_PASSWORD_WRONG && terms_unfamiliar(judging->terms, all->at[i]->place.key))
            guesses.at[guesses.count++] = all->at[i];
    return guesses;
}

/* How many guesses came before the hit; 0 when they are too few to be guessing. `*last` gets one of them. */
static size_t guessed_before(struct judging *judging, const struct guesses *guesses, const struct sign_in *hit,
                             bool *sprayed)
{
    size_t count = 0;
    struct address_key asked = {0}; /* guesses come in runs from one address: it is looked at once */
    *sprayed = false;
    for (size_t i = 0; i < guesses->count && guesses->at[i]->fact.time <= hit->fact.time; i++)
        if (hit->fact.time - guesses->at[i]->fact.time <= HOURS(LIMIT_GUESS_HOURS) && from_there(guesses->at[i], hit)) {
            count++;
            if (!*sprayed && judging->evidence->others_count && !address_equal(asked, guesses->at[i]->place.key))
                *sprayed = is_spray(judging, guesses->at[i]->place.key);
            asked = guesses->at[i]->place.key;
        }
    return count >= LIMIT_GUESSES || *sprayed ? count : 0;
}

static bool is_hit(struct judging *judging, const struct sign_in *row)
{
    return row->marks & MARK_STRAY && row->marks & (MARK_SUCCESS | MARK_PASSWORD_KNOWN) &&
           terms_unfamiliar(judging->terms, row->place.key);
}

static void prove_guesses(struct judging *judging, struct finding *finding, const struct guesses *guesses,
                          const struct sign_in *hit)
{
    finding_evidence(judging, finding, &hit->fact, "errorCode=%d ipAddress=%s", hit->error, hit->place.address);
    for (size_t i = 0; i < guesses->count && guesses->at[i]->fact.time <= hit->fact.time; i++)
        if (hit->fact.time - guesses->at[i]->fact.time <= HOURS(LIMIT_GUESS_HOURS) && from_there(guesses->at[i], hit) &&
            finding->evidence_count < 50)
            finding_evidence(judging, finding, &guesses->at[i]->fact, "errorCode=%d ipAddress=%s",
                             guesses->at[i]->error, guesses->at[i]->place.address);
}

static void add_guessed(struct judging *judging, const struct guesses *guesses, const struct sign_in *hit, size_t count,
                        bool sprayed)
{
    bool success = hit->marks & MARK_SUCCESS;
    const char *outcome = success ? "ended in a sign-in"
                                  : text_of(judging, "found the password; the sign-in was stopped by %d", hit->error);
    const struct finding_fact fact = {.severity = SEVERITY_HIGH,
                                      .time = hit->fact.time,
                                      .place = &hit->place,
                                      .about = success ? "success" : "stopped",
                                      .state = FINDING_PAST,
                                      .by_subject = true};
    struct finding *finding;
    if (hit->error == INVENTED_CLIENT && !count)
        finding = finding_add(judging, &fact, "the password is right, tested with an invented client id (700016)");
    else
        finding = finding_add(judging, &fact, "%zu wrong password%s%s %s", count, count == 1 ? "" : "s",
                              sprayed ? ", among those of many users," : "", outcome);
    prove_guesses(judging, finding, guesses, hit);
}

static void find_guessed(struct judging *judging)
{
    struct sign_ins all = sign_ins_of(judging, 0), rows = sign_ins_of(judging, IN_WINDOW);
    struct guesses guesses = guesses_of(judging, &all);
    const struct sign_in *stopped = NULL;
    size_t stopped_count = 0, count;
    bool stopped_sprayed = false, sprayed;
    for (size_t i = 0; i < rows.count; i++) {
        const struct sign_in *row = rows.at[i];
        if (!is_hit(judging, row))
            continue;
        count = guessed_before(judging, &guesses, row, &sprayed);
        if (!count && !(row->error == INVENTED_CLIENT && row->marks & MARK_PASSWORD_KNOWN))
            continue;
        if (row->marks & MARK_SUCCESS) { /* the worst there is */
            add_guessed(judging, &guesses, row, count, sprayed);
            return;
        }
        if (!stopped) {
            stopped = row;
            stopped_count = count;
            stopped_sprayed = sprayed;
        }
    }
    if (stopped)
        add_guessed(judging, &guesses, stopped, stopped_count, stopped_sprayed);
}

/* --- A09 --- */

static bool is_refusal(const struct sign_in *row)
{
    return row->error == NOT_ACCEPTED || row->denied;
}

/* A success from the same unfamiliar address within the hour after. */
static const struct sign_in *accepted_after(struct judging *judging, const struct sign_ins *rows,
                                            const struct sign_in *refusal)
{
    for (size_t i = 0; i < rows->count; i++)
        if (rows->at[i]->marks & MARK_SUCCESS && rows->at[i]->fact.time >= refusal->fact.time &&
            rows->at[i]->fact.time - refusal->fact.time <= MINUTES(LIMIT_FATIGUE_MINUTES) &&
            address_equal(rows->at[i]->place.key, refusal->place.key) &&
            terms_unfamiliar(judging->terms, refusal->place.key))
            return rows->at[i];
    return NULL;
}

static bool find_fraud(struct judging *judging)
{
    struct audits audits = audits_of(judging, "A09", IN_WINDOW);
    struct finding *finding = NULL;
    for (size_t i = 0; i < audits.count; i++) {
        if (!audits.at[i]->on_subject && !audits.at[i]->by_subject)
            continue;
        if (!finding) /* reported from the user's own telephone: the place is not the stranger's */
            finding = finding_add(judging,
                                  &(struct finding_fact){.severity = SEVERITY_HIGH,
                                                         .time = audits.at[i]->fact.time,
                                                         .about = "fraud",
                                                         .state = FINDING_PAST,
                                                         .by_subject = true},
                                  "the user reported a request for approval as fraud");
        finding_evidence(judging, finding, &audits.at[i]->fact, "activityDisplayName=%s", audits.at[i]->activity);
    }
    return finding;
}

static void add_fatigue(struct judging *judging, const struct sign_ins *rows, const struct sign_in **refusals,
                        size_t count)
{
    const struct sign_in *accepted = NULL;
    size_t denied = 0;
    for (size_t i = 0; i < count; i++) {
        denied += refusals[i]->denied;
        accepted = accepted ? accepted : accepted_after(judging, rows, refusals[i]);
    }
    struct finding *finding = finding_add(judging,
                                          &(struct finding_fact){.severity = accepted ? SEVERITY_HIGH : SEVERITY_MEDIUM,
                                                                 .time = refusals[0]->fact.time,
                                                                 .place = &refusals[0]->place,
                                                                 .about = "fatigue",
                                                                 .state = FINDING_PAST,
                                                                 .by_subject = true},
                                          "%zu requests for approval within an hour: %zu denied, %zu not answered%s",
                                          count, denied, count - denied, accepted ? "; then one was accepted" : "");
    for (size_t i = 0; i < count; i++) {
        finding_place(judging, finding, &refusals[i]->place);
        finding_evidence(judging, finding, &refusals[i]->fact, "errorCode=%d ipAddress=%s", refusals[i]->error,
                         refusals[i]->place.address);
    }
    if (accepted)
        finding_evidence(judging, finding, &accepted->fact, "errorCode=0 ipAddress=%s", accepted->place.address);
}

static void find_fatigue(struct judging *judging)
{
    struct sign_ins rows = sign_ins_of(judging, IN_WINDOW);
    const struct sign_in **refusals = arena_alloc(judging->arena, (rows.count + 1) * sizeof *refusals);
    size_t count = 0, best = 0, best_count = 0;
    if (find_fraud(judging))
        return;
    for (size_t i = 0, from = 0; i < rows.count; i++) {
        if (!is_refusal(rows.at[i]))
            continue;
        refusals[count++] = rows.at[i];
        while (refusals[count - 1]->fact.time - refusals[from]->fact.time > MINUTES(LIMIT_FATIGUE_MINUTES))
            from++;
        if (count - from > best_count) {
            best = from;
            best_count = count - from;
        }
    }
    if (best_count >= LIMIT_FATIGUE_COUNT)
        add_fatigue(judging, &rows, refusals + best, best_count);
}

static const struct indicator rows[] = {
    {.id = "A08",
     .name = "signin.guessed",
     .title = "Guessing or spray that hit",
     .why = "The password is burnt even when Conditional Access stopped the sign-in.",
     .false_positives = "the user mistypes on a new network with an unknown device",
     .steps = {"S1", "S3", "S5"},
     .needs = {RESEARCH_SIGN_INS, RESEARCH_SOURCES},
     .find = find_guessed},
    {.id = "A09",
     .name = "mfa.fatigue",
     .title = "Pushed until accepted",
     .why = "Requests for approval are sent until one is accepted by mistake.",
     .false_positives = "a dead telephone",
     .steps = {"S1", "S3", "S5", "S6"},
     .needs = {RESEARCH_SIGN_INS, RESEARCH_AUDITS, RESEARCH_SOURCES},
     .find = find_fatigue},
};

const struct indicator_rows guess_rules = {rows, COUNT_OF(rows)};
