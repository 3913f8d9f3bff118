/* Signing in: the code and the address large in the middle, or the address for a browser and a field for the one it ends at; how
 * long it is good, and what went wrong. */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "ui/app/dialog.h"
#include "ui/app/hint.h"
#include "ui/screen/big_text.h"
#include "ui/screen/entry.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum {
    LONGEST = 16384 /* bytes of an address */,
    SECOND = 1000,
    FEET = 2,
    WIDE = 56,
    ROOMY = 18 /* lines of a screen that has room for large letters */
};

struct sign_in_view {
    struct view view;
    struct arena *arena; /* of what was told last */
    const struct message_sign_in *told;
    struct err error;
    uint64_t job;       /* another try; 0: none is under way */
    struct entry entry; /* the address that the browser ended at */
    bool typing;
};

static bool by_browser(const struct sign_in_view *sign)
{
    return sign->told->state == SIGN_IN_BROWSER;
}

static bool waits(const struct sign_in_view *sign)
{
    return sign->told->state == SIGN_IN_CODE || by_browser(sign);
}

static bool is_big(const struct sign_in_view *sign, const struct grid *grid)
{
    return !grid->ascii && grid->height >= ROOMY && big_text_fits(sign->told->user_code, dialog_width(grid));
}

/* --- drawing: the same pass counts lines (a rect without height shows none) and draws --- */

struct pass {
    struct grid *grid;
    struct rect rect;
    int y;
};

static void wrap(struct pass *pass, enum role role, const char *text)
{
    pass->y += grid_wrap(pass->grid, pass->rect, pass->y, role, text);
}

static void centre(struct pass *pass, enum role role, const char *text)
{
    int x = (pass->rect.width - utf8_width(text)) / 2;
    if (x < 0) /* an address is never cut: it has to be typed */
        wrap(pass, role, text);
    else if (pass->y < pass->rect.height)
        grid_put(pass->grid, pass->rect, x, pass->y, role, text);
    pass->y += x >= 0;
}

static void put_code(const struct sign_in_view *sign, struct pass *pass)
{
    const char *code = sign->told->user_code;
    char spaced[64] = "";
    if (is_big(sign, pass->grid)) {
        if (pass->y + BIG_TEXT_LINES <= pass->rect.height)
            big_text_draw(pass->grid, pass->rect, (pass->rect.width - big_text_width(code)) / 2, pass->y, ROLE_TITLE,
                          code);
        pass->y += BIG_TEXT_LINES + 1;
        centre(pass, ROLE_TITLE, code); /* in one piece, for the mouse */
        return;
    }
    for (size_t i = 0, at = 0; code[i] && at + 3 < sizeof spaced; i++)
        at += (size_t)snprintf(spaced + at, sizeof spaced - at, "%s%c", i ? " " : "", code[i]);
    centre(pass, ROLE_TITLE, *spaced && utf8_width(spaced) <= pass->rect.width ? spaced : code);
}

static void put_client(const struct message_sign_in *told, struct pass *pass)
{
    char text[256];
    if (!told->client_name)
        return;
    snprintf(text, sizeof text,
             "The page will name \"%s\": Microsoft's own client for %s. Go on only if you asked for it.",
             told->client_name, told->service);
    wrap(pass, ROLE_DIM, text);
}

/* The address is for `y`: nobody types it. What can be read of it stays short where lines are few. */
static void put_browser(struct sign_in_view *sign, struct pass *pass, const struct keymap *keymap)
{
    const struct message_sign_in *told = sign->told;
    char text[320];
    if (told->problem)
        wrap(pass, ROLE_ERROR, told->problem);
    else if (told->why)
        wrap(pass, ROLE_WARNING, told->why);
    if (sign->typing) {
        wrap(pass, ROLE_MODAL, "The address that the browser ended at, with http://localhost in front:");
        if (pass->y < pass->rect.height)
            entry_draw(&sign->entry, pass->grid, pass->rect, 0, pass->y, pass->rect.width, true, false);
        pass->y++;
        return;
    }
    wrap(pass, ROLE_MODAL,
         hint_text(keymap, "In a browser on this machine, open ({browser.copy} copies it)", text, sizeof text));
    wrap(pass, ROLE_KEY, told->verification_uri);
    snprintf(
        text, sizeof text,
        "On another machine: `ssh -L %d:localhost:%d` to this one first, or open it there and press %s to paste the "
        "address that the browser ends at; that page will not load.",
        told->port, told->port, keymap_key(keymap, "browser.paste"));
    wrap(pass, ROLE_DIM, text);
    put_client(told, pass);
}

static void put_waiting(struct sign_in_view *sign, struct pass *pass, const struct keymap *keymap)
{
    const struct message_sign_in *told = sign->told;
    if (by_browser(sign)) {
        put_browser(sign, pass, keymap);
        return;
    }
    if (told->why)
        wrap(pass, ROLE_WARNING, told->why);
    wrap(pass, ROLE_MODAL, "In a browser, on any device, open");
    centre(pass, ROLE_KEY, told->verification_uri);
    wrap(pass, ROLE_MODAL, "and enter the code");
    pass->y++;
    put_code(sign, pass);
    pass->y++;
    put_client(told, pass);
}

static void put_failed(const struct sign_in_view *sign, struct pass *pass)
{
    wrap(pass, ROLE_ERROR, sign->error.message);
    if (sign->error.hint[0])
        wrap(pass, ROLE_MODAL, sign->error.hint);
    if (sign->error.request_id[0]) {
        char text[96];
        snprintf(text, sizeof text, "Trace %s", sign->error.request_id);
        wrap(pass, ROLE_DIM, text);
    }
}

static int put_all(struct sign_in_view *sign, const struct keymap *keymap, struct grid *grid, struct rect rect)
{
    struct pass pass = {.grid = grid, .rect = rect};
    if (waits(sign))
        put_waiting(sign, &pass, keymap);
    else
        put_failed(sign, &pass);
    return pass.y;
}

static const char *feet(const struct view *base, const struct app *app)
{
    const struct sign_in_view *sign = (const struct sign_in_view *)base;
    (void)app;
    if (sign->typing)
        return "{choose} go on  {back} back";
    if (by_browser(sign))
        return "{browser.copy} copy address  {browser.paste} paste answer  {browser.code} device code  {back} cancel";
    return waits(sign) ? "{code.copy} copy code  {code.address} copy address  {code.browser} browser  {back} cancel"
                       : "{sign-in.again} try again  {sign-in.browser} browser  {back} close";
}

static void put_feet(const struct sign_in_view *sign, const struct app *app, struct grid *grid, struct rect rect)
{
    int64_t left = (sign->told->expires - clock_now() + SECOND - 1) / SECOND;
    int y = rect.height - 1;
    if (!waits(sign)) {
        if (sign->job)
            grid_put(grid, rect, 0, y, ROLE_KEY, "Signing in again ...");
        else
            hint_draw(&app->keymap, feet(&sign->view, app), grid, rect, y, ROLE_KEY);
        return;
    }
    left = left < 0 ? 0 : left;
    int x = grid_printf(grid, rect, 0, y, ROLE_DIM, "%d:%02d left", (int)(left / 60), (int)(left % 60));
    struct rect right = {rect.x + x + 2, rect.y, rect.width - x - 2, rect.height};
    hint_draw(&app->keymap, feet(&sign->view, app), grid, right, y, ROLE_KEY);
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct sign_in_view *sign = (struct sign_in_view *)base;
    char title[96];
    (void)rect;
    snprintf(title, sizeof title, "Sign in to %s", sign->told->service);
    int lines = put_all(sign, &app->keymap, grid, (struct rect){0, 0, dialog_width(grid), 0});
    struct rect in = dialog_frame(app, grid, title, lines, FEET);
    put_all(sign, &app->keymap, grid, (struct rect){in.x, in.y, in.width, in.height - FEET});
    put_feet(sign, app, grid, in);
    if (waits(sign))
        app_wake_in(app, SECOND - clock_now() % SECOND);
}

/* --- keys and messages --- */

static enum reaction leave(struct sign_in_view *sign, struct app *app)
{
    struct message cancel = {.kind = TO_SIGN_IN_ANSWER, .answer = ANSWER_GIVE_UP};
    if (waits(sign))
        worker_post(app->worker, &cancel);
    return REACT_CLOSE;
}

static void try_again(struct sign_in_view *sign, struct app *app)
{
    struct message again = {.kind = TO_SIGN_IN};
    if (!waits(sign) && !sign->job)
        sign->job = app_post(app, &again);
}

/* The other way: of this sign-in, or of another try. */
static void turn(struct sign_in_view *sign, struct app *app, enum sign_in_answer way)
{
    struct message answer = {.kind = TO_SIGN_IN_ANSWER, .answer = way};
    if (worker_post(app->worker, &answer))
        try_again(sign, app);
}

static enum reaction type(struct sign_in_view *sign, struct app *app, int code)
{
    struct message pasted = {.kind = TO_SIGN_IN_ANSWER, .answer = ANSWER_ADDRESS};
    if (code != KEY_ESCAPE && code != KEY_RETURN)
        return entry_key(&sign->entry, code) ? REACT_REDRAW : REACT_UNHANDLED;
    sign->typing = false;
    if (code == KEY_RETURN && sign->entry.text.length) {
        pasted.secret = secret_new(buf_text(&sign->entry.text), sign->entry.text.length);
        if (!worker_post(app->worker, &pasted))
            app_status(app, ROLE_WARNING, "Busy; paste it again.");
        message_free(&pasted);
    }
    entry_free(&sign->entry);
    sign->entry = entry_make(LONGEST);
    return REACT_REDRAW;
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct sign_in_view *sign = (struct sign_in_view *)base;
    if (sign->typing)
        return type(sign, app, code);
    if (key_is_text(app->pressed) && (waits(sign) || code != KEY_ESCAPE))
        return REACT_NONE; /* the code is not lost by a slip */
    return code == KEY_ESCAPE ? leave(sign, app) : REACT_UNHANDLED;
}

static enum reaction copy_code(struct view *base, struct app *app)
{
    app_copy(app, ((const struct sign_in_view *)base)->told->user_code);
    return REACT_REDRAW;
}

static enum reaction copy_address(struct view *base, struct app *app)
{
    app_copy(app, ((const struct sign_in_view *)base)->told->verification_uri);
    return REACT_REDRAW;
}

static enum reaction again(struct view *base, struct app *app)
{
    try_again((struct sign_in_view *)base, app);
    return REACT_REDRAW;
}

static enum reaction paste(struct view *base, struct app *app)
{
    (void)app;
    ((struct sign_in_view *)base)->typing = true;
    return REACT_REDRAW;
}

static enum reaction with_browser(struct view *base, struct app *app)
{
    turn((struct sign_in_view *)base, app, ANSWER_BY_BROWSER);
    return REACT_REDRAW;
}

static enum reaction with_code(struct view *base, struct app *app)
{
    turn((struct sign_in_view *)base, app, ANSWER_BY_CODE);
    return REACT_REDRAW;
}

#define GROUP "While signing in"
const struct ui_command sign_in_keys[] = {
    {"code.copy", "Copy the code", GROUP, {'c'}, IN_OTHERS, .act = copy_code},
    {"code.address", "Copy the address", GROUP, {'y'}, IN_OTHERS, .act = copy_address},
    {"code.browser", "Sign in with a browser instead of a code", GROUP, {'b'}, IN_OTHERS, .act = with_browser},
    {"browser.copy", "Copy the address for the browser", GROUP, {'y'}, IN_OTHERS, .act = copy_address},
    {"browser.paste", "Paste the address that the browser ended at", GROUP, {'p'}, IN_OTHERS, .act = paste},
    {"browser.code", "Sign in with a device code instead of a browser", GROUP, {'d'}, IN_OTHERS, .act = with_code},
    {"sign-in.again", "Try again, when it failed", GROUP, {'r'}, IN_OTHERS, .act = again},
    {"sign-in.browser", "Try again with a browser", GROUP, {'b'}, IN_OTHERS, .act = with_browser},
    {.name = NULL},
};

static const char *scope(const struct view *base, const struct app *app)
{
    const struct sign_in_view *sign = (const struct sign_in_view *)base;
    (void)app;
    return by_browser(sign) ? "browser" : waits(sign) ? "code" : base->ops->name;
}

static bool types(const struct view *base)
{
    return ((const struct sign_in_view *)base)->typing;
}

static void take(struct sign_in_view *sign, struct message *message)
{
    arena_free(sign->arena);
    sign->arena = message->arena;
    message->arena = NULL;
    sign->told = message->sign_in;
    sign->error = message->error;
    sign->typing = sign->typing && by_browser(sign);
    if (sign->told->state == SIGN_IN_FAILED)
        sign->job = 0;
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct sign_in_view *sign = (struct sign_in_view *)base;
    if (message->kind == FROM_JOB_END && sign->job &&
        message->job == sign->job) { /* perhaps by what another process left */
        sign->job = 0;
        sign->error = message->error;
        return message->error.code == ERR_OK ? REACT_CLOSE : REACT_REDRAW;
    }
    if (message->kind != FROM_SIGN_IN || !message->sign_in || !message->arena)
        return REACT_NONE;
    if (message->sign_in->state == SIGN_IN_DONE) {
        app_status(app, ROLE_OK, "Signed in to %s.", message->sign_in->service);
        return REACT_CLOSE;
    }
    take(sign, message);
    return REACT_REDRAW;
}

static void tick(struct view *base, struct app *app, int64_t now)
{
    (void)base, (void)now;
    app->redraw = true;
}

static void close_view(struct view *base, struct app *app)
{
    struct sign_in_view *sign = (struct sign_in_view *)base;
    (void)app;
    entry_free(&sign->entry);
    arena_free(sign->arena);
    xfree(sign);
}

static const struct view_ops ops = {.name = "sign-in",
                                    .title = "Sign in",
                                    .modal = true,
                                    .scope = scope,
                                    .close = close_view,
                                    .draw = draw,
                                    .key = key,
                                    .typing = types,
                                    .message = message,
                                    .tick = tick,
                                    .hints = feet};

static bool is_open(const struct app *app)
{
    const struct view *view = app->top;
    while (view && view->ops != &ops)
        view = view->below;
    return view != NULL;
}

void sign_in_view_told(struct app *app, struct message *message)
{
    if (is_open(app)) /* it gets the message as all views do */
        return;
    if (message->sign_in->state == SIGN_IN_FAILED) {
        app_status(app, ROLE_WARNING, "%s", message->error.message);
        return;
    }
    struct sign_in_view *sign = xcalloc(1, sizeof *sign);
    sign->view.ops = &ops;
    sign->entry = entry_make(LONGEST);
    take(sign, message);
    app_push(app, &sign->view);
}
