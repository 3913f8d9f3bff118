/* `roster open DIR`: a case that was written down, without a network, a sign-in or a configuration. */
#include "bundle/case.h"
#include "cli/commands.h"
#include "cli/leave.h"
#include "output/say.h"
#include "research/print.h"
#include "ui/ui.h"
#include "worker/worker.h"
#include <string.h>
#include <unistd.h>

enum { TEXT = 64 << 20 };

static void print(const struct case_opened *opened, const struct options *options)
{
    auto_buf struct buf out = buf_make(TEXT);
    struct json_writer w = json_writer(&out);
    if (options->output == OUTPUT_JSON) {
        report_print_json(opened->report, NULL, &w);
        buf_putc(&out, '\n');
        say_json(buf_text(&out), out.length);
    } else if (options->output == OUTPUT_MARKDOWN) {
        say_lines(opened->note, strlen(opened->note));
    } else {
        report_print_text(opened->report, NULL, &out);
        say_lines(buf_text(&out), out.length);
    }
}

/* The screen with a worker that asks nobody. */
static int show(struct case_opened *opened, const struct options *options, struct err *e)
{
    const struct config config = {.arena = opened->arena};
    const char *name = *opened->about.tenant ? opened->about.tenant : opened->about.tenant_id;
    const struct config_tenant tenant = {
        .name = name, .tenant_id = opened->about.tenant_id, .auth = AUTH_DEVICE_CODE, .read_only = true};
    struct ui_workers workers = {
        .now = worker_start(&(struct worker_options){.tenant = &tenant, .read_only = true, .offline = true}, e)};
    if (!workers.now)
        return options_fail(e);
    int code = ui_run(&(struct ui_options){.config = &config,
                                           .tenant = &tenant,
                                           .workers = &workers,
                                           .theme = options->theme,
                                           .ascii = options->ascii,
                                           .read_only = true,
                                           .opened = opened,
                                           .script = options->script,
                                           .dump = options->dump});
    leave(&workers);
    return code;
}

int command_open(const struct options *options)
{
    struct case_opened opened;
    struct err e = {.code = ERR_OK};
    bool ok = case_open(options->words[0], &opened, &e);
    bool screen = options->output == OUTPUT_DEFAULT && (options->script || isatty(STDOUT_FILENO));
    int code = !ok ? options_fail(&e) : screen ? show(&opened, options, &e) : 0;
    if (ok && !screen && opened.differs)
        say_error(
            "roster: this roster judges the records in another way than the report that was written (report.json)\n");
    if (ok && !screen)
        print(&opened, options);
    case_close(&opened);
    return code;
}
