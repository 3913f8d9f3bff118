/* A partner's customers on the command line: the list, and a person searched in all of them. */
#include "cli/commands.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "output/record_json.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 16 << 20, NAME = 28, UPN = 40 };

struct customers_run {
    enum output output;
    struct buf out;
    struct json_writer json;
    struct buf failures; /* JSON: a list of its own */
    struct json_writer failed;
    size_t found, failed_count;
    struct err part;     /* why the list is not whole; OK: it is */
    struct arena *arena; /* of the customers, when they are asked */
    const struct message_customer *customers;
    size_t customer_count;
    bool watched; /* a person waits at standard error */
};

static void put_padded(struct buf *out, const char *text, int width)
{
    int used;
    size_t bytes = utf8_fit(text, width, &used);
    buf_add(out, text, bytes);
    buf_printf(out, "%*s  ", width - used, "");
}

static void put_texts(struct json_writer *w, const char *const texts[][2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        json_member_text(w, texts[i][0], texts[i][1]);
    }
}

/* --- the list --- */

static void print_customer(struct buf *out, const struct message_customer *customer)
{
    char ends[CLOCK_TEXT] = "";
    if (customer->ends)
        clock_format(customer->ends, ends);
    put_padded(out, customer->name, NAME);
    buf_printf(out, "%s  %-8s  %.10s%s  %s\n", customer->tenant_id, customer->status, ends,
               customer->ends ? "" : "          ", customer->roles);
}

static void take_list(void *context, struct message *message)
{
    struct customers_run *run = context;
    if (message->kind != FROM_READ)
        return;
    message_customers(message);
    run->part = message->error; /* what is said beside those that were read */
    for (size_t i = 0; i < message->customer_count; i++) {
        if (run->output == OUTPUT_JSON)
            record_json(&run->json, &message->records->records[i], NULL);
        else
            print_customer(&run->out, &message->customers[i]);
    }
    run->found = message->customer_count;
}

/* --- the search --- */

static void write_found(struct customers_run *run, const struct message_customer *customer, const struct target *target)
{
    struct json_writer *w = &run->json;
    const char *const texts[][2] = {
        {"id", target->id}, {"userPrincipalName", target->user_principal_name}, {"displayName", target->display_name}};
    const char *const whose[][2] = {{"id", customer->tenant_id}, {"name", customer->name}};
    json_open(w, '{');
    put_texts(w, texts, sizeof texts / sizeof texts[0]);
    json_member_bool(w, "accountEnabled", target->enabled);
    json_name(w, "tenant");
    json_open(w, '{');
    put_texts(w, whose, sizeof whose / sizeof whose[0]);
    json_close(w);
    json_close(w);
}

static void print_found(struct customers_run *run, const struct message_customer *customer, const struct target *target)
{
    put_padded(&run->out, customer->name, NAME);
    put_padded(&run->out, target->user_principal_name, UPN);
    put_padded(&run->out, target->enabled ? "enabled" : "BLOCKED", 7);
    buf_printf(&run->out, "%s\n", target->display_name);
}

static void write_failure(struct customers_run *run, const struct message_customer *customer, const struct err *e)
{
    const char *const texts[][2] = {{"tenantId", customer->tenant_id},
                                    {"name", customer->name},
                                    {"message", e->message},
                                    {"hint", e->hint},
                                    {"requestId", e->request_id[0] ? e->request_id : NULL}};
    run->failed_count++;
    json_open(&run->failed, '{');
    put_texts(&run->failed, texts, sizeof texts / sizeof texts[0]);
    json_close(&run->failed);
    if (run->output != OUTPUT_JSON)
        say_error("%s: %s%s%s\n", customer->name, e->message, e->hint[0] ? ": " : "", e->hint);
}

static void keep_customers(struct customers_run *run, struct message *message)
{
    message_customers(message);
    run->customers = message->customers;
    run->customer_count = message->customer_count;
    run->part = message->error;
    run->arena = message->arena;
    message->arena = NULL;
}

static const struct message_customer *customer_of(const struct customers_run *run, const char *tenant_id)
{
    size_t i = 0;
    while (i + 1 < run->customer_count && strcmp(run->customers[i].tenant_id, tenant_id) != 0)
        i++;
    return &run->customers[i];
}

static void take_found(void *context, struct message *message)
{
    struct customers_run *run = context;
    if (message_is_reading(message, "customers"))
        keep_customers(run, message);
    if (!message_is_reading(message, "find-users"))
        return;
    const struct message_customer *customer = customer_of(run, message->subject);
    message_targets(message);
    if (message->error.code != ERR_OK && (message->why != WHY_TOO_MANY || !message->target_count))
        write_failure(run, customer, &message->error);
    for (size_t i = 0; i < message->target_count; i++) {
        if (run->output == OUTPUT_JSON)
            write_found(run, customer, &message->targets[i]);
        else
            print_found(run, customer, &message->targets[i]);
    }
    run->found += message->target_count;
}

/* --- both --- */

static struct customers_run run_make(const struct options *options)
{
    struct customers_run run = {
        .output = options->output, .out = buf_make(MOST), .failures = buf_make(MOST), .watched = isatty(STDERR_FILENO)};
    return run;
}

static bool run_job(struct customers_run *run, const struct options *options, struct message *message,
                    void (*take)(void *context, struct message *message), struct err *e)
{
    struct engine engine = {0};
    struct options with = *options;
    if (with.tenant && !strcmp(with.tenant, "all"))
        with.tenant = NULL; /* the default one's customers */
    run->json = json_writer(&run->out);
    run->failed = json_writer(&run->failures);
    if (run->output == OUTPUT_JSON)
        json_open(&run->json, '[');
    json_open(&run->failed, '[');
    bool ok = engine_open(&engine, &with, e) && engine_run(&engine, message, take, run, e);
    if (run->output == OUTPUT_JSON)
        json_close(&run->json);
    json_close(&run->failed);
    message_free(message); /* where it was not posted */
    engine_close(&engine);
    return ok;
}

static void run_free(struct customers_run *run)
{
    buf_free(&run->out);
    buf_free(&run->failures);
    arena_free(run->arena);
}

int customers_list(const struct options *options)
{
    struct customers_run run = run_make(options);
    struct message message = message_read("customers", NULL, NULL);
    struct err e = {.code = ERR_OK};
    bool ok = run_job(&run, options, &message, take_list, &e);
    if (ok) {
        if (run.output == OUTPUT_JSON)
            buf_putc(&run.out, '\n');
        (run.output == OUTPUT_JSON ? say_json : say_lines)(buf_text(&run.out), run.out.length);
    }
    if (ok && !run.found && run.output != OUTPUT_JSON)
        say_error("no customers\n");
    if (ok && run.part.code != ERR_OK) {
        e = run.part;
        ok = false;
    }
    run_free(&run);
    return ok ? 0 : options_fail(&e);
}

int customers_find(const struct options *options)
{
    struct customers_run run = run_make(options);
    struct message message = {.kind = TO_FIND_EVERYWHERE, .arena = arena_new(0)};
    struct err e = {.code = ERR_OK};
    if (!options->word_count || !*options->words[0] || options->columns) {
        err_set(&e, ERR_USAGE,
                options->columns ? "--columns does not go with --tenant all: what is found has columns of its own"
                                 : "--tenant all finds a person: name the person (an address, or a part of the name)");
        message_free(&message);
        run_free(&run);
        return options_fail(&e);
    }
    message.text = arena_strdup(message.arena, options->words[0]);
    bool ok = run_job(&run, options, &message, take_found, &e);
    if (ok && run.output == OUTPUT_JSON) {
        say("{\"users\":");
        say_json(buf_text(&run.out), run.out.length);
        say(",\"failures\":");
        say_json(buf_text(&run.failures), run.failures.length);
        say("}\n");
    } else if (ok)
        say_lines(buf_text(&run.out), run.out.length);
    if (ok && !run.found && run.output != OUTPUT_JSON)
        say_error("no user matches\n");
    size_t failed = run.failed_count + (run.part.code != ERR_OK);
    if (ok && run.part.code != ERR_OK)
        options_fail(&run.part);
    run_free(&run);
    return !ok ? options_fail(&e) : failed ? 1 : 0;
}
