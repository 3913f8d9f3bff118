/* Whether the parameters of a call fit the rows of its cmdlet. */
#include "tenant/exchange/exchange_cmdlet.h"

#include "base/clock.h"
#include <string.h>
#include <strings.h>

static bool in_values(const struct parameter *row, const struct json *value)
{
    const char *text = json_text(value);
    for (size_t i = 0; text && row->values && row->values[i]; i++)
        if (!strcasecmp(row->values[i], text))
            return true;
    return false;
}

static bool is_address(const char *text)
{
    if (!strncasecmp(text, "smtp:", 5))
        text += 5;
    const char *at = strchr(text, '@');
    return at && at > text && !strchr(at + 1, '@') && strchr(at, '.') && !strpbrk(text, " <>,;\"()");
}

static bool texts_fit(const struct parameter *row, const struct json *list)
{
    if (json_kind(list) != JSON_ARRAY)
        return false;
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!json_text(one) || !*json_text(one) || (row->type == PARAMETER_CHOICES && !in_values(row, one)) ||
            ((row->flags & PARAMETER_ADDRESS) && !is_address(json_text(one))))
            return false;
    return true;
}

/* {"@odata.type":"#Exchange.GenericHashTable","add":"x","remove":["y"]}, the members in any case. */
static bool hashtable_fits(const struct json *table)
{
    size_t changes = 0;
    if (strcmp(json_text_or(json_get(table, "@odata.type"), ""), "#Exchange.GenericHashTable") != 0)
        return false;
    for (const struct json *member = json_first(table); member; member = json_next(member)) {
        const char *name = json_key(member);
        if (!strcmp(name, "@odata.type"))
            continue;
        if (strcasecmp(name, "add") != 0 && strcasecmp(name, "remove") != 0)
            return false;
        if (!json_text(member) && json_kind(member) != JSON_ARRAY)
            return false;
        for (const struct json *one = json_first(member); one; one = json_next(one))
            if (!json_text(one) || !*json_text(one))
                return false;
        changes++;
    }
    return changes > 0;
}

static bool text_fits(const struct parameter *row, const struct json *value)
{
    const char *text = json_text(value);
    if (text && !*text)
        return (row->flags & PARAMETER_NULL) && !(row->flags & PARAMETER_ADDRESS);
    return text && (!(row->flags & PARAMETER_ADDRESS) || is_address(text));
}

static bool bool_fits(const struct parameter *row, const struct json *value)
{
    (void)row;
    return json_kind(value) == JSON_BOOL;
}

static bool date_fits(const struct parameter *row, const struct json *value)
{
    int64_t ms;
    const char *text = json_text(value);
    (void)row;
    return text && clock_parse(text, strlen(text), &ms);
}

static bool number_fits(const struct parameter *row, const struct json *value)
{
    double number = json_number(value, -1);
    return number >= (row->flags & PARAMETER_ZERO ? 0 : 1) &&
           number <= (row->most ? (double)row->most : 2147483647.0) && number == (double)(long)number;
}

static bool results_fit(const struct parameter *row, const struct json *value)
{
    const char *text = json_text(value);
    return text ? !strcasecmp(text, "Unlimited") : number_fits(row, value);
}

static bool size_fits(const struct parameter *row, const struct json *value)
{
    const char *text = json_text(value);
    (void)row;
    return text && (!strcasecmp(text, "Unlimited") || mailbox_size_bytes(text) > 0);
}

static bool several_fit(const struct parameter *row, const struct json *value)
{
    return json_text(value) ? text_fits(row, value) : json_count(value) && texts_fit(row, value);
}

/* What fits each type, and what the service calls it. */
static const struct {
    bool (*fits)(const struct parameter *, const struct json *);
    const char *name;
} types[] = {
    [PARAMETER_TEXT] = {text_fits, "System.String"},
    [PARAMETER_BOOL] = {bool_fits, "System.Boolean"},
    [PARAMETER_TEXTS] = {texts_fit, "Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]"},
    [PARAMETER_SEVERAL] = {several_fit, "Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]"},
    [PARAMETER_DATE] = {date_fits, "System.DateTime"},
    [PARAMETER_CHOICE] = {in_values, "System.Enum"},
    [PARAMETER_CHOICES] = {texts_fit, "System.Enum[]"},
    [PARAMETER_NUMBER] = {number_fits, "System.Int32"},
    [PARAMETER_RESULTS] = {results_fit, "Microsoft.Exchange.Data.Unlimited`1[System.UInt32]"},
    [PARAMETER_SIZE] = {size_fits, "Microsoft.Exchange.Data.Unlimited`1[Microsoft.Exchange.Data.ByteQuantifiedSize]"},
};

static bool value_fits(const struct parameter *row, const struct json *value)
{
    if (json_kind(value) == JSON_NULL)
        return row->flags & PARAMETER_NULL;
    if (json_kind(value) == JSON_OBJECT)
        return (row->flags & PARAMETER_HASHTABLE) && hashtable_fits(value);
    return types[row->type].fits(row, value);
}

static const struct parameter *row_of(const struct cmdlet *cmdlet, const char *name)
{
    for (const struct parameter *row = cmdlet->parameters; row->name; row++)
        if (!strcasecmp(row->name, name))
            return row;
    return NULL;
}

static bool parameter_fits(struct cmdlet_call *call, const struct json *value)
{
    const char *name = json_key(value);
    const struct parameter *row = row_of(call->cmdlet, name);
    bool shown = row && (!(row->flags & PARAMETER_HOLDS) ||
                         exchange_roles_of(call->tenant, &call->request->caller) & EXCHANGE_ORGANIZATION);
    if (!shown) { /* a role has not only cmdlets but parameters of its own */
        call_fail(call, 400, EX_BINDING, "A parameter cannot be found that matches parameter name '%s'.", name);
        return false;
    }
    if (call_get(call, name) != value) {
        call_fail(call, 400, EX_BINDING, "Cannot bind parameter because parameter '%s' is specified more than once.",
                  name);
        return false;
    }
    if (value_fits(row, value))
        return true;
    auto_buf struct buf text = buf_make(512);
    if (!json_write(value, &text))
        buf_puts(&text, "…");
    call_fail(
        call, 400, EX_TRANSFORM,
        "Cannot process argument transformation on parameter '%s'. Cannot convert value \"%.200s\" to type \"%s\".",
        row->name, buf_text(&text), types[row->type].name);
    return false;
}

bool exchange_check_call(struct cmdlet_call *call)
{
    for (const struct json *value = json_first(call->parameters); value; value = json_next(value))
        if (!parameter_fits(call, value))
            return false;
    for (const struct parameter *row = call->cmdlet->parameters; row->name; row++)
        if ((row->flags & PARAMETER_NEEDED) && !call_get(call, row->name)) {
            call_fail(call, 400, EX_BINDING,
                      "Cannot process command because of one or more missing mandatory parameters: %s.", row->name);
            return false;
        }
    const struct json *confirm = call_get(call, "Confirm");
    if (!(call->cmdlet->flags & CMDLET_PROMPTS) || (confirm && !json_true(confirm)) || call_true(call, "Force"))
        return true;
    call_fail(
        call, 400, "System.Management.Automation.Host.HostException",
        "A command that prompts the user failed because the host program or the command type does not support user "
        "interaction. Pass -Confirm:$false to %s.",
        call->cmdlet->name);
    return false;
}
