/* `roster login`, `roster logout`, `roster tenants`: who is signed in where. */
#include "cli/commands.h"

#include "codec/json.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>

static void take_end(void *context, struct message *message)
{
    (void)context;
    if (message->kind == FROM_JOB_END && message->error.code == ERR_OK && message->text)
        say("%s\n", message->text);
}

int command_login(const struct options *options)
{
    struct engine engine = {0};
    struct message message = {.kind = TO_SIGN_IN};
    struct err e = {.code = ERR_OK};
    struct message way = {.kind = TO_SIGN_IN_ANSWER, .answer = ANSWER_BY_BROWSER};
    bool ok = engine_open(&engine, options, &e);
    engine.pastes = true;
    if (ok && options->browser)
        worker_post(engine.worker, &way);
    ok = ok && engine_run(&engine, &message, take_end, NULL, &e);
    engine_close(&engine);
    return ok ? 0 : options_fail(&e);
}

int command_logout(const struct options *options)
{
    struct err e = {.code = ERR_OK};
    struct config *config = engine_config(options, &e);
    size_t removed = 0, all = config && config->tenant_count && !options->tenant ? config->tenant_count : 1;
    bool ok = config != NULL;
    for (size_t i = 0; ok && i < all; i++) {
        size_t some = 0;
        const struct config_tenant *tenant = all > 1 ? &config->tenants[i] : config_tenant(config, options->tenant, &e);
        ok = tenant && worker_sign_out(tenant, config->state_folder, &some, &e);
        removed += some;
    }
    config_free(config);
    if (!ok)
        return options_fail(&e);
    if (removed)
        say("%zu token%s removed\n", removed, removed == 1 ? "" : "s");
    else
        say("no token was stored\n");
    return 0;
}

/* --- tenants --- */

static void put_tenant(struct json_writer *w, const struct config *config, const struct config_tenant *tenant)
{
    const struct {
        const char *name, *text;
    } texts[] = {{"name", tenant->name},
                 {"tenantId", tenant->tenant_id},
                 {"clientId", tenant->client_id},
                 {"auth", config_auth_name(tenant->auth)},
                 {"cloud", config_cloud_name(tenant)}};
    json_open(w, '{');
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        json_member_text(w, texts[i].name, texts[i].text);
    }
    json_member_bool(w, "readOnly", tenant->read_only || config->read_only);
    json_close(w);
}

static void print_json(const struct config *config, const struct config_tenant *tenants, size_t count)
{
    auto_buf struct buf out = buf_make(4u << 20);
    struct json_writer w = json_writer(&out);
    json_open(&w, '[');
    for (size_t i = 0; i < count; i++)
        put_tenant(&w, config, &tenants[i]);
    json_close(&w);
    buf_putc(&out, '\n');
    say_json(buf_text(&out), out.length);
}

static void print_table(const struct config *config, const struct config_tenant *tenants, size_t count)
{
    int name = (int)strlen("name"), id = (int)strlen("tenant");
    for (size_t i = 0; i < count; i++) {
        name = (int)strlen(tenants[i].name) > name ? (int)strlen(tenants[i].name) : name;
        id = (int)strlen(tenants[i].tenant_id) > id ? (int)strlen(tenants[i].tenant_id) : id;
    }
    say("%-*s  %-*s  %-16s  %s\n", name, "name", id, "tenant", "auth", "cloud");
    for (size_t i = 0; i < count; i++)
        say("%-*s  %-*s  %-16s  %s%s\n", name, tenants[i].name, id, tenants[i].tenant_id,
            config_auth_name(tenants[i].auth), config_cloud_name(&tenants[i]),
            tenants[i].read_only || config->read_only ? "  read-only" : "");
}

int command_tenants(const struct options *options)
{
    if (options->customers)
        return customers_list(options);
    struct err e = {.code = ERR_OK};
    struct config *config = engine_config(options, &e);
    const struct config_tenant *tenants = !config                ? NULL
                                          : config->tenant_count ? config->tenants
                                                                 : config_tenant(config, NULL, &e);
    size_t count = config && config->tenant_count ? config->tenant_count : 1;
    if (tenants && options->output == OUTPUT_JSON)
        print_json(config, tenants, count);
    else if (tenants)
        print_table(config, tenants, count);
    config_free(config);
    return tenants ? 0 : options_fail(&e);
}
