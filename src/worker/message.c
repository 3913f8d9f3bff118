/* Messages: what they own, and the names of states. */
#include "worker/message.h"

#include "model/extra_read.h"
#include "model/page.h"
#include "model/sku.h"
#include "model/view.h"
#include "playbook/playbook.h"
#include "research/report.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

void message_free(struct message *message)
{
    arena_free(message->arena);
    user_page_free(message->page);
    view_sort_job_free(message->sort);
    secret_free(message->secret);
    record_page_free(message->records);
    report_free(message->report);
    *message = (struct message){0};
}

struct message message_about(enum message_kind kind, const struct action *action, const struct target *targets,
                             size_t count)
{
    struct message message = {.kind = kind, .action = action, .arena = arena_new(0), .target_count = count};
    message.targets = targets_copy(message.arena, targets, count);
    return message;
}

struct message message_play(const struct target *target, const struct playbook_tasks *tasks, const char *name)
{
    struct message message = message_about(TO_RUN, NULL, target, 1);
    struct arena *arena = message.arena;
    struct message_playbook *playbook = arena_alloc(arena, sizeof *playbook);
    struct message_task *out = arena_alloc(arena, (tasks->count + 1) * sizeof *out);
    *playbook = (struct message_playbook){arena_strdup(arena, name), out, 0};
    for (size_t i = 0; i < tasks->count; i++) {
        const struct playbook_task *task = &tasks->items[i];
        if (task->chosen)
            out[playbook->count++] = (struct message_task){.step = arena_strdup(arena, task->step->name),
                                                           .title = arena_strdup(arena, task->step->title),
                                                           .thing = arena_strdup(arena, task->thing),
                                                           .stage = task->stage,
                                                           .action = task->action,
                                                           .values = param_values_copy(arena, task->values),
                                                           .saved = playbook_saved(task->step)};
    }
    message.playbook = playbook;
    return message;
}

struct message message_read(const char *source, const char *subject, const char *text)
{
    struct message message = {.kind = TO_READ, .arena = arena_new(256), .urgent = true};
    const struct source **sources = arena_alloc(message.arena, sizeof *sources);
    sources[0] = source_find(source);
    assert(sources[0] && !(sources[0]->flags & SOURCE_BY_TEXT) == !text);
    message.sources = sources;
    message.source_count = 1;
    if (subject) {
        message.targets = arena_alloc(message.arena, sizeof *message.targets);
        snprintf(message.targets->id, sizeof message.targets->id, "%s", subject);
        message.target_count = 1;
    }
    if (text) {
        const char **texts = arena_alloc(message.arena, sizeof *texts);
        texts[0] = arena_strdup(message.arena, text);
        message.texts = texts;
        message.text_count = 1;
    }
    return message;
}

bool message_is_reading(const struct message *message, const char *source)
{
    return message->kind == FROM_READ && !strcmp(message->source->name, source);
}

static size_t count_records(const struct message *message)
{
    return message->records ? message->records->count : 0;
}

void message_names(const struct message *message, struct sku_names *names)
{
    for (size_t i = 0; i < message->sku_count; i++) {
        const struct message_sku *sku = &message->skus[i];
        sku_names_add(names, &sku->sku_id, sku->name ? sku->name : sku->sku_part_number, !sku->name);
    }
    for (size_t i = 0; message_is_reading(message, "subscriptions") && i < count_records(message); i++) {
        const struct record *record = &message->records->records[i];
        const char *text = record_text(record, "skuId");
        struct guid id;
        if (guid_parse(text, strlen(text), &id))
            sku_names_add(names, &id, record_text(record, "skuPartNumber"), true);
    }
}

void message_targets(struct message *message)
{
    struct arena *arena = message->arena;
    size_t count = count_records(message);
    message->targets = arena_alloc(arena, (count + 1) * sizeof *message->targets);
    message->target_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct record *record = &message->records->records[i];
        struct target *target = &message->targets[i];
        snprintf(target->id, sizeof target->id, "%s", record_text(record, "id"));
        target->user_principal_name = arena_strdup(arena, record_text(record, "userPrincipalName"));
        target->display_name = arena_strdup(arena, record_text(record, "displayName"));
        target->enabled_known = record_value(record, "accountEnabled")->known;
        target->enabled = record_true(record, "accountEnabled");
        target->synced = record_true(record, "onPremisesSyncEnabled");
        target->guest = !strcmp(record_text(record, "userType"), "Guest");
        target->deleted = record_number(record, "deletedDateTime", 0);
    }
}

static const char *joined(struct arena *arena, const struct value *texts)
{
    const char *all = "";
    for (size_t i = 0; i < texts->count; i++)
        all = i ? arena_printf(arena, "%s, %s", all, texts->texts[i]) : texts->texts[i];
    return arena_strdup(arena, all);
}

void message_customers(struct message *message)
{
    struct arena *arena = message->arena;
    size_t count = count_records(message);
    struct message_customer *customers = arena_alloc(arena, (count + 1) * sizeof *customers);
    for (size_t i = 0; i < count; i++) {
        const struct record *record = &message->records->records[i];
        customers[i] = (struct message_customer){
            .tenant_id = arena_strdup(arena, record_text(record, "tenantId")),
            .name = arena_strdup(arena, record_text(record, "name")),
            .domain = arena_strdup(arena, record_text(record, "defaultDomainName")),
            .status = arena_strdup(arena, record_text(record, "status")),
            .roles = joined(arena, record_value(record, "roles")),
            .ends = record_number(record, "endDateTime", 0),
            .renews = record_true(record, "renews"),
        };
    }
    message->customers = customers;
    message->customer_count = count;
}

struct message_customer *message_customer_copy(struct arena *arena, const struct message_customer *customer)
{
    struct message_customer *copy = arena_alloc(arena, sizeof *copy);
    *copy = *customer;
    copy->tenant_id = arena_strdup(arena, customer->tenant_id);
    copy->name = arena_strdup(arena, customer->name);
    copy->domain = arena_strdup(arena, customer->domain);
    copy->status = arena_strdup(arena, customer->status);
    copy->roles = arena_strdup(arena, customer->roles);
    return copy;
}

const struct prepared_option *message_options(const struct message *message)
{
    struct prepared_option *first = NULL, **last = &first;
    for (size_t i = 0; i < count_records(message); i++) {
        const struct record *record = &message->records->records[i];
        const char *id = record_text_at(record, record->kind->id), *title = record_text_at(record, record->kind->title);
        struct prepared_option *one = arena_alloc(message->arena, sizeof *one);
        *one = (struct prepared_option){
            .value = arena_strdup(message->arena, id),
            .label = arena_strdup(message->arena, *title ? title : id),
            .detail = arena_strdup(message->arena, record_text_at(record, record->kind->detail))};
        *last = one;
        last = &one->next;
    }
    return first;
}

const char *job_state_name(enum job_state state)
{
    static const char *const names[] = {
        [JOB_QUEUED] = "queued",   [JOB_RUNNING] = "running",     [JOB_DONE] = "done",
        [JOB_ALREADY] = "already", [JOB_FAILED] = "failed",       [JOB_SKIPPED] = "skipped",
        [JOB_REFUSED] = "refused", [JOB_UNSETTLED] = "unsettled", [JOB_CANCELLED] = "cancelled",
        [JOB_PLANNED] = "planned",
    };
    return names[state];
}

enum extra message_extra(const struct message *message, struct users *users, int64_t now)
{
    static const enum extra_state states[] = {
        [READ_WHOLE] = EXTRA_WHOLE, [READ_IN_PART] = EXTRA_IN_PART, [READ_NOT] = EXTRA_NOT_READ};
    enum extra which = message->kind == FROM_READ ? extra_of(message->source->name) : EXTRA_NONE;
    if (which == EXTRA_NONE)
        return which;
    if (message->records)
        extra_take(users, which, message->records);
    if (message->read != READ_GOING && message->source->scope == SOURCE_OF_TENANT)
        users_extra_end(users, which, states[message->read], now, message->error.message, message->error.hint);
    return which;
}

const char *check_state_name(enum check_state state)
{
    static const char *const names[] = {[CHECK_OK] = "ok",
                                        [CHECK_NOTE] = "note",
                                        [CHECK_MISSING] = "missing",
                                        [CHECK_FAILED] = "failed",
                                        [CHECK_SKIPPED] = "skipped"};
    return names[state];
}
