/* `roster research USER --set-aside KEY=REASON`: a finding that an administrator can explain; `--count-again KEY` takes it back. */
#include "cli/research.h"

#include "research/indicator.h"
#include <string.h>

/* The finding that `text` (`length` of it) names, by its key, or by its indicator where one alone has it; NULL with `e`. */
static const struct finding *find(const struct report *report, const char *text, size_t length, struct err *e)
{
    const struct finding *found = NULL;
    auto_buf struct buf keys = buf_make(4096);
    size_t count = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = report->findings[i];
        if (strlen(finding->key) == length && !strncmp(finding->key, text, length))
            return finding;
        if (strlen(finding->indicator->id) != length || strncmp(finding->indicator->id, text, length) != 0)
            continue;
        found = finding;
        buf_printf(&keys, "%s\"%s\"", count++ ? ", " : "", finding->key);
    }
    if (count == 1)
        return found;
    err_set(e, ERR_NOT_FOUND, count ? "several findings are \"%.*s\"" : "there is no finding \"%.*s\"", (int)length,
            text);
    err_hint(e, count ? "name one of %s" : "-o json names the key of each%s", buf_text(&keys));
    return NULL;
}

static bool set(struct engine *engine, struct research_run *run, const struct finding *finding, const char *reason,
                struct err *e)
{
    struct message message = research_ask(run, 0);
    struct message_research *how = arena_alloc(message.arena, sizeof *how);
    *how = (struct message_research){.only = RESEARCH_SOURCES,
                                     .judge = true,
                                     .aside = arena_strdup(message.arena, finding->key),
                                     .reason = arena_strdup(message.arena, reason)};
    message.research = how;
    return engine_run(engine, &message, research_take, run, e);
}

/* A key may hold an equals sign itself: the first that leaves a finding before it parts key and reason. */
static bool set_aside(struct engine *engine, struct research_run *run, const char *text, struct err *e)
{
    const struct finding *finding = NULL;
    const char *equals = strchr(text, '=');
    for (const char *at = equals; at && !finding; at = strchr(at + 1, '=')) {
        struct err other;
        finding = find(run->reports[0], text, (size_t)(at - text), at == equals ? e : &other);
        equals = finding ? at : equals;
    }
    return finding && set(engine, run, finding, equals + 1, e);
}

bool research_asides_check(const struct options *options, size_t users, struct err *e)
{
    for (size_t i = 0; i < options->aside_count; i++) {
        const char *equals = strchr(options->asides[i], '=');
        if (!equals || equals == options->asides[i] || !equals[1])
            return err_set(e, ERR_USAGE, "--set-aside takes KEY=REASON, not \"%s\"", options->asides[i]);
    }
    if ((options->aside_count || options->again_count) && users != 1)
        return err_set(e, ERR_USAGE, "findings are set aside of one user at a time");
    return true;
}

bool research_asides(struct engine *engine, const struct options *options, struct research_run *run, struct err *e)
{
    for (size_t i = 0; i < options->again_count; i++) {
        const struct finding *finding = find(run->reports[0], options->again[i], strlen(options->again[i]), e);
        if (!finding || !set(engine, run, finding, NULL, e))
            return false;
    }
    for (size_t i = 0; i < options->aside_count; i++)
        if (!set_aside(engine, run, options->asides[i], e))
            return false;
    return true;
}
