/* Secrets on the screen: drawn straight from where they are kept, shown once, wiped with the view. */
#include "ui/confirm/confirm.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_LIST = 40, SPELLED = 3 /* lines a spelled secret takes with its line of kinds, and a gap */ };

void confirm_secrets_take(struct confirm *confirm, struct app *app)
{
    struct app_job *job = app_job(app, confirm->job);
    if (!job || confirm->secrets || !job->secrets)
        return;
    confirm->secret_slots = job->target_count;
    confirm->secrets = xcalloc(job->target_count, sizeof(struct secret *));
    for (size_t i = 0; i < job->target_count; i++) {
        confirm->secrets[i] = app_job_take_secret(app, confirm->job, i);
        confirm->secret_count += confirm->secrets[i] != NULL;
    }
}

void confirm_secrets_free(struct confirm *confirm)
{
    for (size_t i = 0; i < confirm->secret_slots; i++)
        secret_free(confirm->secrets[i]);
    xfree(confirm->secrets);
    confirm->secrets = NULL;
    confirm->secret_slots = confirm->secret_count = 0;
}

/* The target of the n-th secret. */
static size_t slot_of(const struct confirm *confirm, size_t n)
{
    size_t slot = 0;
    for (; slot < confirm->secret_slots; slot++)
        if (confirm->secrets[slot] && !n--)
            break;
    return slot;
}

/* --- one, spelled --- */

static int spacing(size_t length, int width)
{
    return (int)length * 3 <= width ? 3 : (int)length * 2 <= width ? 2 : 1;
}

static int rows_of(size_t length, int width)
{
    int across = width / spacing(length, width);
    return across > 0 ? ((int)length + across - 1) / across : 1;
}

int confirm_secrets_lines(const struct confirm *confirm, int width)
{
    if (!confirm->secret_count)
        return 0;
    if (confirm->secret_count == 1) {
        size_t length = secret_length(confirm->secrets[slot_of(confirm, 0)]);
        return 2 + rows_of(length, width) * SPELLED + 1;
    }
    return confirm->secret_count + 2 < LONGEST_LIST ? (int)confirm->secret_count + 2 : LONGEST_LIST;
}

static const char *kind_of(char letter)
{
    unsigned char byte = (unsigned char)letter;
    return isupper(byte) ? "A" : islower(byte) ? "a" : isdigit(byte) ? "9" : "#";
}

static void draw_spelled(const struct secret *secret, const char *name, struct grid *grid, struct rect rect)
{
    grid_printf(grid, rect, 0, 0, ROLE_DIM, "%s:", name ? name : "Password");
    const char *text = secret_text(secret);
    size_t length = secret_length(secret);
    int step = spacing(length, rect.width), across = rect.width / step;
    grid_put(grid, rect, 0, 1, ROLE_TITLE, text); /* in one piece, for the mouse */
    for (size_t i = 0; i < length; i++) {
        int x = (int)i % across * step, y = 3 + (int)i / across * SPELLED;
        char letter[2] = {text[i], '\0'};
        grid_put(grid, rect, x, y, ROLE_TITLE, letter);
        grid_put(grid, rect, x, y + 1, ROLE_DIM, kind_of(text[i]));
        secret_wipe(letter, sizeof letter);
    }
    grid_put(grid, rect, 0, rect.height - 1, ROLE_DIM, "A capital, a small, 9 digit, # sign. Shown once.");
}

/* --- many, a list --- */

static void draw_list(struct confirm *confirm, struct app *app, struct grid *grid, struct rect rect)
{
    const struct app_job *job = app_job(app, confirm->job);
    grid_printf(grid, rect, 0, 1, ROLE_DIM, "%zu secrets, shown once:", confirm->secret_count);
    list_fit(&confirm->list, confirm->secret_count, rect.height - 2);
    for (int y = 0; y < confirm->list.height && confirm->list.top + (size_t)y < confirm->secret_count; y++) {
        size_t n = confirm->list.top + (size_t)y, slot = slot_of(confirm, n);
        const struct secret *secret = confirm->secrets[slot];
        bool here = n == confirm->list.cursor;
        int width = (int)secret_length(secret), at = rect.width - width;
        grid_put(grid, rect, 0, y + 2, here ? ROLE_CURSOR : ROLE_MODAL, here ? ">" : " ");
        if (job)
            grid_put(grid, (struct rect){rect.x, rect.y, at - 2, rect.height}, 2, y + 2,
                     here ? ROLE_CURSOR : ROLE_MODAL, job->targets[slot].target.user_principal_name);
        grid_put(grid, rect, at < 2 ? 2 : at, y + 2, ROLE_TITLE, secret_text(secret));
    }
}

void confirm_secrets_draw(struct confirm *confirm, struct app *app, struct grid *grid, struct rect rect)
{
    const struct app_job *job = app_job(app, confirm->job);
    size_t slot = slot_of(confirm, 0);
    if (confirm->secret_count == 1)
        draw_spelled(confirm->secrets[slot], job ? job->targets[slot].secret_name : NULL, grid, rect);
    else if (confirm->secret_count && rect.height > 2)
        draw_list(confirm, app, grid, rect);
}

/* Lines of name and secret, in memory that is wiped at once. */
static bool copy_all(struct confirm *confirm, struct app *app)
{
    const struct app_job *job = app_job(app, confirm->job);
    size_t size = 1, at = 0;
    for (size_t i = 0; job && i < confirm->secret_slots; i++)
        size += secret_length(confirm->secrets[i]) + strlen(job->targets[i].target.user_principal_name) + 2;
    char *text = xcalloc(size, 1);
    for (size_t i = 0; job && i < confirm->secret_slots; i++)
        if (confirm->secrets[i])
            at += (size_t)snprintf(text + at, size - at, "%s\t%s\n", job->targets[i].target.user_principal_name,
                                   secret_text(confirm->secrets[i]));
    bool copied = app_copy(app, text);
    secret_wipe(text, size);
    xfree(text);
    return copied;
}

enum reaction confirm_secrets_copy(struct view *view, struct app *app)
{
    struct confirm *confirm = (struct confirm *)view;
    if (!confirm->secret_count)
        return REACT_NONE;
    if (app->hasty) /* the end of what was typed as an answer: nobody has seen the secret yet */
        return REACT_REDRAW;
    bool copied = app_copy(app, secret_text(confirm->secrets[slot_of(confirm, confirm->list.cursor)]));
    confirm->copied |= copied && confirm->secret_count == 1;
    return REACT_REDRAW;
}

enum reaction confirm_secrets_copy_all(struct view *view, struct app *app)
{
    struct confirm *confirm = (struct confirm *)view;
    if (!confirm->secret_count)
        return REACT_NONE;
    confirm->copied |= copy_all(confirm, app);
    return REACT_REDRAW;
}

bool confirm_secrets_key(struct confirm *confirm, int key)
{
    if (!confirm->secret_count)
        return false;
    list_fit(&confirm->list, confirm->secret_count, confirm->list.height);
    return confirm->secret_count > 1 && key != KEY_PAGE_UP && key != KEY_PAGE_DOWN && list_key(&confirm->list, key);
}
