/* What comes from hands, or from a paste: keys off the terminal, lines of text, dates, and the whole screen under them. */
#include "action/action.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "fuzz.h"
#include "model/page.h"
#include "ui/commands.h"
#include "ui/screen/entry.h"
#include "ui/screen/input.h"
#include "ui/script.h"
#include "ui/views/export_file.h"
#include "ui/views/views.h"
#define NCURSES_NOMACROS
#include <fcntl.h>
#include <ncurses.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* --- keys off the terminal --- */

static int line[2]; /* what a terminal sends */

static void open_terminal(void)
{
    MUST(!pipe2(line, O_CLOEXEC | O_NONBLOCK));
    MUST(newterm("xterm-256color", fopen("/dev/null", "we"), fdopen(line[0], "re")));
    set_escdelay(1);
}

static bool is_key(int key)
{
    return key_is_text(key) || (key > 0 && key < ' ') || key == KEY_ERASE ||
           (key >= KEY_FIRST && key <= KEY_CLICK_TWICE);
}

void fuzz_input(const uint8_t *data, size_t size)
{
    struct input input;
    size_t keys = 0;
    int key, left;
    if (!line[1])
        open_terminal();
    if (size > 1000) /* every lone Esc is waited for */
        return;
    input_open(&input, size & 1);
    MUST(write(line[1], data, size) == (ssize_t)size);
    do /* behind half a click ncurses stops reading: the loop of the screen comes again while there is something */
        while ((key = input_key(&input)) != KEY_NOTHING) {
            MUST(is_key(key) && ++keys <= size);
            MUST(!input.pasting || key_is_text(key));
        }
    while (!ioctl(line[0], FIONREAD, &left) && left);
    MUST(input_key(&input) == KEY_NOTHING && input.length < sizeof input.bytes);
    input_close(&input);
}

/* --- a line of text --- */

void fuzz_entry(const uint8_t *data, size_t size)
{
    static const int keys[] = {KEY_ARROW_LEFT, KEY_ARROW_RIGHT, KEY_FIRST_LINE, KEY_LAST_LINE, KEY_REMOVE, KEY_ERASE};
    struct entry entry = entry_make(64);
    struct grid *grid = grid_new(20, 1);
    for (size_t at = 0, used; at < size; at += used) {
        uint32_t point;
        used = utf8_decode((const char *)data + at, size - at, &point);
        if (point < 6)
            entry_key(&entry, keys[point]);
        else if (point == '\n')
            entry_insert(&entry, '\n');
        else
            entry_key(&entry, (int)point);
        const char *text = buf_text(&entry.text);
        MUST(entry.text.length <= 64 && entry.cursor <= entry.text.length && strlen(text) == entry.text.length);
        MUST(utf8_valid(text, entry.text.length) && utf8_valid(text, entry.cursor));
        entry_draw(&entry, grid, grid_whole(grid), 0, 0, 20, true, point & 1);
    }
    grid_free(grid);
    entry_free(&entry);
}

/* --- dates --- */

void fuzz_dates(const uint8_t *data, size_t size)
{
    static const int64_t now = 1795435200000;
    auto_str char *text = fuzz_text(data, size);
    char shown[CLOCK_TEXT];
    int64_t ms, again;
    if (clock_parse((const char *)data, size, &ms)) {
        const char *form = clock_format(ms, shown);
        MUST(clock_parse(form, strlen(form), &again) && again <= ms && ms - again < 1000);
    }
    if (zone_read(text, now, &ms)) {
        const char *form = zone_show(ms, shown);
        MUST(zone_read(form, now, &again) && again <= ms && ms - again < 60000);
        clock_ago(ms, now, shown);
        clock_ago(now, ms, shown);
    }
}

/* --- the whole screen --- */

/* In place of the worker's own (the linker's --wrap): nobody is there to be asked. */
bool __wrap_worker_post(struct worker *worker, struct message *message);
bool __wrap_worker_post(struct worker *worker, struct message *message)
{
    MUST(worker);
    message_free(message);
    *message = (struct message){.kind = 0};
    return true;
}

/* Nothing typed here names a file of anybody's. */
bool __wrap_export_write(const struct exported *exported, const char *path, bool json, bool replace, bool *exists,
                         struct err *e);
bool __wrap_export_write(const struct exported *exported, const char *path, bool json, bool replace, bool *exists,
                         struct err *e)
{
    *exists = json && !replace;
    return err_set(e, ERR_FILE, "%s: no room for %zu", path, exported->count(exported->from));
}

static void add_people(struct app *app)
{
    static const char *const names[] = {"Ann Ng", "漢字 太郎", "\u200d\u0301", "a\tb", "=1+2"};
    struct user_page *page = user_page_new(5);
    for (size_t i = 0; i < 5; i++) {
        char id[GUID_TEXT], address[64];
        snprintf(id, sizeof id, "00000000-0000-4000-8000-%012zu", i + 1);
        snprintf(address, sizeof address, "user%zu@contoso.example", i);
        struct text name = {names[i], strlen(names[i])};
        MUST(user_page_add(page, &(struct user_input){.id = {id, 36},
                                                      .display_name = name,
                                                      .user_principal_name = {address, strlen(address)},
                                                      .account_enabled = (int)i & 1}));
    }
    users_append(app->model->users, page);
    app->model->whole = true;
    view_rebuild(app->model->table);
    app_move_to(app, 0);
}

void fuzz_script(const uint8_t *data, size_t size)
{
    static struct config_tenant tenant = {.name = "contoso", .tenant_id = "contoso.example"};
    static struct config config;
    static const struct message_tenant known = {.id = "7f3c1a52-9d0e-4b6a-8c21-0d5e3fb7a901",
                                                .display_name = "Contoso Ltd",
                                                .default_domain = "contoso.example",
                                                .operator_name = "admin@contoso.example"};
    auto_str char *text = fuzz_text(data, size);
    struct err e = {.code = ERR_OK};
    struct app app;
    for (char *wait = text; (wait = strstr(wait, "wait"));)
        *wait = 'W'; /* for nobody */
    setenv("VISUAL", "true", 1);
    setenv("HOME", fuzz_folder(), 1);
    app_init(&app, &commands_hooks, &tenant, 80, 24);
    app.config = &config;
    app.model->tenant = &known;
    app.worker = (struct worker *)&app; /* never looked into */
    users_view_open(&app);
    add_people(&app);
    fuzz_error(script_run(&app, fuzz_file("script", (const uint8_t *)text, strlen(text)), NULL, &e), &e);
    for (int i = 0; i < app.grid->width * app.grid->height; i++)
        fuzz_clean_text(app.grid->cells[i].text);
    app_free(&app);
}
