/* What a source is asked, as a form: a field for each of its inputs. */
#include "ui/app/user_readings.h"
#include "ui/views/ask_view.h"
#include "ui/views/views.h"
#include <string.h>

enum { LONGEST = 200, TEXT = 4096 };

#define UNSAID "any"

struct inputs {
    const struct source *source;
    struct target target;
};

/* --- the fields --- */

static const char *const *choices_of(struct arena *arena, const char *const *values)
{
    size_t count = 0;
    while (values[count])
        count++;
    const char **choices = arena_alloc(arena, (count + 2) * sizeof *choices);
    choices[0] = UNSAID;
    memcpy(choices + 1, values, count * sizeof *choices);
    return choices;
}

static const struct param *params_of(struct arena *arena, const struct source_input *inputs)
{
    size_t count = 0;
    while (inputs[count].name)
        count++;
    struct param *params = arena_alloc(arena, (count + 1) * sizeof *params);
    for (size_t i = 0; i < count; i++)
        params[i] = (struct param){.name = inputs[i].name,
                                   .label = inputs[i].label,
                                   .help = inputs[i].help,
                                   .kind = inputs[i].values ? PARAM_CHOICE : PARAM_TEXT,
                                   .choices = inputs[i].values ? choices_of(arena, inputs[i].values) : NULL,
                                   .otherwise = inputs[i].values ? UNSAID : NULL,
                                   .maximum = inputs[i].values ? 0 : LONGEST};
    return params;
}

/* --- asking --- */

static bool take(void *owner, struct app *app, struct param_values values, struct err *e)
{
    struct inputs *inputs = owner;
    auto_buf struct buf text = buf_make(TEXT);
    for (size_t i = 0; i < values.count; i++)
        if (values.items[i].value && *values.items[i].value && strcmp(values.items[i].value, UNSAID) != 0)
            buf_printf(&text, "%s%s=%s", text.length ? ", " : "", values.items[i].name, values.items[i].value);
    return user_readings_ask(app, user_readings_of(app, &inputs->target), inputs->source, buf_text(&text)) ||
           err_set(e, ERR_REFUSED, "Busy: try again in a moment.");
}

void inputs_view_open(struct app *app, const struct source *source, const struct target *target)
{
    struct arena *arena = arena_new(0);
    struct inputs *inputs = arena_alloc(arena, sizeof *inputs);
    *inputs = (struct inputs){source, target_copy(arena, target)};
    ask_view_open(app, &(struct ask){.title = source->label,
                                     .about = app_target_name(&inputs->target),
                                     .button = "Ask",
                                     .hint = "{choose} ask  {next} next field  {back} back",
                                     .params = params_of(arena, source->inputs),
                                     .take = take,
                                     .owner = inputs,
                                     .arena = arena});
}
