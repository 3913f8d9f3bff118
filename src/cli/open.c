/* `roster open DIR`: a case that was written down, without a network, a sign-in or a configuration. */
#include "bundle/case.h"
#include "cli/commands.h"
#include "output/say.h"
#include "research/print.h"
#include <string.h>

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

int command_open(const struct options *options)
{
    struct case_opened opened;
    struct err e = {.code = ERR_OK};
    bool ok = case_open(options->words[0], &opened, &e);
    int code = ok ? 0 : options_fail(&e);
    if (ok && opened.differs)
        say_error(
            "roster: this roster judges the records in another way than the report that was written (report.json)\n");
    if (ok)
        print(&opened, options);
    case_close(&opened);
    return code;
}
