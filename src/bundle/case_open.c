/* Reading a case back: every file is compared, the records are made evidence again, and that is judged. */
#include "base/alloc.h"
#include "base/clock.h"
#include "bundle/case.h"
#include "codec/json.h"
#include "research/print.h"
#include "source/source.h"
#include <string.h>

enum { DOCUMENT = 64 << 20 };

struct file {
    const char *name;
    char *text; /* NUL-terminated; records stand in it */
    size_t length;
};

struct reading_back {
    struct case_opened *out;
    struct file *files;
    size_t count, capacity;
};

static void take(void *context, const char *name, char **bytes, size_t length)
{
    struct reading_back *back = context;
    back->files = grow_array(back->files, &back->capacity, back->count + 1, sizeof *back->files);
    struct file *file = &back->files[back->count++];
    *file = (struct file){.name = arena_strdup(back->out->arena, name), .text = *bytes, .length = length};
    struct case_opened *out = back->out;
    out->texts = grow_array(out->texts, &out->text_capacity, out->text_count + 1, sizeof *out->texts);
    out->texts[out->text_count++] = *bytes;
    *bytes = NULL;
}

static struct file *find_file(struct reading_back *back, const char *name)
{
    for (size_t i = 0; i < back->count; i++)
        if (!strcmp(back->files[i].name, name))
            return &back->files[i];
    return NULL;
}

static bool no_case(struct err *e, const char *why)
{
    err_set(e, ERR_PARSE, "the bundle holds no case that can be read: %s", why);
    return err_hint(e, "`roster verify` says whether its files are as they were written");
}

static const char *text_of(struct case_opened *out, const struct json *object, const char *name)
{
    return arena_strdup(out->arena, json_text_or(json_get(object, name), ""));
}

/* --- records --- */

static bool read_line(struct case_opened *out, enum research_source source, const struct source *row,
                      struct record_page *page, const char *line, size_t length)
{
    struct json *root = json_parse(line, length, NULL);
    if (json_kind(root) != JSON_OBJECT) {
        json_free(root);
        return false;
    }
    source_restore(row, page, line, root);
    (void)evidence_add_read(out->evidence, source, &page->records[page->count - 1], root);
    return true;
}

/* The lines of a file as records of a page, each evidence at once: a tree lives no longer than its line is looked at. */
static bool read_records(struct case_opened *out, enum research_source source, const struct source *row,
                         struct file *file)
{
    struct record_page *page = record_page_new(row->kind);
    bool good = true;
    size_t lines = 0;
    for (size_t i = 0; i < file->length; i++)
        lines += file->text[i] == '\n';
    record_page_reserve(page, lines); /* what is evidence stays where it is */
    for (char *at = file->text, *end = at + file->length; good && at < end;) {
        char *next = memchr(at, '\n', (size_t)(end - at));
        if (next)
            *next = '\0';
        good = next && read_line(out, source, row, page, at, (size_t)(next - at));
        at = next ? next + 1 : end;
    }
    evidence_hold(out->evidence, source, page);
    record_page_free(page);
    return good;
}

static bool read_source(struct reading_back *back, enum research_source source, const struct json *files)
{
    for (const struct json *one = json_first(files); one; one = json_next(one)) {
        struct file *file = find_file(back, json_text_or(json_get(one, "name"), ""));
        const struct source *row = source_find(json_text_or(json_get(one, "row"), ""));
        if (!file || !row || !read_records(back->out, source, row, file))
            return false;
        file->length = 0; /* its lines are texts by now */
    }
    return true;
}

static void read_end(struct case_opened *out, enum research_source source, const struct json *object)
{
    struct source_span span = {.tried = true,
                               .error = text_of(out, object, "message"),
                               .code = text_of(out, object, "code"),
                               .from = json_integer(json_get(object, "from"), 0),
                               .to = json_integer(json_get(object, "to"), 0),
                               .count = (size_t)json_integer(json_get(object, "count"), 0)};
    for (int state = READ_WHOLE; state <= READ_GOING; state++)
        if (!strcmp(json_text_or(json_get(object, "state"), ""), read_state_name((enum read_state)state)))
            span.state = (enum read_state)state;
    for (int why = WHY_NOTHING; why < WHYS; why++)
        if (!strcmp(json_text_or(json_get(object, "why"), ""), read_why_name((enum read_why)why)))
            span.why = (enum read_why)why;
    evidence_ended(out->evidence, source, &span);
}

/* How they ended is said of what is left without duplicates, as it was written. */
static bool read_sources(struct reading_back *back, const struct json *sources)
{
    for (const struct json *one = json_first(sources); one; one = json_next(one)) {
        enum research_source source = research_source_find(json_text_or(json_get(one, "id"), ""));
        if (source == RESEARCH_SOURCES || !read_source(back, source, json_get(one, "files")))
            return false;
    }
    evidence_ready(back->out->evidence);
    for (const struct json *one = json_first(sources); one; one = json_next(one))
        read_end(back->out, research_source_find(json_text_or(json_get(one, "id"), "")), one);
    return true;
}

/* --- the case --- */

static const char *const *texts_of(struct case_opened *out, const struct json *list)
{
    const char **texts = arena_alloc(out->arena, (json_count(list) + 1) * sizeof *texts);
    size_t count = 0;
    for (const struct json *one = json_first(list); one; one = json_next(one))
        texts[count++] = arena_strdup(out->arena, json_text_or(one, ""));
    return texts;
}

static void read_about(struct case_opened *out, const struct json *root)
{
    const struct json *lists = json_get(root, "lists"), *aside = json_get(root, "setAside");
    struct list_line *lines = arena_alloc(out->arena, (json_count(lists) + 1) * sizeof *lines);
    struct set_aside *asides = arena_alloc(out->arena, (json_count(aside) + 1) * sizeof *asides);
    const char *made = json_text_or(json_get(root, "made"), "");
    struct case_about *about = &out->about;
    *about = (struct case_about){.by = text_of(out, root, "by"),
                                 .tenant = text_of(out, json_get(root, "tenant"), "name"),
                                 .tenant_id = text_of(out, json_get(root, "tenant"), "id"),
                                 .lines = lines,
                                 .aside = asides};
    (void)clock_parse(made, strlen(made), &about->made);
    for (const struct json *one = json_first(lists); one; one = json_next(one))
        lines[about->line_count++] = (struct list_line){text_of(out, one, "list"), text_of(out, one, "line"), NULL};
    for (const struct json *one = json_first(aside); one; one = json_next(one))
        asides[about->aside_count++] = (struct set_aside){.key = text_of(out, one, "key"),
                                                          .by = text_of(out, one, "by"),
                                                          .reason = text_of(out, one, "reason"),
                                                          .at = json_integer(json_get(one, "at"), 0),
                                                          .from = json_integer(json_get(one, "from"), 0),
                                                          .to = json_integer(json_get(one, "to"), 0)};
}

static struct research_case case_of(struct case_opened *out, const struct json *root)
{
    const struct json *user = json_get(root, "user");
    return (struct research_case){.user_id = text_of(out, user, "id"),
                                  .name = text_of(out, user, "userPrincipalName"),
                                  .tenant_id = out->about.tenant_id,
                                  .domains = texts_of(out, json_get(root, "domains")),
                                  .now = json_integer(json_get(root, "now"), 0),
                                  .window = (int)json_integer(json_get(root, "window"), 0),
                                  .baseline = (int)json_integer(json_get(root, "baseline"), 0),
                                  .risk_licensed = json_true(json_get(root, "riskLicensed")),
                                  .application = json_true(json_get(root, "application"))};
}

/* Whether what is judged now is what was written. */
static bool is_as_written(const struct case_opened *out, const struct file *report)
{
    auto_buf struct buf text = buf_make(DOCUMENT), inert = buf_make(DOCUMENT);
    struct json_writer w = json_writer(&text);
    report_print_json(out->report, NULL, &w);
    buf_putc(&text, '\n');
    json_inert(&inert, buf_text(&text), text.length);
    return report && inert.length == report->length && !memcmp(buf_text(&inert), report->text, report->length);
}

static bool read_case(struct reading_back *back, struct err *e)
{
    struct case_opened *out = back->out;
    const struct file *file = find_file(back, "case.json"), *note = find_file(back, "note.md");
    auto_json struct json *root = file ? json_parse(file->text, file->length, e) : NULL;
    if (strcmp(json_text_or(json_get(root, "format"), ""), "roster case 1") != 0)
        return no_case(e, file ? "case.json is of another kind" : "case.json is not among its files");
    read_about(out, root);
    struct research_case of = case_of(out, root);
    out->lists = lists_new(out->about.lines, out->about.line_count, e);
    if (!out->lists)
        return false;
    out->evidence = evidence_new(&of);
    if (!read_sources(back, json_get(root, "sources")))
        return no_case(e, "a source of case.json, or one of its files, is not as this roster knows them");
    out->report = research_judge(out->evidence, out->lists, out->about.aside, out->about.aside_count);
    out->note = note ? note->text : "";
    out->differs = !is_as_written(out, find_file(back, "report.json"));
    return true;
}

bool case_open(const char *folder, struct case_opened *out, struct err *e)
{
    *out = (struct case_opened){.arena = arena_new(0)};
    struct reading_back back = {.out = out};
    bool good = bundle_check(folder, &out->check, take, &back, e);
    if (good && out->check.fault_count) {
        good = err_set(e, ERR_REFUSED, "the bundle is damaged: %s", out->check.faults[0].text);
        err_hint(e, "`roster verify` names everything that is not as it was written; nothing of it is shown");
    }
    good = good && read_case(&back, e);
    xfree(back.files);
    return good;
}

void case_close(struct case_opened *opened)
{
    report_free(opened->report);
    evidence_free(opened->evidence);
    if (opened->lists)
        lists_free(opened->lists);
    bundle_check_free(&opened->check);
    for (size_t i = 0; i < opened->text_count; i++)
        xfree(opened->texts[i]);
    xfree(opened->texts);
    arena_free(opened->arena);
    *opened = (struct case_opened){0};
}
